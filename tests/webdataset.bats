#!/usr/bin/env bats
# Checkpoints as tar archives for WebDataset, read by other programs.
load helper
load formats

setup_file() {
	load helper
	cd "$BATS_FILE_TMPDIR" || return
	for how in npz none gz zstd; do
		# shellcheck disable=SC2046 # words on purpose
		make_by_hand $how "${scene[@]}" $(as $how)
	done
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	made=$BATS_FILE_TMPDIR
}

# The last checkpoint has two samples.
scene=(-n 22 -i 10 --frames 4 --size 48 --objects 2 --distractors 1 --truth mask,flow,box)

# The options of vg-plan for npz, or for a tar archive compressed so.
as() {
	case $1 in
	npz) echo --format npz ;;
	*) echo --format webdataset --compress "$1" ;;
	esac
}

# The archive of checkpoint 0 of dataset DIR, unpacked.
tar_of() {
	if [ -e "$1/checkpoint_00000.tar" ]; then
		cat "$1/checkpoint_00000.tar"
	else
		zstd -dcq "$1/checkpoint_00000.tar.zst"
	fi
}

@test "Python's tarfile, numpy and json read what an npz of the same plan holds" {
	assert_read_like_npz none gz zstd
}

@test "the largest and the smallest samples are right" {
	while read -r options; do
		for how in npz none gz zstd; do
			rm -rf $how
			# shellcheck disable=SC2046,SC2086 # words on purpose
			make_by_hand $how -n 3 -i 3 $options $(as $how)
			[ $how = npz ] && continue
			run "$PYTHON" "$repo/tests/shards.py" npz/checkpoint_00000.npz \
				$how/checkpoint_00000.*
			assert_success
			run vg-verify -d $how --recheck all
			assert_success
		done
	done <<-'END'
		--frames 1 --size 8 --channels 1
		--frames 24 --size 256
		--frames 16 --size 64 --cameras 2 --dtype f4 --layout thwc
	END
}

