#!/usr/bin/env bats
# rehearse.sh passes correct runs, and fails others with the reason.
load helper

teardown() { unmount_disk; }

plan=(-j 2 -d out -n 40000 -i 1000 --rehearse-samples 4000 --rehearse-seconds 60)

rehearse() { run --separate-stderr "${1:-rehearse.sh}" "${plan[@]}"; }

says_pass() { assert_line --regexp "^PASS  $1: "; }
says_fail() { assert_line --regexp "^FAIL  $1: .*$2"; }

# REHEARSAL.txt agrees, and no other file is left.
assert_concluded() {
	assert_regex "$(head -n 1 out/REHEARSAL.txt)" "^Result: +$1\$"
	run grep -c '[^ -~]\|^.\{241\}' out/REHEARSAL.txt
	assert_output 0
	run find . -maxdepth 1 -name '.[!.]*'
	assert_output ''
	run find out -name 'checkpoint*' -o -name '.[!.]*'
	assert_output ''
}

@test "a correct run passes, with xargs and GNU parallel, and generate.sh accepts it" {
	mkdir share
	for runner in '' --parallel; do
		# shellcheck disable=SC2086 # a word or none
		rehearsal_passes rehearse.sh "${plan[@]}" --out share/a.txt $runner
		assert_equal "$stderr" ''
		refute_line --regexp '.{81}'
		says_pass 'checkpoints appear at their interval'
		says_pass 'PROGRESS.txt is whole when read'
		says_pass 'PROGRESS.txt changes between checkpoints'
		says_pass '--out share/a.txt'
		says_pass 'a killed run completes when resumed'
		says_pass 'finished checkpoints are not made again'
		says_pass 'the result equals an uninterrupted run'
		assert_line --regexp '^Time: +[0-9:]+ - [0-9:]+$'
		assert_concluded PASS
	done
	run --separate-stderr generate.sh --rehearse-above 0 -j 2 -d out
	assert_failure 1
	assert_regex "$stderr" 'rehearsed with different jobs: 2 with parallel, now 2 with xargs'
	run generate.sh --rehearse-above 0 -j 2 --parallel -d out
	assert_success
}

@test "FAIL when PROGRESS.txt cannot be written" {
	vg-plan -d out -n 40000 -i 1000 >/dev/null
	mkdir out/PROGRESS.txt
	rehearse
	assert_failure 1
	says_fail 'PROGRESS.txt can be written' 'no, see above'
	assert_regex "$stderr" 'PROGRESS.txt: .*Is a directory'
	assert_concluded FAIL
	run --separate-stderr generate.sh --rehearse-above 0 -j 2 -d out
	assert_failure 1
	assert_regex "$stderr" 'the rehearsal result is FAIL, not PASS'
}

@test "FAIL when vg-progress writes nothing, stops, or overwrites in place" {
	tree_with vg-progress <<<'exit 1'
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail 'PROGRESS.txt is whole when read' 'it never appeared'
	says_fail 'PROGRESS.txt changes between checkpoints' 'no change in'
	assert_concluded FAIL
	tree_with vg-progress <<-'END'
		case $* in *--once*) exec REAL "$@" ;; esac
		pid=${*: -1} # --pid is the last option
		while kill -0 "$pid" 2>/dev/null; do
			printf 'Status:      RUNN' >"$2/PROGRESS.txt"
			sleep 0.3
			printf 'ING\nLast update: 2026-11-24T14:03:%02dZ\n' $((n++ % 60)) >>"$2/PROGRESS.txt"
			sleep 0.3
		done
	END
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail 'PROGRESS.txt is whole when read' 'half-written'
}

@test "FAIL when resuming gives other bytes or loses work" {
	tree_with vg-pack <<<'exec REAL "$@" --level $((1 + RANDOM % 9))'
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail 'the result equals an uninterrupted run' '[0-9]+ archives differ'
	says_pass 'finished checkpoints are not made again'
	assert_concluded FAIL
	# a vg-pack that removes what other runs made
	tree_with vg-pack <<-'END'
		now=$(cat "$2/.run.lock")
		if mkdir "$2/.forget" 2>/dev/null; then echo "$now" >"$2/.forget/run"; fi
		if [ "$(cat "$2/.forget/run")" != "$now" ]; then
			echo "$now" >"$2/.forget/run"
			rm -f "$2"/checkpoint_*.npz
		fi
		exec REAL "$@"
	END
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail 'finished checkpoints are not made again' '[0-9]+ of [0-9]+ checkpoints'
	assert_concluded FAIL
}

@test "FAIL when a failed worker goes unnoticed, with the workers' messages" {
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) ;; *.rehearsal.*/whole' '1??-*) echo 'vg-render: lamp broken' >&2; exit 1 ;; esac
		exec REAL "$@"
	END
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail 'the run completes and verifies' 'status 1, last output: .*not complete'
	says_fail 'checkpoints appear at their interval' '[0-9]+ of 24 appeared'
}

