#!/usr/bin/env bats
# vg-verify: does this directory hold what its plan says?
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	make_by_hand out -n 500 -i 100 "${small[@]}"
}

@test "a complete dataset: the report and status 0" {
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

@test "a missing and a damaged file: named, listed, status 1, no digest" {
	rm out/checkpoint_00000.npz
	printf '\377' | dd of=out/checkpoint_00003.npz bs=1 seek=900 conv=notrunc status=none
	sed -i '/checkpoint_00004/d' out/MANIFEST.tsv
	run --separate-stderr vg-verify -d out
	assert_equal "$status" 1
	assert_line --regexp '^Checkpoints: +2 whole, 2 damaged, 1 missing$'
	assert_line --regexp '^Result: +INCOMPLETE$'
	refute_line --partial Digest
	assert_equal "${#stderr_lines[@]}" 2
	assert_regex "${stderr_lines[0]}" 'out/checkpoint_00000.npz: is in the manifest, but not there'
	assert_regex "${stderr_lines[1]}" 'out/checkpoint_00003.npz: damaged'
	run --separate-stderr vg-verify -d out --list
	assert_equal "$status" 1
	assert_output $'0-99\n300-399\n400-499'
}

@test "what --list prints repairs the dataset" {
	digest=$(digest_of out)
	rm out/checkpoint_00001.npz
	echo damage >out/checkpoint_00002.npz
	{ vg-verify -d out --list 2>/dev/null || :; } | vg-render -d out | vg-pack -d out
	assert_equal "$(digest_of out)" "$digest"
}

@test "any flipped byte of an archive is noticed" {
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

@test "an archive that its manifest vouches for, but of other samples, is noticed" {
	# as a program with an error might leave it: consistent, and wrong
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
	assert_regex "$stderr" 'checkpoint_00002.npz: index: not the samples that belong here'
}
