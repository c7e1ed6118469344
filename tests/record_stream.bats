#!/usr/bin/env bats
# An incomplete or invalid record stream commits nothing.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
	vg-render -d out 0-9 >good
}

# Pack every stream in ./bad; each must fail with status 1 and one line.
assert_all_refused() {
	local count=0 stream
	for stream in bad/*; do
		if vg-pack -d out <"$stream" >stdout 2>stderr; then
			fail "$stream was accepted"
		elif [ "$?" -ne 1 ] || [ -s stdout ] || [ "$(wc -l <stderr)" -ne 1 ]; then
			fail "$stream: $(cat stdout stderr)"
		fi
		count=$((count + 1))
	done
	assert [ "$count" -ge "$1" ]
	run find out -name 'checkpoint*' -o -name 'MANIFEST*' -o -name '.*.tmp'
	assert_output ''
	run vg-pack -d out <good
	assert_success
}

@test "a truncated stream is refused: at every header byte, around records, within payloads" {
	"$PYTHON" - <<-'END'
		import os
		s = open("good", "rb").read()
		head = 64 + 6 * 112 + 8
		record = (len(s) - head - 24) // 10
		cuts = set(range(0, head + 30)) | {len(s) - i for i in range(1, 40)}
		for r in range(11):
		    cuts |= {head + r * record + i for i in (-1, 0, 1, 8, 23, 24, 25, 100)}
		os.mkdir("bad")
		for c in cuts:
		    if c < len(s):
		        open(f"bad/{c:06d}", "wb").write(s[:c])
	END
	assert_all_refused 700
}

@test "a flipped byte is refused: in HEAD, in a record's header, in END" {
	"$PYTHON" - <<-'END'
		import os
		s = open("good", "rb").read()
		head = 64 + 6 * 112 + 8
		at = list(range(head + 24)) + list(range(len(s) - 24, len(s)))
		at += range(head + 24, len(s) - 24, 97) # payloads, sampled
		os.mkdir("bad")
		for i in at:
		    open(f"bad/{i:06d}", "wb").write(s[:i] + bytes([s[i] ^ 0x40]) + s[i + 1:])
	END
	assert_all_refused 700
}

@test "reordered, duplicate, missing and swapped records are refused, and bytes between segments" {
	vg-render -d out 10-19 >other
	"$PYTHON" - <<-'END'
		import os
		s, o = open("good", "rb").read(), open("other", "rb").read()
		head = 64 + 6 * 112 + 8
		n = (len(s) - head - 24) // 10
		r = [s[head + i * n:head + (i + 1) * n] for i in range(10)]
		h, e = s[:head], s[-24:]
		bad = {
		    "reordered": h + b"".join(r[::-1]) + e,
		    "swapped": h + b"".join([r[1], r[0]] + r[2:]) + e,
		    "doubled": h + b"".join(r[:5] + r[4:]) + e,
		    "dropped": h + b"".join(r[:5] + r[6:]) + e,
		    "one-more": h + b"".join(r + r[:1]) + e,
		    "others": h + b"".join(r[:9]) + o[head:head + n] + e,
		    "others-end": s[:-24] + o[-24:],
		    "no-end": s[:-24],
		    "nothing": b"",
		    "text": b"hello, world\n" * 100,
		    "garbage-first": b"\0" + s,
		}
		os.mkdir("bad")
		for name, data in bad.items():
		    open("bad/" + name, "wb").write(data)
	END
	assert_all_refused 10
}

@test "a HEAD with wrong sizes is refused before memory is allocated" {
	"$PYTHON" - <<-'END'
		import os, struct, xxhash
		s = open("good", "rb").read()
		head = 64 + 6 * 112 + 8
		os.mkdir("bad")
		def put(name, *edits):
		    h = bytearray(s[:head])
		    for at, form, value in edits:
		        struct.pack_into(form, h, at, value)
		    struct.pack_into("<Q", h, head - 8, xxhash.xxh3_64_intdigest(bytes(h[:-8])))
		    open("bad/" + name, "wb").write(bytes(h) + s[head:])
		f = 64
		for big in (1 << 24, 1 << 32, 1 << 63, (1 << 64) - 1, 0):
		    put(f"shape-{big}", (f + 48, "<Q", big))
		    put(f"payload-{big}", (40, "<Q", big))
		    put(f"count-{big}", (32, "<Q", big))
		    put(f"first-{big}", (24, "<Q", big or 5))
		put("product", (f + 48, "<Q", 1 << 32), (f + 56, "<Q", 1 << 32))
		for n in (0, 4, 5, 7, 65, 1 << 31):
		    put(f"fields-{n}", (48, "<I", n))
		put("dims", (f + 40, "<I", 9))
		put("dtype", (f + 32, "4s", b"|O8\0"))
		put("name", (f, "8s", b"../etc/x"))
		put("reserved", (f, "8s", b"index\0\0\0"))
		put("twice", (f, "8s", b"labels\0\0"))
		put("version", (8, "<I", 2))
		put("fingerprint", (16, "<Q", 12345))
		put("unused", (56, "<Q", 1))
	END
	assert_refused 1 'field videos: an axis has length 0$' vg-pack -d out <bad/shape-0
	assert_refused 1 'field videos: the sample is over the limit of 1 GiB$' \
		vg-pack -d out <"bad/shape-$((1 << 24))"
	assert_all_refused 30
}

# Give the stream "good" a HEAD with videos of shape $1 (four numbers).
declare_videos() {
	"$PYTHON" - "$@" <<-'END'
		import math, struct, sys, xxhash
		s = open("good", "rb").read()
		head = 64 + 6 * 112 + 8
		h = bytearray(s[:head])
		shape = [int(n) for n in sys.argv[1:]]
		payload = struct.unpack_from("<Q", h, 40)[0] - 2 * 3 * 8 * 8
		struct.pack_into("<Q", h, 40, payload + math.prod(shape))
		struct.pack_into("<4Q", h, 64 + 48, *shape)
		struct.pack_into("<Q", h, head - 8, xxhash.xxh3_64_intdigest(bytes(h[:-8])))
		sys.stdout.buffer.write(bytes(h) + s[head:])
	END
}

@test "a HEAD that declares almost 1 GiB takes no memory before the bytes come" {
	! sanitized || skip "the sanitizers reserve address space of their own"
	declare_videos 1023 1 1024 1024 >large
	for tool in 'vg-pack -d out' vg-view 'vg-view --y4m'; do
		# shellcheck disable=SC2016 # for the inner shell
		run --separate-stderr bash -c 'ulimit -v 300000; $0 <large >picture' "$tool"
		assert_equal "$status" 1
		assert_equal "$stderr" "${tool%% *}: standard input: segment from sample 0, after 0 of 10 records: the stream ended before its END"
	done
	declare_videos 1024 1 1024 1024 >large
	assert_refused 1 'over the limit of 1 GiB$' vg-pack -d out <large
}

@test "a stream that is not whole checkpoints of the plan is refused" {
	for range in 0-4 5-14 3; do
		vg-render -d out $range >stream
		assert_refused 1 'samples .* are missing: checkpoint_0000' vg-pack -d out <stream
	done
	for range in 20-29 0-29 15-20; do
		vg-render --frames 2 --size 8 $range >stream
		assert_refused 1 'beyond the plan, which has 20$' vg-pack -d out <stream
	done
	assert_equal "$(find out -name 'checkpoint*')" ''
}

@test "records of another plan are refused" {
	vg-render --frames 2 --size 8 --seed 43 0-9 >stream
	assert_refused 1 'another plan: fingerprint' vg-pack -d out <stream
}

@test "segments can be joined with cat; those before an error stay committed" {
	vg-render -d out 10-19 >other
	run vg-pack -d out < <(cat other good)
	assert_success
	assert_output $'out/checkpoint_00001.npz\nout/checkpoint_00000.npz'
	rm -r out
	vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
	run --separate-stderr vg-pack -d out < <(cat other good | head -c -1)
	assert_equal "$status" 1
	assert_output out/checkpoint_00001.npz
	assert_equal "$(ls out)" $'MANIFEST.tsv\nPLAN.txt\ncheckpoint_00001.npz'
}

@test "an empty list of ranges gives a valid stream, which commits nothing" {
	run bash -c 'set -o pipefail; vg-render -d out </dev/null | vg-pack -d out'
	assert_success
	assert_output ''
	assert_equal "$(ls out)" PLAN.txt
}

@test "other samples for an undamaged checkpoint are an error" {
	vg-pack -d out <good
	# the same plan, but other pixels
	"$PYTHON" - <<-'END'
		import struct, xxhash
		s = bytearray(open("good", "rb").read())
		head = 64 + 6 * 112 + 8
		n = (len(s) - head - 24) // 10
		s[head + 24] ^= 1
		hashes = b""
		for i in range(10):
		    at = head + i * n
		    h = xxhash.xxh3_64_digest(bytes(s[at + 24:at + n]))[::-1]
		    s[at + 16:at + 24] = h
		    hashes += h
		s[-8:] = xxhash.xxh3_64_digest(hashes)[::-1]
		open("changed", "wb").write(s)
	END
	before=$(archives_of out)
	assert_refused 1 'out/checkpoint_00000.npz: exists, undamaged, with other samples' \
		vg-pack -d out <changed
	assert_equal "$(archives_of out)" "$before"
	# but it may replace a damaged file, and the right one then replaces it
	printf x >>out/checkpoint_00000.npz
	run vg-pack -d out <good
	assert_success
	assert_equal "$(archives_of out)" "$before"
}
