#!/usr/bin/env bats
# generate.sh: what it checks before it begins, and its report at the end. Long
# runs need a rehearsal, and runs that do not fit the disk are refused.
load helper

teardown() { unmount_disk; }

long=(-d out -n 100000000 -i 10000 "${small[@]}")

nothing_was_made() {
	[ -d out ] || return 0
	run find out -name 'checkpoint*' -o -name '.[!.]*' -o -name MANIFEST.tsv
	assert_output ''
}

@test "a run of more than five minutes is refused without a rehearsal" {
	began=$SECONDS
	run --separate-stderr generate.sh --reserve 1 --alone "${long[@]}"
	assert_failure 1
	assert [ $((SECONDS - began)) -lt 10 ]
	assert_equal "$output" ''
	assert_regex "$stderr" 'vg-run: out: (this run would take [0-9:]+ - [0-9:]+; not rehearsed|not enough room)'
	nothing_was_made
	# with a lower limit of the user's, also for a run that fits the disk
	run --separate-stderr generate.sh --alone --rehearse-above 0 -d out2 -n 20000 -i 500 "${small[@]}"
	assert_failure 1
	assert_regex "${stderr_lines[0]}" 'this run would take .*; not rehearsed'
	assert_regex "$stderr" 'rehearse.sh --alone --rehearse-above 0 -d out2 -n 20000'
	assert_regex "$stderr" '--no-rehearsal'
	[[ $stderr != *$'\n'*[^$'\n']{81}* ]]
}

@test "--no-rehearsal starts without one, and REHEARSAL.txt records it" {
	run --separate-stderr generate.sh --no-rehearsal --rehearse-above 0 -d out -n 8000 -i 500 "${small[@]}"
	assert_success
	run cat out/REHEARSAL.txt
	assert_line --regexp '^Result: +NONE$'
	assert_line --regexp '^Overridden: +20[0-9T:-]+Z, --no-rehearsal, [0-9:]+ - [0-9:]+; not rehearsed$'
}

@test "a passed rehearsal is valid only for its plan, machine and jobs, also when resuming" {
	plan=(--rehearse-above 0 -d out -n 8000 -i 500 "${small[@]}")
	vg-plan -d out -n 8000 -i 500 "${small[@]}" >/dev/null
	rehearse.sh -j 2 -d out --rehearse-samples 240 --rehearse-seconds 20 >/dev/null || :
	sed -i 's/^Result: .*/Result:      PASS/' out/REHEARSAL.txt # whatever it was
	run --separate-stderr generate.sh -j 3 "${plan[@]}"
	assert_failure 1
	assert_regex "$stderr" 'rehearsed with different jobs: 2 with xargs, now 3 with xargs'
	run --separate-stderr generate.sh -j 2 --parallel "${plan[@]}"
	assert_failure 1
	nothing_was_made
	cp out/REHEARSAL.txt whole
	for key in Fingerprint Tools Machine Disk; do
		sed "s/^\($key: *\)./\1x/" whole >out/REHEARSAL.txt
		run --separate-stderr generate.sh -j 2 "${plan[@]}"
		assert_failure 1
		assert_regex "$stderr" "different ${key,,}: .*, now "
	done
	sed 's/PASS/FAIL/' whole >out/REHEARSAL.txt
	run --separate-stderr generate.sh -j 2 "${plan[@]}"
	assert_failure 1
	assert_regex "$stderr" 'the rehearsal result is FAIL, not PASS'
	: >out/REHEARSAL.txt
	run --separate-stderr generate.sh -j 2 "${plan[@]}"
	assert_failure 1
	nothing_was_made
	cp whole out/REHEARSAL.txt
	run generate.sh -j 2 "${plan[@]}"
	assert_success
	rm out/checkpoint_0000[2-9].npz
	run generate.sh -j 2 "${plan[@]}"
	assert_success
	assert_clean out
}

