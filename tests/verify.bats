#!/usr/bin/env bats
# vg-verify: does a directory have what its plan says?
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	make_by_hand out -n 500 -i 100 "${small[@]}"
}

@test "a complete dataset gives the report and status 0" {
	run vg-verify -d out
	assert_success
	assert_line --regexp '^Plan: +500 samples, interval 100, fingerprint [0-9a-f]{16}$'
	assert_line --regexp '^Coverage: +500 / 500 samples$'
	assert_line --regexp '^Checkpoints: +5 whole, 0 damaged, 0 missing$'
	assert_line --regexp '^Classes: +125 125 125 125$'
	assert_line --regexp '^Digest: +[0-9a-f]{32}$'
	assert_line --regexp '^Result: +COMPLETE$'
	assert_equal "$(digest_of out)" "$("$PYTHON" "$repo/tests/readback.py" out)"
	run vg-verify -d out --list
	assert_success
	assert_output ''
}

@test "a missing and a damaged file are named and listed, with status 1 and no digest" {
	rm out/checkpoint_00000.npz
	printf '\377' | dd of=out/checkpoint_00003.npz bs=1 seek=900 conv=notrunc status=none
	sed -i '/checkpoint_00004/d' out/MANIFEST.tsv
	run --separate-stderr vg-verify -d out
	assert_equal "$status" 1
	assert_line --regexp '^Checkpoints: +2 whole, 1 damaged, 2 missing$'
	assert_line --regexp '^Result: +INCOMPLETE$'
	refute_line --partial Digest
	assert_equal "${#stderr_lines[@]}" 2
	assert_regex "${stderr_lines[0]}" 'out/checkpoint_00000.npz: missing, but listed in the manifest'
	assert_regex "${stderr_lines[1]}" 'out/checkpoint_00003.npz: damaged'
	run --separate-stderr vg-verify -d out --list
	assert_equal "$status" 1
	assert_output $'0-99\n300-399\n400-499'
}

@test "rendering the ranges of --list repairs the dataset" {
	digest=$(digest_of out)
	rm out/checkpoint_00001.npz
	echo damage >out/checkpoint_00002.npz
	run vg-plan -d out --skip-done
	assert_output $'100-199\n200-299'
	{ vg-verify -d out --list 2>/dev/null || :; } | vg-render -d out | vg-pack -d out
	assert_equal "$(digest_of out)" "$digest"
}

@test "a flipped byte of an archive is detected" {
	cp out/checkpoint_00001.npz whole
	bytes=$(wc -c <whole)
	for at in 0 29 30 100 $((bytes / 2)) $((bytes - 100)) $((bytes - 22)) $((bytes - 1)); do
		"$PYTHON" - "$at" <<-'END'
			import sys
			data = bytearray(open("whole", "rb").read())
			data[int(sys.argv[1])] ^= 1
			open("out/checkpoint_00001.npz", "wb").write(data)
		END
		run ! vg-verify -d out
	done
	cp whole out/checkpoint_00001.npz
	run vg-verify -d out
	assert_success
}

@test "an archive of other samples with a matching manifest is detected" {
	# consistent and wrong, as a faulty program might leave it
	"$PYTHON" - <<-'END'
		import os, shutil, xxhash
		shutil.copy("out/checkpoint_00001.npz", "out/checkpoint_00002.npz")
		raw = open("out/checkpoint_00002.npz", "rb").read()
		lines = open("out/MANIFEST.tsv").read().splitlines()
		row = [l for l in lines if "checkpoint_00002" in l][0].split("\t")
		like = [l for l in lines if "checkpoint_00001" in l][0].split("\t")
		row[0], row[4], row[5] = like[0], str(len(raw)), like[5]
		text = "\t".join(row[:-1])
		lines.append(text + "\t" + xxhash.xxh3_64_hexdigest(text.encode()))
		open("out/MANIFEST.tsv", "w").write("\n".join(lines) + "\n")
	END
	run --separate-stderr vg-verify -d out
	assert_equal "$status" 1
	assert_regex "$stderr" 'checkpoint_00002.npz: index: differs from the planned samples'
	# checkpoint 1 has the same samples, but damaged files do not count
	assert_line --regexp '^Duplicates: +0 samples$'
}

tamper() {
	"$PYTHON" "$repo/tests/tamper.py" "$@"
}

