#!/usr/bin/env bats
# Hosts, renderers and plans that do not agree: COMPLETE is said of none, and what
# is whole is not called damaged.
load helper

plan=(-n 400 -i 20 --frames 2 --size 16)

# Write, as another renderer, records FIRST to FIRST+9 with the arrays NAME... .
other_records() {
	local first=$1
	shift
	"$PYTHON" - "$(vg-plan -d out --fingerprint)" "$first" "$@" <<-'END'
		import sys, numpy as np, records
		first = int(sys.argv[2])
		data = np.arange(first, first + 10, dtype="<u8")
		arrays = {name: data for name in sys.argv[3:]}
		records.write(sys.stdout.buffer, first, arrays, int(sys.argv[1], 16))
	END
}

@test "hosts that make the same ranges at once, at other levels: nothing is called damaged" {
	for _ in 1 2 3 4 5; do
		rm -rf out
		vg-plan -d out "${plan[@]}" >ranges
		for level in 1 2 6 9; do # other bytes for the same samples
			(xargs -n 1 sh -c 'vg-render -d out "$2" | vg-pack -d out --manifest "MANIFEST.$1.tsv" --level "$1"' \
				x $level <ranges >/dev/null 2>>complaints) 3>&- &
		done
		wait
		run vg-verify -d out --content
		assert_success
		assert_line --regexp '^Checkpoints: +20 whole, 0 damaged, 0 missing'
		run vg-progress -d out --once --quiet
		assert_success
		run vg-plan -d out --skip-done --verify
		assert_output ''
	done
	assert_equal "$(cat complaints)" ''
}

@test "a clock that is wrong does not decide which of two lines counts" {
	make_by_hand out -n 40 -i 20 --frames 2 --size 16
	cp out/checkpoint_00001.npz first.npz
	grep -v checkpoint_00000 out/MANIFEST.tsv >old
	# later, but by its clock before: the file is the new one
	vg-render -d out 20-39 | vg-pack -d out --replace --level 6 --manifest MANIFEST.b.tsv >/dev/null
	"$PYTHON" - <<-'END'
		import xxhash
		rows = open("out/MANIFEST.b.tsv").read().split("\n")
		row = rows[-2].split("\t")[:-1]
		row[7] = "2001-01-01T00:00:00Z"
		line = "\t".join(row)
		rows[-2] = line + "\t" + xxhash.xxh3_64_hexdigest(line.encode())
		open("out/MANIFEST.b.tsv", "w").write("\n".join(rows))
	END
	run vg-verify -d out
	assert_success
	# the other file, of which the other line says the truth
	cp first.npz out/checkpoint_00001.npz
	run vg-verify -d out
	assert_success
	# a file of which none does
	printf x >>out/checkpoint_00001.npz
	run -1 vg-verify -d out
	assert_line --regexp '^Checkpoints: +1 whole, 1 damaged'
	run generate.sh -d out -j 1
	assert_success
}

@test "a file that was published without its line is adopted, if it has the samples" {
	make_by_hand out -n 40 -i 20 --frames 2 --size 16
	sed -i '/checkpoint_00001/d' out/MANIFEST.tsv
	before=$(stat -c '%i %y' out/checkpoint_00001.npz)
	run vg-plan -d out --skip-done
	assert_output 20-39
	vg-render -d out 20-39 | vg-pack -d out --level 6 >/dev/null
	assert_equal "$(stat -c '%i %y' out/checkpoint_00001.npz)" "$before"
	run vg-verify -d out --content
	assert_success
	# with other bytes it is replaced
	sed -i '/checkpoint_00001/d' out/MANIFEST.tsv
	dd if=/dev/zero of=out/checkpoint_00001.npz bs=1 seek=300 count=20 conv=notrunc status=none
	vg-render -d out 20-39 | vg-pack -d out >/dev/null
	run vg-verify -d out --content
	assert_success
}