@test "a disk too small for the rest is reported before rendering, with both numbers" {
	mount_disk size=20m
	run --separate-stderr generate.sh -j 2 -d disk/out -n 6000 -i 300
	assert_failure 1
	assert_regex "${stderr_lines[0]}" 'disk/out: not enough room for the missing samples; nothing was rendered'
	assert_regex "$stderr" 'Disk: +[4-6][0-9]\.[0-9] MB, .*; 2[01]\.[0-9] MB free: NOT ENOUGH'
	assert [ ! -e disk/out ]
	# nor with another dataset on the disk that needs the space
	vg-plan -d disk/big -n 6000 -i 300 >/dev/null
	vg-render -d disk/big 0-299 | vg-pack -d disk/big >/dev/null
	run --separate-stderr generate.sh -j 2 -d disk/out2 -n 100 -i 10
	assert_failure 1
	assert_regex "$stderr" 'Beside it: .* for the rest of big'
	run generate.sh --alone -j 2 -d disk/out2 -n 100 -i 10
	assert_success
}

@test "if others fill the disk, the run stops before it is full, and can be resumed" {
	mount_disk size=8m
	make_by_hand reference -n 600 -i 20
	# each renderer uses 200 kB of the disk; two may have checked it before that
	tree_with vg-render <<-'END'
		case $* in
		*.forecast.*) ;;
		*) dd if=/dev/zero of=disk/other bs=1k count=200 oflag=append conv=notrunc status=none ;;
		esac
		exec REAL "$@"
	END
	run --separate-stderr tree/pipelines/generate.sh --reserve 400000 -j 2 -d disk/out \
		-n 600 -i 20
	assert_failure 1
	[[ $stderr != *'No space left'* ]]
	assert_line --regexp '^Account: +600 planned = [0-9]+ present \+ [0-9]+ failed$'
	assert_line --regexp '^    [0-9]+ samples not started, deleted or damaged, from [0-9]+-[0-9]+ on$'
	assert_line --regexp '^    stopped: .*disk/out: [0-9.]+ [kM]B free on this disk; [0-9.]+ [kM]B needed to continue'
	[ "$(df --output=avail -B1 disk | tail -n 1)" -gt 100000 ]
	rm disk/other
	run generate.sh -j 2 -d disk/out -n 600 -i 20
	assert_success
	assert_equal "$(archives_of disk/out)" "$(archives_of reference)"
}

@test "the account at the end: planned = present + failed, with the workers' messages" {
	tree_with vg-render <<-'END'
		case "$*" in
		*.forecast.*) exec REAL "$@" ;;
		*' 200-299') echo 'vg-render: lamp broken' >&2; exit 1 ;;
		*' 500-599') REAL "$@" | head -c 100000; exit 1 ;;
		esac
		exec REAL "$@"
	END
	run --separate-stderr tree/pipelines/generate.sh -j 2 -d out -n 1000 -i 100 "${small[@]}"
	assert_failure 1
	assert_line --regexp '^Account: +1000 planned = 800 present \+ 200 failed$'
	assert_line --regexp '^    200-299  vg-render: lamp broken; vg-pack: standard input: empty'
	assert_line --regexp '^    500-599  vg-pack: standard input: .*ended before its END$'
	refute_line --partial 'not started'
	refute_line --regexp '^Digest'
	run generate.sh -j 2 -d out
	assert_success
	assert_line --regexp '^Account: +1000 planned = 1000 present \+ 0 failed$'
	assert_line --regexp '^Digest: '
	run find out -name '.[!.]*'
	assert_output ''
}

@test "the reasons for failures are found whatever the directory is called" {
	tree_with vg-render <<-'END'
		case "$*" in
		*.forecast.*) ;;
		*' 100-199') echo 'vg-render: lamp broken' >&2; exit 1 ;;
		esac
		exec REAL "$@"
	END
	run --separate-stderr tree/pipelines/generate.sh -j 2 -d 'it'\''s o\nut' -n 400 -i 100 "${small[@]}"
	assert_failure 1
	assert_line --regexp '^    100-199  vg-render: lamp broken'
}