@test "--recheck renders samples again and reports how many" {
	while read -r count samples; do
		run --separate-stderr vg-verify -d out --recheck "$count"
		assert_success
		assert_equal "$stderr" ''
		assert_line --regexp "^Recheck: +$samples of 500 samples rendered again, 0 differ\$"
		assert_line --regexp '^Result: +COMPLETE$'
	done <<-'END'
		1 1
		7 7
		500 500
		9999999 500
		all 500
		100% 500
		10% 50
		0.3% 2
		0.000001% 1
	END
	run vg-verify -d out
	refute_line --partial Recheck
	run vg-verify -d out --recheck all --list
	assert_success
	assert_output ''
}

@test "--recheck finds a changed pixel even if all hashes match" {
	before=$(archives_of out)
	for keep in '' --keep; do
		# shellcheck disable=SC2086 # a word or none
		tamper out 2 $keep videos 17 videos 99
		# all hashes match
		run vg-verify -d out
		assert_success
		run --separate-stderr vg-verify -d out --recheck all
		assert_equal "$status" 1
		assert_equal "${#stderr_lines[@]}" 1
		if [ -n "$keep" ]; then
			assert_equal "$stderr" 'vg-verify: out/checkpoint_00002.npz: samples 217, 299: the arrays do not match sample_xxh3'
		else
			assert_equal "$stderr" 'vg-verify: out/checkpoint_00002.npz: samples 217, 299: rendering again gives other values'
		fi
		assert_line --regexp '^Checkpoints: +4 whole, 1 damaged, 0 missing$'
		assert_line --regexp '^Recheck: +500 of 500 samples rendered again, 2 differ$'
		assert_line --regexp '^Result: +INCOMPLETE$'
		refute_line --partial Digest
		run --separate-stderr vg-verify -d out --recheck all --list
		assert_equal "$status" 1
		assert_output 200-299
		# the listed ranges can be made again
		vg-verify -d out --recheck all --list 2>/dev/null >ranges || :
		vg-render -d out <ranges | vg-pack -d out --replace
		run vg-verify -d out --recheck all
		assert_success
		assert_equal "$(archives_of out)" "$before"
	done
}

@test "--recheck finds a changed value in every array, with and without a matching hash" {
	cp -r out whole
	for keep in '' --keep; do
		for name in videos labels trajectory_3d trajectory_2d camera_matrix split sample_xxh3; do
			[ "$name$keep" != sample_xxh3 ] || continue
			rm -r out
			cp -r whole out
			# shellcheck disable=SC2086 # a word or none
			tamper out 4 $keep $name 0
			run --separate-stderr vg-verify -d out --recheck all
			assert_equal "$status" 1
			# a label of 2^32 is refused earlier
			if [ $name = labels ]; then
				assert_regex "$stderr" 'checkpoint_00004.npz: labels: a value is not a class'
			else
				assert_regex "$stderr" 'checkpoint_00004.npz: sample 400: '
			fi
		done
	done
}

# As vg-verify(1) says: of each of K equal parts (if they cannot be equal, the
# first are longer by one), the sample at XXH3-64 of the number of the part
# modulo its length.
chosen() {
	"$PYTHON" - "$@" <<-'END'
		import sys, xxhash
		k, n = int(sys.argv[1]), int(sys.argv[2])
		at = 0
		for part in range(k):
		    length = n // k + (part < n % k)
		    hash = xxhash.xxh3_64_intdigest(part.to_bytes(8, "little"))
		    print(at + hash % length)
		    at += length
	END
}

@test "--recheck K takes the samples that vg-verify(1) says, one of each part" {
	for k in 1 3 7; do
		chosen $k 500 >chosen
		assert_equal "$(wc -l <chosen)" $k
		while read -r index; do
			rm -rf bad
			cp -r out bad
			tamper bad $((index / 100)) videos $((index % 100))
			run --separate-stderr vg-verify -d bad --recheck $k
			assert_equal "$status" 1
			assert_regex "$stderr" "npz: sample $index: rendering again gives other values$"
			# the next sample is not checked
			rm -rf bad
			cp -r out bad
			other=$((index % 100 == 99 ? index - 1 : index + 1))
			tamper bad $((other / 100)) videos $((other % 100))
			run vg-verify -d bad --recheck $k
			assert_success
		done <chosen
	done
}