@test "a renderer that is changed between two runs: other arrays are refused, and named" {
	vg-plan -d out -n 30 -i 10 --renderer other/1 >/dev/null
	other_records 0 value | vg-pack -d out >/dev/null
	for arrays in 'others' 'value more' 'more value'; do
		# shellcheck disable=SC2086 # words on purpose
		run -1 --separate-stderr bash -c "$(declare -f other_records); PYTHON=$PYTHON; other_records 10 $arrays | vg-pack -d out"
		assert_regex "$stderr" 'MANIFEST.tsv: the records have other arrays than the checkpoints before'
	done
	other_records 10 value | vg-pack -d out >/dev/null
	# another host has a manifest of its own
	other_records 20 others | vg-pack -d out --manifest MANIFEST.b.tsv >/dev/null
	for command in vg-verify 'vg-progress --once' 'vg-plan --skip-done'; do
		run -1 --separate-stderr $command -d out
		assert_regex "$stderr" 'MANIFEST.*: has other arrays than MANIFEST'
	done
	# manifests without the comment, as they were before: the files tell
	sed -i '/"fields"/d' out/MANIFEST*.tsv
	run -1 --separate-stderr vg-verify -d out
	assert_regex "$stderr" 'checkpoint_00002.npz: array others: '
	run -1 vg-progress -d out --once
	assert_equal "$(grep -c '^Refused: *out/checkpoint_00002.npz: array others' out/PROGRESS.txt)" 1
}

@test "a plan that is replaced while vg-progress follows ends it, and is named" {
	make_by_hand out -n 40 -i 20 --frames 2 --size 16
	rm out/checkpoint_00001.npz
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 grep -q 'INCOMPLETE\|RUNNING' out/PROGRESS.txt
	vg-plan -d new -n 20 -i 20 --frames 2 --size 16 --seed 9 >/dev/null
	cp new/PLAN.txt out/PLAN.txt.new
	mv out/PLAN.txt.new out/PLAN.txt
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	assert_regex "$(cat log)" 'out/PLAN.txt: was replaced by another plan meanwhile'
	refute grep -q '^Status: *COMPLETE' out/PROGRESS.txt
}

@test "--content finds what hashes beside the samples do not tell; a run mends it" {
	for format in npz webdataset mds; do
		rm -rf out tried
		make_dataset out -n 40 -i 10 --frames 2 --size 16 --format $format
		"$PYTHON" "$repo/tests/manipulate.py" out tried videos-zeroed
		run vg-verify -d tried/videos-zeroed
		assert_success
		assert_line 'Content:      believed: --content unpacks and hashes every sample'
		assert_equal "$(grep ^Digest <<<"$output")" "$(vg-verify -d out | grep ^Digest)"
		run -1 --separate-stderr vg-verify -d tried/videos-zeroed --content
		assert_line 'Content:      every sample unpacked and hashed again'
		refute_line --regexp '^Digest'
		assert_regex "$stderr" 'checkpoint_0000.*: a sample does not match its hash'
		run generate.sh -d tried/videos-zeroed -j 1
		assert_success
		assert_line --partial 'Repairing: '
		run vg-verify -d tried/videos-zeroed --content
		assert_success
	done
}

@test "a line for the last checkpoint of all costs no memory" {
	make_by_hand out -n 40 -i 20 --frames 2 --size 16
	"$PYTHON" - <<-'END'
		import xxhash
		with open("out/MANIFEST.tsv") as f:
		    row = f.read().splitlines()[-1].split("\t")[:-1]
		row[1], row[2] = "checkpoint_999999.npz", str(999999 * 20)
		line = "\t".join(row)
		with open("out/MANIFEST.tsv", "a") as f:
		    f.write(line + "\t" + xxhash.xxh3_64_hexdigest(line.encode()) + "\n")
	END
	for command in 'vg-verify' 'vg-progress --once' 'vg-plan --skip-done' 'vg-cat 0-39'; do
		# shellcheck disable=SC2086 # words on purpose
		run "$PYTHON" - $command -d out <<-'END'
			import resource, subprocess, sys
			subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
			print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
		END
		assert [ "${lines[-1]}" -le 32768 ]
	done
}