@test "errors that can be known in the first second are reported before the directory is made" {
	for wrong in '-j 0' '-j x' '--every 0' '--frames x' '-j' '--out nowhere/a.txt'; do
		# shellcheck disable=SC2086 # words on purpose
		run --separate-stderr generate.sh -n 100 -d out $wrong
		assert_failure
		assert [ ! -e out ]
		assert_equal "$output" ''
	done
	vg-plan -d out -n 100 -i 10 --frames 3 >/dev/null
	run --separate-stderr generate.sh -d out --frames 4
	assert_failure 1
	assert_regex "$stderr" 'PLAN.txt says'
	if [ "$(id -u)" -eq 0 ]; then
		mount_disk size=1m
		vg-plan -d disk/out -n 100 -i 10 "${small[@]}" >/dev/null
		mount -o remount,ro disk
		run --separate-stderr generate.sh -d disk/out
		assert_failure 3
		assert_regex "$stderr" 'disk/out: (not writable|.*Read-only)'
	fi
}

@test "a forecast that fails is reported, and nothing is begun" {
	tree_with vg-pack <<<'echo "vg-pack: lamp broken" >&2; exit 3'
	run --separate-stderr tree/pipelines/generate.sh -d out -n 1000 -i 100 "${small[@]}"
	assert_failure 1
	assert_equal "$stderr" 'vg-run: the trial for the forecast failed; nothing was rendered: vg-pack: lamp broken'
	assert [ ! -e out ]
	run ls -A
	refute_output --partial .forecast
}

@test "leftovers of a killed run are removed; a complete dataset needs no work" {
	make_by_hand out -n 200 -i 100 "${small[@]}"
	rm out/checkpoint_00001.npz
	mkdir -p out/.forecast.abcdefghijklmnop/part out/.forecast.mine out/.other.abcdefghijklmnop
	ln -s "$PWD" out/.forecast.bcdefghijklmnopq
	run generate.sh -d out
	assert_success
	run ls -A out
	assert_output --partial .forecast.mine
	assert_output --partial .other.abcdefghijklmnop
	assert_output --partial .forecast.bcdefghijklmnopq
	refute_output --partial .forecast.abcdefghijklmnop
	# nor does a complete dataset keep them
	mkdir -p out/.forecast.abcdefghijklmnop/part
	echo half >out/.checkpoint_00001.npz.1.0.tmp
	echo '0-99 2026-01-01T00:00:00Z' >out/.failures
	run generate.sh -d out
	assert_success
	assert [ ! -e out/.forecast.abcdefghijklmnop ]
	assert [ ! -e out/.checkpoint_00001.npz.1.0.tmp ]
	assert [ ! -e out/.failures ]
	# a complete dataset: nothing is measured or rendered
	tree_with vg-render <<-'END'
		echo called >>calls
	END
	run tree/pipelines/generate.sh -d out
	assert_success
	assert [ ! -e calls ]
}

@test "--forecast only prints, and --out updates a copy" {
	run generate.sh --forecast -d out -n 1000 -i 100 "${small[@]}"
	assert_success
	assert_line --regexp '^Time: +[0-9]+:[0-9:]+ - [0-9:]+$'
	assert_line --regexp '^Result: +FITS$'
	nothing_was_made
	mkdir share
	run generate.sh --out share/a.txt -o share/b.txt --every 1 -d out
	assert_success
	cmp out/PROGRESS.txt share/a.txt
	cmp out/PROGRESS.txt share/b.txt
}