@test "--recheck checks the present samples if others are missing" {
	rm out/checkpoint_00003.npz
	run vg-verify -d out --recheck 50
	assert_failure 1
	assert_line --regexp '^Recheck: +40 of 500 samples rendered again, 0 differ$'
	run --separate-stderr vg-verify -d out --recheck 50 --list
	assert_equal "$status" 1
	assert_output 300-399
}

@test "--recheck names ten samples of a file, and only counts more" {
	# shellcheck disable=SC2046 # words on purpose
	tamper out 1 $(printf 'videos %d ' $(seq 0 2 60))
	run --separate-stderr vg-verify -d out --recheck all
	assert_equal "$status" 1
	assert_equal "$stderr" 'vg-verify: out/checkpoint_00001.npz: samples 100, 102, 104, 106, 108, 110, 112, 114, 116, 118 and 21 more: rendering again gives other values'
}

@test "--recheck refuses other renderers and invalid counts" {
	for count in 0 -1 x '' 5x 0% 101% 1e-1 % 3.5 1k% all% 99999999999999999999; do
		assert_refused 2 '--recheck .*: must be a number of samples, K% or all' 			vg-verify -d out --recheck "$count"
	done
	vg-plan -d other -n 10 -i 10 --renderer noise/1 >/dev/null
	assert_refused 1 "--recheck: the plan's renderer is noise/1, and only vg/[0-9.]+ can be rendered here" 		vg-verify -d other --recheck 1
}

@test "an archive with the wrong arrays is detected, even if it is consistent" {
	cp -r out whole
	cat >change.py <<-'END'
		import sys, tamper
		how = sys.argv[1]
		raws = tamper.members("out/checkpoint_00001.npz")
		pairs = list(raws.items())
		head, data = tamper.array(raws["videos.npy"])
		if how == "renamed":
		    pairs[0] = ("video.npy", pairs[0][1])
		elif how == "path":
		    pairs[0] = ("../videos.npy", pairs[0][1])
		elif how == "missing":
		    del pairs[3]
		elif how == "no-hash":
		    del pairs[-1]
		elif how == "twice":
		    pairs.insert(1, pairs[0])
		elif how == "more":
		    pairs.append(("more.npy", pairs[1][1]))
		elif how == "text":
		    pairs.append(("README", b"hello"))
		elif how == "order":
		    pairs[1], pairs[2] = pairs[2], pairs[1]
		elif how == "dtype":
		    pairs[0] = ("videos.npy", head.replace(b"|u1", b"|i1") + data.tobytes())
		elif how == "shape":
		    pairs[0] = ("videos.npy", head.replace(b"(100, 4, 3, 32, 32)", b"(100, 3, 4, 32, 32)") + data.tobytes())
		elif how == "count":
		    pairs[0] = ("videos.npy", head.replace(b"(100, ", b"(99, ").replace(b"}", b"} ") + data[1:].tobytes())
		elif how == "fortran":
		    pairs[0] = ("videos.npy", head.replace(b"False, ", b"True,  ") + data.tobytes())
		elif how == "short":
		    pairs[0] = ("videos.npy", pairs[0][1][:-1])
		elif how == "long":
		    pairs[0] = ("videos.npy", pairs[0][1] + b"\0")
		elif how == "directory":
		    pairs[0] = ("videos.npy/", b"")
		elif how == "no-array":
		    pairs[0] = ("videos.npy", b"")
		elif how == "nothing":
		    pairs = [("x", b"")]
		else:
		    assert how == "same"
		tamper.write("out", 1, raws, pairs)
	END
	"$PYTHON" change.py same
	run vg-verify -d out --recheck all
	assert_success
	for how in renamed path missing no-hash twice more text order dtype shape count fortran \
		short long directory no-array nothing; do
		rm -r out
		cp -r whole out
		"$PYTHON" -W ignore change.py $how
		run --separate-stderr vg-verify -d out
		assert_equal "$status" 1
		assert_equal "${#stderr_lines[@]}" 1
		assert_regex "$stderr" '^vg-verify: out/checkpoint_00001.npz: '
		assert_line --regexp '^Checkpoints: +4 whole, 1 damaged, 0 missing$'
	done
}