@test "FAIL when the disk is too small for the full run, in bytes or in inodes" {
	mount_disk size=20m
	plan=(-j 2 -d disk/out -n 30000)
	run --separate-stderr rehearse.sh "${plan[@]}"
	assert_failure 1
	says_fail disk '[0-9][0-9][0-9] MB, .* 2[01]\.[0-9] MB free: NOT ENOUGH'
	assert_regex "$(head -n 1 disk/out/REHEARSAL.txt)" 'FAIL'
	grep -q '^Failed: *disk: .*NOT ENOUGH$' disk/out/REHEARSAL.txt
	mount -o remount,size=200m,nr_inodes=500 disk
	run --separate-stderr rehearse.sh -j 2 -d disk/many -n 10000 -i 10 "${small[@]}" --alone
	assert_failure 1
	says_fail files 'NOT ENOUGH'
}

@test "FAIL when throughput falls by half during the rehearsal" {
	# 0.3 s for a checkpoint at first, 1.7 s later; rendering takes little of it
	tree_with vg-render <<-'END'
		case $* in
		*.forecast.*) ;;
		*.rehearsal.*)
			echo >>calls
			sleep 0.3
			[ "$(wc -l <calls)" -le 12 ] || sleep 1.4
			;;
		esac
		exec REAL "$@"
	END
	plan=(-j 2 -d out -n 40000 -i 1000 "${small[@]}" --rehearse-samples 480)
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail throughput 'at first, .* later: FALLING'
	assert_concluded FAIL
}

@test "FAIL when the run cannot be measured" {
	tree_with vg-run <<<'echo "vg-run: lamp broken" >&2; exit 3'
	plan=(-j 2 -d out -n 40000 -i 1000 "${small[@]}" --rehearse-samples 480)
	rehearse tree/pipelines/rehearse.sh
	assert_failure 1
	says_fail 'the run completes and verifies' 'status 3, last output: vg-run: lamp broken'
	for line in throughput size memory disk files; do
		says_fail $line 'unknown: .*whole: has no checkpoint to measure'
	done
	assert_concluded FAIL
}

@test "a killed rehearsal leaves no processes, and the next one removes its files" {
	rehearse.sh "${plan[@]}" >log 2>&1 3>&- &
	job=$!
	begun() { compgen -G 'out/.rehearsal.*/whole/checkpoint*' >/dev/null; }
	wait_until 20 begun
	rehearse
	assert_failure 1
	assert_regex "$stderr" 'another run is working on this dataset \(process [0-9]+ of user '
	kill -KILL "$job"
	wait "$job" || :
	begun
	gone() { [ -z "$(processes vg-pack)$(processes vg-render)" ]; }
	wait_until 30 gone
	rehearsal_passes rehearse.sh "${plan[@]}"
	assert_concluded PASS
	rehearse.sh "${plan[@]}" >log 2>&1 3>&- &
	job=$!
	wait_until 20 begun
	kill -TERM "$job"
	wait "$job" && code=0 || code=$?
	assert_equal "$code" 143
	wait_until 10 gone
	refute begun
}

@test "what is not a rehearsal's is left alone" {
	mkdir -p out/.rehearsal.mine out.rehearsal
	echo mine >out/.rehearsal.mine/file
	rehearsal_passes rehearse.sh "${plan[@]}"
	assert_equal "$(cat out/.rehearsal.mine/file)" mine
	assert [ -d out.rehearsal ]
}

@test "if the dataset is a mount point, the rehearsal uses the same disk" {
	mount_disk size=600m
	run --separate-stderr rehearse.sh -j 2 -d disk -n 8000 -i 500 --keep
	# the machine may be too busy for a verdict on throughput
	assert [ "$status" -le 1 ]
	assert_line --regexp '^PASS  the run completes and verifies'
	assert_line --regexp '^Kept: +disk/rehearsal\.[a-z0-5]+$'
	compgen -G 'disk/rehearsal.*/whole/checkpoint_00011.npz'
}

@test "errors are reported in the first second; a complete dataset needs no rehearsal" {
	for wrong in '-j 0' '--rehearse-samples x' '--rehearse-seconds' '--frames x' '--no-rehearsal' '--out nowhere/x'; do
		# shellcheck disable=SC2086 # words on purpose
		run --separate-stderr rehearse.sh -d out -n 100 $wrong
		assert_failure
		assert [ ! -e out ]
	done
	make_by_hand out -n 100 -i 50 "${small[@]}"
	run rehearse.sh -d out
	assert_success
	assert_output 'Nothing is missing in out.'
	run rehearse.sh --help
	assert_success
	assert_line --partial '--rehearse-samples N'
}
