#!/usr/bin/env bats
# The same command resumes an interrupted run. The result equals that of an
# uninterrupted run, and finished checkpoints are not made again.
load helper

plan=(-n 3000 -i 100 --frames 8 --size 32)

setup_file() {
	load helper
	cd "$BATS_FILE_TMPDIR" || return
	make_by_hand reference -n 3000 -i 100 --frames 8 --size 32
}

# The inode, time and name of each committed checkpoint.
finished() {
	grep -v '^#' out/MANIFEST.tsv 2>/dev/null | cut -f 2 |
		while read -r file; do stat -c '%i %y %n' "out/$file"; done
}

committed_some() { [ "$(finished | wc -l)" -ge "$1" ]; }

assert_equals_reference() {
	assert_equal "$(archives_of out)" "$(archives_of "$BATS_FILE_TMPDIR/reference")"
	assert_clean out
}

@test "after 30 times SIGKILL to any process, the same command completes the dataset" {
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
		# checkpoints in the manifest are not planned again
		assert_equal "$(printf '%s' "$output" | grep -c .)" \
			$((30 - $(printf '%s' "$before" | grep -c . || :)))
	done
	before=$(finished)
	run generate.sh -j 2 -d out "${plan[@]}"
	assert_success
	# every finished file is still the same file
	run bash -c 'comm -23 <(sort <<<"$1") <(sort <<<"$2")' - "$before" "$(finished)"
	assert_output ''
	assert_equals_reference
}

@test "after the whole pipeline was killed, the same command completes the dataset" {
	for pause in 0.05 0.15 0.3; do
		setsid generate.sh -j 2 -d out "${plan[@]}" >log 2>&1 3>&- &
		sleep "$pause"
		# its workers are in a process group of their own
		for name in vg-run xargs sh vg-progress vg-render vg-pack; do
			for pid in $(processes "$name"); do kill -KILL "$pid" 2>/dev/null || :; done
		done
		wait "$!" || :
	done
	run generate.sh -j 2 -d out "${plan[@]}"
	assert_success
	assert_equals_reference
}

nobody_works() {
	local name
	for name in generate.sh vg-run xargs vg-render vg-pack vg-progress; do
		for pid in $(processes "$name"); do
			grep -q '^State:.Z' "/proc/$pid/status" || return 1
		done
	done
}

# Interrupt as a terminal does: the whole foreground group, default signals.
interrupted_run() {
	"$PYTHON" - "$@" <<-'END'
		import glob, os, signal, subprocess, sys, time
		def made():
		    return len(glob.glob("out/checkpoint_*"))
		before = made()
		run = subprocess.Popen(
		    ["generate.sh", "--no-rehearsal", "-j", "2", "-d", "out", "-n", "200000", "-i", "100",
		     "--frames", "8", "--size", "32"] + sys.argv[3:],
		    stdout=open("log", "w"), stderr=subprocess.STDOUT,
		    start_new_session=True, preexec_fn=lambda: [signal.signal(s, signal.SIG_DFL)
		        for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)])
		while made() < before + 3 and run.poll() is None:
		    time.sleep(0.01)
		if run.poll() is not None:
		    sys.exit("ended by itself with %d:\n%s" % (run.returncode, open("log").read()))
		kill = os.killpg if sys.argv[2] == "group" else os.kill
		kill(run.pid, getattr(signal, "SIG" + sys.argv[1]))
		sys.exit(run.wait(timeout=20) != -getattr(signal, "SIG" + sys.argv[1]))
	END
}