@test "duplicate samples are counted, also in different checkpoints" {
	run vg-verify -d out
	assert_line --regexp '^Duplicates: +0 samples$'
	"$PYTHON" - <<-'END'
		import tamper
		a = tamper.members("out/checkpoint_00001.npz")
		b = tamper.members("out/checkpoint_00004.npz")
		for name in a:
		    if name == "index.npy":
		        continue
		    head, to = tamper.array(b[name])
		    to[7] = tamper.array(a[name])[1][99]
		    to[8] = to[7]
		    b[name] = head + to.tobytes()
		tamper.write("out", 4, b)
	END
	run vg-verify -d out
	assert_failure 1
	assert_line --regexp '^Checkpoints: +5 whole, 0 damaged, 0 missing$'
	assert_line --regexp '^Duplicates: +2 samples \(407 = 199, 408 = 199\); every sample must be different$'
	assert_line --regexp '^Result: +INCOMPLETE$'
}

@test "duplicates of another renderer are counted too, in more than one pass" {
	vg-plan -d other -n 700000 -i 100000 --renderer pairs/1 >/dev/null
	# each sample occurs twice, 350,000 apart; the last equals the first
	cat >pairs.py <<-'END'
		import sys, numpy as np, xxhash
		hash = xxhash.xxh3_64_intdigest
		fingerprint = int(sys.argv[1], 16)
		record = np.dtype([("magic", "S8"), ("index", "<u8"), ("hash", "<u8"), ("value", "<u8")])
		for first in range(0, 700000, 100000):
		    r = np.zeros(100000, record)
		    r["magic"] = b"VGRECORD"
		    r["index"] = np.arange(first, first + 100000)
		    r["value"] = r["index"] % 350000
		    r["value"][r["index"] == 699999] = 0
		    raw = r["value"].tobytes()
		    r["hash"] = [hash(raw[i:i + 8]) for i in range(0, len(raw), 8)]
		    ints = lambda *v: b"".join(int(x).to_bytes(8, "little") for x in v)
		    head = b"VGHEAD\r\n" + (1).to_bytes(4, "little") + (64 + 112 + 8).to_bytes(4, "little")
		    head += ints(fingerprint, first, 100000, 8, 1, 0)
		    head += b"value".ljust(32, b"\0") + b"<u8".ljust(8, b"\0") + ints(0) + bytes(64)
		    head += ints(hash(head))
		    end = b"VGEND\r\n\0" + ints(100000, hash(r["hash"].tobytes()))
		    sys.stdout.buffer.write(head + r.tobytes() + end)
	END
	"$PYTHON" pairs.py "$(vg-plan -d other --fingerprint)" | vg-pack -d other >/dev/null
	run vg-verify -d other
	assert_success
	assert_line --regexp '^Duplicates: +350000 samples \(350000 = 0, 350001 = 1, 350002 = 2, \.\.\.\)$'
	# the first array of another renderer is its video
	assert_line --regexp '^Equal videos: 350000 \(350000 = 0, 350001 = 1, 350002 = 2, \.\.\.\)$'
}

@test "equal videos are counted and named, also across the splits, as numpy finds them" {
	for scene in '' '--truth box --seed 7' '--style disc --radius 0.5 --dtype f4'; do
		rm -rf tiny
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d tiny -n 2500 -i 400 --size 8 --frames 1 --channels 1 $scene |
			vg-render -d tiny | vg-pack -d tiny >/dev/null
		"$PYTHON" - <<-'END' >wanted
			import glob, numpy as np
			files = sorted(glob.glob("tiny/checkpoint_*.npz"))
			videos, split = (np.concatenate([np.load(f)[k] for f in files]) for k in ("videos", "split"))
			seen, pairs, crossing = {}, [], 0
			for i, (video, part) in enumerate(zip(videos, split)):
			    first, parts = seen.setdefault(video.tobytes(), (i, set()))
			    if first < i:
			        pairs.append(f"{i} = {first}")
			        crossing += bool(parts - {part})
			    parts.add(part)
			assert len(pairs) > 3 and 0 < crossing < len(pairs), (len(pairs), crossing)
			print(f"Equal videos: {len(pairs)} ({', '.join(pairs[:3])}, ...), {crossing} with an earlier one in another part")
		END
		run vg-verify -d tiny
		assert_success
		assert_line --regexp '^Duplicates: +0 samples$'
		assert_line "$(cat wanted)"
		# only what is whole is compared
		rm tiny/checkpoint_0000[1-6].npz
		run vg-verify -d tiny
		refute_line "$(cat wanted)"
		assert_line --regexp '^Equal videos: [0-9]+( |$)'
	done
}