@test "tar, bsdtar and zstd read archives; sizes add up" {
	for how in none gz zstd; do
		tar_of "$made/$how" >a.tar
		tar tf a.tar >names
		assert_equal "$(head -n 3 names)" $'000000.json\n000000.labels.cls\n'"000000.videos.npy$([ $how != gz ] || echo .gz)"
		assert_equal "$(wc -l <names)" 120
		if command -v bsdtar >/dev/null; then
			bsdtar tf a.tar | cmp - names
		fi
		mkdir $how
		tar xf a.tar -C $how
		assert_equal "$(cat $how/000007.labels.cls)" "$("$PYTHON" -c 'import numpy, sys; print(numpy.load(sys.argv[1])["labels"][7])' "$made/npz/checkpoint_00000.npz")"
	done
	gunzip gz/*.gz
	diff -r none gz
	diff -r none zstd
	zstd -tq "$made"/zstd/*.zst
	# raw: nothing but blocks, and two of zeros at the end
	assert_equal "$(tail -c 1024 "$made/none/checkpoint_00000.tar" | tr -d '\0' | wc -c)" 0
	# less than a tenth, with zstd much less
	raw=$(stat -c %s "$made/none/checkpoint_00000.tar")
	assert [ "$(stat -c %s "$made/zstd/checkpoint_00000.tar.zst")" -lt $((raw / 10)) ]
	assert [ "$(stat -c %s "$made/gz/checkpoint_00000.tar")" -lt $((raw / 3)) ]
}

@test "the bytes do not depend on time zone, locale, time or user" {
	for how in none gz zstd; do
		for setting in TZ=Pacific/Kiritimati LC_ALL=de_DE.UTF-8 'TZ=UTC+11 LC_ALL=tr_TR.UTF-8'; do
			rm -rf out
			# shellcheck disable=SC2046,SC2086 # words on purpose
			vg-plan -d out "${scene[@]}" $(as $how) >ranges
			# shellcheck disable=SC2086
			vg-render -d out <ranges | env $setting vg-pack -d out >/dev/null
			assert_equal "$(archives_of out)" "$(archives_of "$made/$how")"
		done
	done
}

@test "generate.sh resumes, and repairs deleted and damaged archives" {
	for how in none gz zstd; do
		# shellcheck disable=SC2046
		run generate.sh -j 2 -d $how "${scene[@]}" $(as $how)
		assert_success
		assert_equal "$(archives_of $how)" "$(archives_of "$made/$how")"
		rm $how/checkpoint_00001.*
		run vg-plan -d $how --skip-done
		assert_output 10-19
		printf x | dd of="$(echo $how/checkpoint_00000.*)" bs=1 seek=3000 conv=notrunc status=none
		truncate -s -1 $how/checkpoint_00002.*
		run vg-verify -d $how
		assert_equal "$status" 1
		# shellcheck disable=SC2046
		run generate.sh -j 2 -d $how "${scene[@]}" $(as $how)
		assert_success
		assert_equal "$(archives_of $how)" "$(archives_of "$made/$how")"
		assert_clean $how
	done
}

@test "vg-verify renders again, and rebuilds a lost manifest, from archives alone" {
	for how in none gz zstd; do
		cp -r "$made/$how" .
		run vg-verify -d $how --recheck all
		assert_success
		assert_line --regexp '^Recheck: +22 of 22 samples rendered again, 0 differ$'
		grep -v '^#' $how/MANIFEST.tsv | cut -f 1-7 >before
		rm $how/MANIFEST.tsv
		run vg-verify -d $how --rebuild
		assert_success
		assert_equal "$(grep -v '^#' $how/MANIFEST.tsv | cut -f 1-7)" "$(cat before)"
		assert_equal "$(digest_of $how)" "$(digest_of "$made/npz")"
	done
}

# Flip a bit in the middle of sample $1 of the stream, and hash it again.
change_sample() {
	"$PYTHON" -c '
import struct, sys, xxhash
data = bytearray(sys.stdin.buffer.read())
length, = struct.unpack_from("<I", data, 12)
first, count, payload = struct.unpack_from("<QQQ", data, 24)
hashes = b""
for i in range(count):
    at = length + i * (24 + payload)
    if first + i == int(sys.argv[1]):
        data[at + 24 + payload // 5] ^= 1
    digest = xxhash.xxh3_64_intdigest(bytes(data[at + 24:at + 24 + payload]))
    struct.pack_into("<Q", data, at + 16, digest)
    hashes += struct.pack("<Q", digest)
struct.pack_into("<Q", data, len(data) - 8, xxhash.xxh3_64_intdigest(hashes))
sys.stdout.buffer.write(data)' "$1"
}

@test "--recheck finds a changed pixel, and vg-pack --replace puts it right" {
	for how in none gz zstd; do
		cp -r "$made/$how" .
		rm $how/checkpoint_00001.*
		vg-render -d $how 10-19 | change_sample 13 | vg-pack -d $how >/dev/null
		run vg-verify -d $how
		assert_success
		run --separate-stderr vg-verify -d $how --recheck all --list
		assert_equal "$status $output" '1 10-19'
		assert_regex "$stderr" 'sample 13: rendering again gives other values'
		# half of the samples are skipped
		run vg-verify -d $how --recheck 50%
		assert_line --regexp '^Recheck: +11 of 22'
		vg-render -d $how 10-19 | vg-pack -d $how --replace >/dev/null
		run vg-verify -d $how --recheck all
		assert_success
		assert_equal "$(archives_of $how)" "$(archives_of "$made/$how")"
	done
}

@test "the page shows the same preview as for npz" {
	for how in npz none gz zstd; do
		cp -r "$made/$how" .
		vg-progress -d $how --once --html page.html >/dev/null
		"$PYTHON" "$repo/tests/page.py" picture page.html >$how.png
		cmp npz.png $how.png
	done
	assert [ "$(stat -c %s npz.png)" -gt 500 ]
}

@test "a dataset with a ragged end grows" {
	for how in none gz zstd; do
		cp -r "$made/$how" .
		run vg-plan -d $how -n 31 --skip-done
		assert_output $'20-29\n30-30'
		vg-render -d $how 20-29 30-30 | vg-pack -d $how >/dev/null
		run "$PYTHON" "$repo/tests/readback.py" $how
		assert_success
		assert_output "$(digest_of $how)"
		run vg-verify -d $how --recheck all
		assert_success
		assert_equal "$(sha256sum <"$(echo $how/checkpoint_00001.*)")" \
			"$(sha256sum <"$(echo "$made/$how/checkpoint_00001".*)")"
	done
}

# Fields whose names and types could be taken for something else.
odd=(json:'|u1':3 fields:'<i4': cls:'|i1': labels:'<i8':2 flag:'|b1': wide:'<u8':
	half:'<f2': index_:'<i2': one:'<i4':1x1 split:'<f8':2x2x2x2x2x2x2x2 videos:'|u1':2x1x8x8)

@test "records of another renderer, with odd fields, are stored and verified" {
	for kind in noise zeros; do
		for how in npz none gz zstd; do
			rm -rf $how
			# shellcheck disable=SC2046
			vg-plan -d $how -n 7 -i 4 --renderer odd/1 $(as $how) >ranges
			while read -r range; do
				"$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d $how --fingerprint)" \
					"$range" $kind "${odd[@]}"
			done <ranges | vg-pack -d $how >/dev/null
			run vg-verify -d $how
			assert_success
			rm $how/MANIFEST.tsv
			run vg-verify -d $how --rebuild
			assert_success
			assert_equal "$(digest_of $how)" "$(digest_of npz)"
			run "$PYTHON" "$repo/tests/shards.py" npz/checkpoint_00001.npz \
				$how/checkpoint_00001.*
			assert_success
			assert_output '13 arrays are equal'
		done
	done
}

@test "a plan says how it is stored, and refuses what its format lacks" {
	run vg-plan -d out "${scene[@]}" --format webdataset
	assert_success
	grep -qx 'format = webdataset' out/PLAN.txt
	grep -qx 'compress = zstd' out/PLAN.txt
	assert_refused 2 'compress: deflate: not for format webdataset' \
		vg-plan -d other "${scene[@]}" --format webdataset --compress deflate
	assert_refused 2 'compress: gz: not for format npz' \
		vg-plan -d other "${scene[@]}" --format npz --compress gz
}

# rebuild_with HOW PATTERN: let the Python code on standard input change
# checkpoint 0 of a dataset; without a manifest only its content tells, and the
# message must match.
rebuild_with() {
	rm -rf out
	cp -r "$1" out
	"$PYTHON" - out/checkpoint_00000.tar
	run vg-verify -d out --rebuild
	assert_equal "$status" 1
	assert_line --regexp "^vg-verify: out/checkpoint_00000.tar: $2"
}

# Python that begins with the members of the archive, a list of [name, bytes];
# write makes a tar as Python does, write_as_vg one with our own headers.
members='
import gzip, io, re, sys, tarfile
path = sys.argv[1]
raw = open(path, "rb").read()
with tarfile.open(path) as t:
    m = [[f.name, t.extractfile(f).read()] for f in t]
json, label, videos = m[0][1], m[1][1], m[2][1]
def put(data):
    open(path, "wb").write(data)
def write(**how):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as t:
        for name, data in m:
            f = tarfile.TarInfo(name)
            f.size = len(data)
            for key, value in how.items():
                setattr(f, key, value)
            t.addfile(f, io.BytesIO(data))
    put(out.getvalue())
def write_as_vg(end=bytes(1024)):
    out = b""
    for name, data in m:
        head = bytearray(raw[:512])
        head[:100] = name.encode().ljust(100, b"\0")
        head[124:135] = b"%011o" % len(data)
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        out += head + data + bytes(-len(data) % 512)
    put(out + end)
def set(i, data):
    m[i][1] = data
    write_as_vg()
def pack(data):
    return videos[:10] + gzip.compress(data)[10:]
'

@test "vg-verify --rebuild accepts no other tar" {
	for how in none gz; do
		# shellcheck disable=SC2046
		make_by_hand $how -n 3 -i 3 --frames 2 --size 16 $(as $how)
		rm $how/MANIFEST.tsv
	done
	# write_as_vg makes what vg makes, so that the others differ as meant
	cp none/checkpoint_00000.tar a.tar
	"$PYTHON" - a.tar <<<"$members"'write_as_vg()'
	cmp none/checkpoint_00000.tar a.tar
	while IFS='|' read -r how message code; do
		echo "$code"
		rebuild_with "$how" "$message" <<<"$members$code"
	done <<-'END'
		none|000000.json: is missing, or its header|write()
		none|000000.json: is missing, or its header|write(mtime=1)
		none|does not begin with a sample|m[0][0] = "../" + m[0][0]; write_as_vg()
		none|does not begin with a sample|m[0][0] = "/000000.json"; write_as_vg()
		none|000000.json: is missing|del m[0]; write_as_vg()
		none|000000.labels.cls: is missing|del m[1]; write_as_vg()
		none|000001.json: is missing|m.insert(6, m[5]); write_as_vg()
		none|000001.json: is missing|del m[6:12]; write_as_vg()
		none|000002.json: is missing|del m[-6:]; write_as_vg()
		none|is truncated|write_as_vg(b"")
		none|has more than the planned|m.append(["000003.json", json]); write_as_vg()
		none|has bytes after its end|write_as_vg(bytes(10240))
		none|is truncated|put(b"")
		none|000000.json: is not as vg|set(0, json.replace(b": 0,", b": 00,"))
		none|000000.json: is not as vg|set(0, json.replace(b": 0,", b": 0 ,"))
		none|000000.json: is not as vg|set(0, json.replace(b": 0,", b": 1,"))
		none|000000.json: is not as vg|set(0, re.sub(b"split.: .", b"split\": 256", json))
		none|000000.json: is not as vg|set(0, re.sub(b"split.: .", b"split\": -1", json))
		none|000000.json: is not as vg|set(0, json + b"\n")
		none|000000.json: .*has a NUL|set(0, json + b"\0")
		none|000000.json: .fields. is missing|set(0, b"{}")
		none|000000.json: .*size is wrong|set(0, json + bytes(1 << 20))
		none|array labels: .* differs from the plan|set(0, json.replace(b"labels <i8", b"labels <i4"))
		none|000000.labels.cls: is not a label|set(1, b"01")
		none|000000.labels.cls: is not a label|set(1, b"x")
		none|000000.labels.cls: is not a label|set(1, b"9223372036854775808")
		none|000000.videos.npy: .*size is wrong|set(2, videos + b"x")
		none|000000.videos.npy: its .npy header|set(2, videos.replace(b"u1", b"i1"))
		none|a sample does not match its hash|set(2, videos[:-1] + b"x")
		gz|000000.videos.npy.gz: its gzip header|set(2, b"x" + videos[1:])
		gz|000000.videos.npy.gz: too small|set(2, videos[:17])
		gz|000000.videos.npy.gz: .*damaged|set(2, videos[:10] + b"\xff" + videos[11:])
		gz|000000.videos.npy.gz: .*damaged|set(2, videos[:-20])
		gz|000000.videos.npy.gz: .*too short|set(2, pack(gzip.decompress(videos)[:-1]))
		gz|000000.videos.npy.gz: .*too long|set(2, videos + videos)
		gz|000000.videos.npy.gz: .*too long|set(2, pack(gzip.decompress(videos) + bytes(1 << 19)))
		gz|000000.videos.npy.gz: .*size is wrong|set(2, pack(gzip.decompress(videos) + bytes(1 << 28)))
		gz|000000.videos.npy.gz: its checksum|set(2, videos[:-8] + bytes(8))
	END
}
