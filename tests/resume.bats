#!/usr/bin/env bats
# Rerun the same command and it goes on: the result equals an uninterrupted
# run's, and what was finished is not made again.
load helper

plan=(-n 3000 -i 100 --frames 8 --size 32)

setup_file() {
	load helper
	cd "$BATS_FILE_TMPDIR" || return
	make_by_hand reference -n 3000 -i 100 --frames 8 --size 32
}

# Inode, time and name of every committed checkpoint.
finished() {
	grep -v '^#' out/MANIFEST.tsv 2>/dev/null | cut -f 2 |
		while read -r file; do stat -c '%i %y %n' "out/$file"; done
}

committed_some() { [ "$(finished | wc -l)" -ge "$1" ]; }

# Our processes of kind $1 that work on ./out, newest last.
processes() {
	local pid
	for pid in $(pgrep -x "$1"); do
		[ "$(readlink "/proc/$pid/cwd")" != "$PWD" ] || echo "$pid"
	done
}

assert_equals_reference() {
	assert_equal "$(archives_of out)" "$(archives_of "$BATS_FILE_TMPDIR/reference")"
	assert_clean out
}

@test "SIGKILL to any process of the pipeline, 30 times, then the same command" {
	local victims=(vg-render vg-pack xargs vg-progress sh vg-plan)
	for round in $(seq 30); do
		[ $((round % 6)) -ne 1 ] || rm -rf out
		generate.sh -j 2 -d out "${plan[@]}" >log 2>&1 3>&- &
		job=$!
		sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
		victim=${victims[RANDOM % ${#victims[@]}]}
		processes "$victim" | head -n 1 | xargs -r kill -KILL 2>/dev/null || :
		wait "$job" || :
		before=$(finished)
		run vg-plan -d out --skip-done "${plan[@]}"
		assert_success
		# what is in the manifest is not planned again
		assert_equal "$(printf '%s' "$output" | grep -c .)" \
			$((30 - $(printf '%s' "$before" | grep -c . || :)))
	done
	before=$(finished)
	run generate.sh -j 2 -d out "${plan[@]}"
	assert_success
	# every file that was finished is the very same file
	run bash -c 'comm -23 <(sort <<<"$1") <(sort <<<"$2")' - "$before" "$(finished)"
	assert_output ''
	assert_equals_reference
}

@test "the whole pipeline killed at once, then the same command" {
	for pause in 0.05 0.15 0.3; do
		setsid generate.sh -j 2 -d out "${plan[@]}" >log 2>&1 3>&- &
		sleep "$pause"
		kill -KILL -- "-$!" 2>/dev/null || :
		wait "$!" || :
	done
	run generate.sh -j 2 -d out "${plan[@]}"
	assert_success
	assert_equals_reference
}

@test "SIGTERM and SIGINT end the run resumably" {
	for signal in TERM INT; do
		setsid generate.sh -j 2 -d out "${plan[@]}" >log 2>&1 3>&- &
		job=$!
		wait_until 10 committed_some 2
		kill "-$signal" -- "-$job" 2>/dev/null || :
		wait "$job" && code=0 || code=$?
		wait_until 10 bash -c "[ -z \"\$(pgrep -s $job)\" ]"
		rm -f out/checkpoint_00029.npz # so that the next has work
	done
	run generate.sh -j 2 -d out "${plan[@]}"
	assert_success
	assert_equals_reference
}

@test "only missing ranges are rendered again" {
	make_by_hand out "${plan[@]}"
	rm out/checkpoint_00007.npz out/checkpoint_00029.npz
	run vg-plan -d out --skip-done
	assert_output $'700-799\n2900-2999'
	run generate.sh -d out "${plan[@]}"
	assert_success
	assert_equals_reference
}

@test "a finished dataset is left alone, and takes no time" {
	make_by_hand out "${plan[@]}"
	before=$(finished)
	run generate.sh -d out "${plan[@]}"
	assert_success
	assert_line --regexp '^Result: +COMPLETE$'
	assert_equal "$(finished)" "$before"
}

@test "vg-render killed in the middle of a range commits nothing" {
	vg-plan -d out "${plan[@]}" >/dev/null
	mkfifo pipe
	(vg-render -d out 0-99 >pipe) 3>&- &
	render=$!
	# take a part of the stream, then kill the renderer
	{
		head -c 500000 <&5 >part
		pkill -KILL -P "$render" || kill -KILL "$render"
		cat <&5 >>part
	} 5<pipe
	wait "$render" || :
	run --separate-stderr vg-pack -d out <part
	assert_equal "$status" 1
	assert_output ''
	assert_regex "$stderr" '^vg-pack: standard input: .*ended before its END$'
	run find out -name 'checkpoint*' -o -name '.*.tmp' -o -name 'MANIFEST*'
	assert_output ''
}

@test "2,000 samples, then 4,000: finished checkpoints stay, the short one becomes whole" {
	grow=(-i 300 --frames 4 --size 32)
	make_by_hand direct -n 4000 "${grow[@]}"
	make_by_hand out -n 2000 "${grow[@]}"
	before=$(finished | head -n 6)
	run generate.sh -d out -n 4000 "${grow[@]}"
	assert_success
	assert_equal "$(finished | grep -E '0000[0-5]\.npz' | sort -u)" \
		"$(sort <<<"$before")"
	assert_equal "$(archives_of out)" "$(archives_of direct)"
	assert_equal "$(digest_of out)" "$(digest_of direct)"
	# the first 2,000 of 4,000 are those of 2,000
	make_by_hand first -n 2000 "${grow[@]}"
	"$PYTHON" - <<-'END'
		import numpy as np
		a, b = (np.load(f"{d}/checkpoint_00006.npz") for d in ("first", "out"))
		assert len(a["labels"]) == 200 and len(b["labels"]) == 300
		for name in a.files:
		    assert (a[name] == b[name][:200]).all(), name
	END
}

@test "leftovers of killed workers are removed by the next run, those of living ones are not" {
	vg-plan -d out "${plan[@]}" >/dev/null
	mkfifo pipe
	vg-pack -d out <pipe 3>&- &
	pack=$!
	exec 6>pipe
	vg-render -d out 0-99 | head -c 400000 >&6
	leftover() { [ -n "$(find out -name '.*.tmp')" ]; }
	wait_until 10 leftover
	vg-plan -d out --skip-done >/dev/null
	run leftover
	assert_success
	kill -KILL "$pack"
	exec 6>&-
	wait "$pack" || :
	run leftover
	assert_success
	vg-plan -d out --skip-done >/dev/null
	run leftover
	assert_failure
}

@test "two workers on one range end with one archive and two successes" {
	vg-plan -d out "${plan[@]}" >/dev/null
	vg-render -d out 0-99 >stream
	for i in $(seq 20); do
		vg-pack -d out <stream >"paths.$i" 3>&- &
	done
	wait
	run cat paths.*
	assert_equal "$(sort -u <<<"$output")" out/checkpoint_00000.npz
	assert_equal "$(wc -l <<<"$output")" 20
	run grep -vc '^#' out/MANIFEST.tsv
	assert_output 1
}