@test "many videos are compared only with --videos, and the report says so" {
	make_by_hand many -n 5500 -i 1000 "${small[@]}"
	"$PYTHON" - <<-'END'
		import tamper
		a, b = (tamper.members(f"many/checkpoint_0000{k}.npz") for k in (1, 4))
		head, to = tamper.array(b["videos.npy"])
		to[7] = tamper.array(a["videos.npy"])[1][99]
		b["videos.npy"] = head + to.tobytes()
		tamper.write("many", 4, b)
	END
	run vg-verify -d many
	assert_success
	assert_line --regexp '^Duplicates: +0 samples$'
	assert_line 'Equal videos: not counted; use --videos'
	run vg-verify -d many --videos
	assert_success
	assert_line --regexp '^Equal videos: 1 \(4007 = 1099\), [01] with an earlier one in another part$'
}

# Set `samples` in PLAN.txt, as an editor or an old copy of the file would.
shrink_to() { sed -i "s/^samples.*/samples = $1/" out/PLAN.txt; }

@test "entries beyond the plan are counted, and nothing is COMPLETE until the plan covers them" {
	digest=$(digest_of out)
	while read -r samples beyond; do
		shrink_to "$samples"
		run --separate-stderr vg-verify -d out
		assert_equal "$status" 1
		assert_line --regexp "^Beyond plan: +$beyond; to keep (it|them), let the plan grow: vg-plan -d out -n 500\$"
		assert_line --regexp '^Checkpoints: +[0-9]+ whole, 0 damaged, 0 missing$'
		assert_line --regexp '^Result: +PLAN TOO SMALL$'
		run --separate-stderr vg-verify -d out --list
		assert_equal "$status" 1
		assert_output ''
		assert_equal "$stderr" "vg-verify: out: beyond the plan: $beyond; to keep $([ "$beyond" = '1 checkpoint' ] && echo it || echo them), let the plan grow: vg-plan -d out -n 500"
		# nothing is left to make
		run vg-plan -d out --skip-done
		assert_output ''
		run --separate-stderr generate.sh -d out -j 2
		assert_equal "$status" 1
		assert_line --regexp "^Account: +$samples planned = $samples present \+ 0 failed\$"
		[[ $stderr == *'not complete: the plan is too small' ]]
		run --separate-stderr timeout 20 vg-progress -d out --quiet
		assert_equal "$status" 1
		run cat out/PROGRESS.txt
		assert_line --regexp '^Status: +INCOMPLETE$'
		assert_line --regexp "^Beyond plan: $beyond; to keep (it|them): vg-plan -n 500\$"
	done <<-'END'
		400 1 checkpoint
		450 1 checkpoint
		250 3 checkpoints
		1 5 checkpoints
	END
	vg-plan -d out -n 500 >/dev/null
	run vg-verify -d out
	assert_success
	refute_line --partial Beyond
	assert_equal "$(digest_of out)" "$digest"
	run vg-progress -d out --once
	assert_success
	# what is also damaged is INCOMPLETE
	shrink_to 400
	rm out/checkpoint_00000.npz
	run vg-verify -d out
	assert_line --regexp '^Result: +INCOMPLETE$'
	assert_line --regexp '^Beyond plan: +1 checkpoint;'
}

@test "a replaced checkpoint counts, even if its first clock was ahead" {
	vg-plan -d ahead -n 20 -i 10 "${small[@]}" >/dev/null
	vg-render -d ahead 0-9 10-19 | vg-pack -d ahead --manifest MANIFEST.ahead.tsv >/dev/null
	"$PYTHON" - <<-'END'
		import xxhash
		lines = open("ahead/MANIFEST.ahead.tsv").read().splitlines()
		for i, line in enumerate(lines):
		    if line[0] != "#":
		        row = line.split("\t")[:-1]
		        row[7] = "2099-01-01T00:00:00Z"
		        text = "\t".join(row)
		        lines[i] = text + "\t" + xxhash.xxh3_64_hexdigest(text.encode())
		open("ahead/MANIFEST.ahead.tsv", "w").write("\n".join(lines) + "\n")
	END
	run vg-verify -d ahead
	assert_success
	printf x >>ahead/checkpoint_00001.npz
	# another level gives other bytes, and their line must count
	vg-verify -d ahead --list 2>/dev/null | vg-render -d ahead | vg-pack -d ahead --level 6
	run vg-verify -d ahead
	assert_success
}