@test "after INT, TERM, HUP or KILL of generate.sh, no process is left" {
	for runner in '' --parallel; do
		for how in 'INT group' 'TERM group' 'HUP group' 'TERM one' 'INT one' 'KILL one'; do
			# shellcheck disable=SC2086 # words on purpose
			interrupted_run $how $runner
			wait_until 10 nobody_works
			[ "$how" = 'KILL one' ] || grep -q 'run the same command again to continue' log
		done
	done
	run vg-plan -d out --skip-done
	assert_success
	assert [ "${#lines[@]}" -gt 1000 ]
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

@test "a complete dataset is left alone, and takes no time" {
	make_by_hand out "${plan[@]}"
	before=$(finished)
	run generate.sh -d out "${plan[@]}"
	assert_success
	assert_line --regexp '^Result: +COMPLETE$'
	assert_equal "$(finished)" "$before"
}

@test "a range whose vg-render was killed is not committed" {
	vg-plan -d out "${plan[@]}" >/dev/null
	mkfifo pipe
	(vg-render -d out 0-99 >pipe) 3>&- &
	render=$!
	# read a part of the stream, then kill the renderer
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

@test "growing from 2,000 to 4,000 samples keeps full checkpoints and replaces the short one" {
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
	# the first 2,000 of 4,000 samples are the same as before
	make_by_hand first -n 2000 "${grow[@]}"
	"$PYTHON" - <<-'END'
		import numpy as np
		a, b = (np.load(f"{d}/checkpoint_00006.npz") for d in ("first", "out"))
		assert len(a["labels"]) == 200 and len(b["labels"]) == 300
		for name in a.files:
		    assert (a[name] == b[name][:200]).all(), name
	END
}

@test "leftovers of dead workers are removed by the next run, files of living workers are not" {
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

@test "only leftovers that vg makes are removed, other hidden files are not" {
	vg-plan -d out "${plan[@]}" >/dev/null
	ours='.PLAN.txt.17.0.tmp .MANIFEST.tsv.17.999.tmp .MANIFEST-node.7.tsv.4194304.1.tmp
		.checkpoint_00000.npz.1.0.tmp .checkpoint_123456.npz.1.0.tmp .PROGRESS.txt.1.10.tmp
		.REHEARSAL.txt.5.0.tmp .inflight.77.3.tmp .scratch.9.0.tmp'
	theirs='.notes.tmp .tmp ..tmp .a.b.tmp .notes.17.tmp .notes.17.0.tmp .report.2026.11.tmp
		.PLAN.txt.tmp .PLAN.txt.17.tmp .PLAN.txt.17.0.tmp~ .PLAN.txt.17.0.tmp.swp PLAN.txt.17.0.tmp
		.PLAN.txt.17.12345678901.tmp .PLAN.txt.017.0.tmp .PLAN.txt.17.00.tmp .PLAN.txt.0.0.tmp
		.PLAN.txt.-1.0.tmp .PLAN.txt..0.tmp .PLAN.txt.17..tmp .plan.txt.17.0.tmp .17.0.tmp ..17.0.tmp
		.checkpoint_1.npz.1.0.tmp .checkpoint_000000.npz.1.0.tmp .checkpoint_00000.npz.bak.1.0.tmp
		.my-checkpoint_00000.npz.1.0.tmp .checkpoint_9999999.npz.1.0.tmp .checkpoint_.npz.1.0.tmp
		.MANIFEST.csv.1.0.tmp .scratch.tmp .scratchpad.9.0.tmp .inflight.1.0.TMP .#PLAN.txt.17.0.tmp'
	# shellcheck disable=SC2086 # words on purpose
	(cd out && touch $ours $theirs && mkdir .PLAN.txt.18.0.tmp && ln -s nowhere .PLAN.txt.19.0.tmp)
	vg-plan -d out --skip-done >/dev/null
	# shellcheck disable=SC2086
	assert_equal "$(cd out && find . -mindepth 1 ! -name PLAN.txt | sort)" \
		"$(printf './%s\n' $theirs .PLAN.txt.18.0.tmp .PLAN.txt.19.0.tmp | sort)"
}

@test "two workers on the same range both succeed, with one archive" {
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

@test "of several small ranges in one job, only the one that fails is missing" {
	mkdir scripts fake
	cp "$repo"/pipelines/* scripts/
	cat >fake/vg-render <<-END
		#!/bin/sh
		echo "\$*" >>"$PWD/calls"
		case " \$* " in *' 70-70 '*) "$VG_BUILD/vg-render" "\$@" | head -c 9000; exit 1 ;; esac
		exec "$VG_BUILD/vg-render" "\$@"
	END
	chmod +x fake/vg-render
	PATH=$PWD/fake:$PATH run scripts/generate.sh -j 2 -d out -n 200 -i 1 "${small[@]}"
	assert_failure 1
	run grep -c '70-70' calls
	assert_output 2
	assert [ "$(grep -c ' [0-9-]* [0-9-]*$' calls)" -gt 10 ]
	vg-verify -d out --list >missing 2>/dev/null || :
	run cat missing
	assert_output 70-70
	make_by_hand reference -n 200 -i 1 "${small[@]}"
	run generate.sh -j 2 -d out -n 200 -i 1 "${small[@]}"
	assert_success
	assert_equal "$(archives_of out)" "$(archives_of reference)"
}