@test "a script that is edited while it runs continues unchanged" {
	cp -r "$repo/pipelines" .
	pipelines/generate.sh -d out -n 4000 -i 200 >log 2>&1 3>&- &
	job=$!
	wait_until 20 test -e out/checkpoint_00001.npz
	for script in pipelines/*; do echo 'exit 9' >"$script"; done
	wait "$job"
	grep -q '^Account: *4000 planned = 4000 present' log
}

@test "a forecast, a refusal or a rehearsal does not change the dataset" {
	make_by_hand out -n 200 -i 100 "${small[@]}"
	vg-progress -d out --once --quiet
	cp -r out before
	run generate.sh -j 2 -d out -n 500000 --forecast
	assert_line --partial 'Missing:     499800 samples'
	run generate.sh -j 2 -d out -n 500000 --rehearse-above 1
	assert_failure 1
	assert_output --partial 'not rehearsed'
	run diff -r before out
	assert_output ''
	run rehearse.sh -j 2 -d out -n 3000 --rehearse-samples 600 # may pass or fail
	assert_equal "$(ls -A out | tr '\n' ' ')" \
		'MANIFEST.tsv PLAN.txt PROGRESS.txt REHEARSAL.txt checkpoint_00000.npz checkpoint_00001.npz '
	cmp before/PLAN.txt out/PLAN.txt
	grep -q '^Completed: *200 / 200 ' out/PROGRESS.txt
	# and a new dataset leaves nothing behind
	run generate.sh -j 2 -d new -n 500000 --rehearse-above 1
	assert_failure 1
	assert [ ! -e new ]
	run rehearse.sh -j 2 -d new -n 3000 "${small[@]}" --out seen
	assert_equal "$(ls -A new)" REHEARSAL.txt
	grep -q '^Completed: *0 / 3000 ' seen
	run generate.sh -j 2 -d new -n 500 "${small[@]}"
	assert_success
}

@test "when the run is stopped, PROGRESS.txt says so at once" {
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) ;; *) sleep 0.3 ;; esac
		exec REAL "$@"
	END
	tree/pipelines/generate.sh -j 2 -d out -n 2000 -i 20 "${small[@]}" --out seen >said 2>&1 3>&- &
	wait_until 20 test -e out/checkpoint_00004.npz
	kill -TERM $!
	wait $! || [ $? -eq 143 ]
	count=$(grep -vc '^#' out/MANIFEST.tsv)
	assert [ "$count" -lt 100 ]
	grep -q '^Status: *INCOMPLETE$' out/PROGRESS.txt
	grep -q "^Completed: *$((count * 20)) / 2000 " out/PROGRESS.txt
	grep -q '^In flight: *0 samples' out/PROGRESS.txt
	cmp seen out/PROGRESS.txt
}

@test "damaged checkpoints are made again by the same command, which says so" {
	make_by_hand out -n 200 -i 100 "${small[@]}"
	cp -r out whole
	printf x | dd of=out/checkpoint_00001.npz bs=1 seek=99 conv=notrunc status=none
	run generate.sh -j 2 -d out
	assert_success
	assert_line --partial 'checkpoint_00001.npz: damaged: its hash differs'
	assert_line --regexp '^Repairing: +1 damaged checkpoint, from checkpoint 1 on'
	assert_clean out
	assert_equal "$(archives_of out)" "$(archives_of whole)"
	# one that cannot be repaired ends the run; it is not tried for ever
	printf x | dd of=out/checkpoint_00001.npz bs=1 seek=99 conv=notrunc status=none
	tree_with vg-render <<<'echo >>calls; exit 1'
	run tree/pipelines/generate.sh -j 2 -d out
	assert_failure 1
	assert_equal "$(wc -l <calls)" 1
}

@test "a renderer that fails on one range of a job does not stop the others" {
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) exec REAL "$@" ;; esac
		[ $# -le 4 ] || { echo "$*" >>jobs; REAL "$1" "$2" "$3" "$4"; exit 1; }
		exec REAL "$@"
	END
	run tree/pipelines/generate.sh -j 2 -d out -n 400 -i 1 "${small[@]}"
	assert_success
	assert [ "$(wc -l <jobs)" -gt 10 ]
	assert_clean out
}

@test "if vg-verify is killed, the run does not say that it is complete" {
	tree_with vg-verify <<<'kill -KILL $$'
	run tree/pipelines/generate.sh -j 2 -d out -n 40 -i 20 "${small[@]}"
	assert_failure 3
	assert_line 'vg-run: vg-verify was killed by a signal'
}

@test "if vg-progress dies, PROGRESS.txt is still right at the end" {
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) ;; *) sleep 0.2 ;; esac
		exec REAL "$@"
	END
	tree/pipelines/generate.sh -j 2 -d out -n 400 -i 20 "${small[@]}" >said 2>&1 3>&- &
	wait_until 20 test -e out/checkpoint_00004.npz
	kill -KILL "$(processes vg-progress)"
	wait $!
	grep -q '^Status: *COMPLETE$' out/PROGRESS.txt
	# and a run that it cannot follow is not begun
	assert_refused 3 'out2/PROGRESS.txt: ' refused_page
	assert [ -z "$(find out2 -name 'checkpoint*')" ]
}

refused_page() {
	mkdir -p out2/PROGRESS.txt
	generate.sh -j 2 -d out2 -n 40 -i 20 "${small[@]}" >/dev/null
}
