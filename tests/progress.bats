#!/usr/bin/env bats
# vg-progress: what it reports is right at any time, whatever happens.
load helper
load inject

plan=(-n 600 -i 100 --frames 4 --size 32)

page_says() { grep -q "$1" "${2:-out/PROGRESS.txt}" 2>/dev/null; }

commit_next() {
	vg-plan -d out --skip-done | head -n 1 | vg-render -d out |
		vg-pack -d out >/dev/null
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out "${plan[@]}" >/dev/null
}

@test "PROGRESS.txt is created, updated at each commit, and COMPLETE at the end" {
	vg-progress -d out --quiet --pid $$ 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^Completed: *0 / 600 (0.0%)$'
	page_says '^Status: *STARTING$'
	page_says '^Rate: *unknown, this run has made nothing yet$'
	for done in 1 2 3 4 5 6; do
		commit_next
		wait_until 10 page_says "^Completed: *${done}00 / 600 ("
		page_says "^Checkpoints: *$done / 6\$"
	done
	wait "$follower"
	run cat out/PROGRESS.txt
	assert_line --regexp '^Status: +COMPLETE$'
	assert_line --regexp '^Completed: +600 / 600 \(100\.0%\)$'
	assert_line --regexp '^Rate: +[0-9.]+ samples/s now, [0-9.]+ over this run$'
	assert_line --regexp '^Elapsed: +0:00:[0-9]{2} this run, 0:00:[0-9]{2} in all$'
	assert_line --regexp '^In flight: +0 samples, 0 workers$'
	assert_line --regexp '^Failed: +none$'
	assert_line --regexp '^Disk: +[0-9.]+ [kM]B written, 0 bytes needed, [0-9.]+ [kMGTP]B free$'
	assert_line --regexp '^ETA: '
	assert_line --regexp '^Last commit: checkpoint_00005.npz, 20[0-9-]+T[0-9:]+Z, 0:00:[0-9]{2} ago$'
	assert_line --regexp '^Last update: 20[0-9-]+T[0-9:]+Z$'
	assert_equal "$(cat log)" ''
}

@test "between commits, PROGRESS.txt is updated every few seconds" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	first=$(stat -c %i out/PROGRESS.txt)
	was=$(grep 'Last update' out/PROGRESS.txt)
	changed() { [ "$(grep 'Last update' out/PROGRESS.txt)" != "$was" ]; }
	wait_until 5 changed
	kill "$follower"
}

@test "an estimate is a range with a finish time, as soon as work was seen" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^ETA: *unknown$'
	commit_next
	commit_next
	wait_until 10 page_says \
		'^ETA: *[0-9]*:[0-9:]* - [0-9]*:[0-9:]*, at 20[0-9-]*T[0-9:]*Z - [0-9:]*Z$'
	kill "$follower"
}

@test "PROGRESS.txt is whole at every read" {
	rm -r out
	vg-plan -d out -n 6000 -i 100 --frames 4 --size 32 >ranges
	vg-progress -d out 2>log 3>&- &
	follower=$!
	(xargs -n 1 sh -c 'vg-render -d out "$0" | vg-pack -d out' <ranges >paths) 3>&- &
	wait_until 10 test -e out/PROGRESS.txt
	reads=0
	while kill -0 "$follower" 2>/dev/null; do
		content=$(cat out/PROGRESS.txt)
		assert_equal "$(head -c 7 <<<"$content")" Status:
		assert_regex "$(tail -n 1 <<<"$content")" '^Last update: 20[0-9T:-]+Z$'
		reads=$((reads + 1))
	done
	wait "$follower"
	assert [ "$reads" -gt 15 ]
}

@test "a copy of PROGRESS.txt is enough to watch a run" {
	commit_next
	vg-progress -d out --once || :
	mkdir elsewhere
	cp out/PROGRESS.txt elsewhere/
	run cat elsewhere/PROGRESS.txt
	assert_line --regexp '^Completed: +100 / 600 \(16\.6%\)$'
	# 80 columns, plain text
	refute_line --regexp '.{81}'
	run grep -c '[^ -~]' elsewhere/PROGRESS.txt
	assert_output 0
}

@test "a deleted, damaged or foreign file, or a grown plan, is not COMPLETE" {
	make_by_hand out "${plan[@]}"
	run vg-progress -d out --once
	assert_success
	printf '\377' | dd of=out/checkpoint_00002.npz bs=1 seek=700 conv=notrunc status=none
	run vg-progress -d out --once
	assert_failure 1
	refute page_says ' COMPLETE'
	vg-plan -d out --skip-done --verify | vg-render -d out | vg-pack -d out
	rm out/checkpoint_00003.npz
	run vg-progress -d out --once
	assert_failure 1
	page_says '^Completed: *500 / 600 (83.3%)$'
	refute page_says ' COMPLETE'
	cp out/checkpoint_00001.npz out/checkpoint_00003.npz
	run vg-progress -d out --once
	assert_failure 1
	rm out/checkpoint_00003.npz
	make_by_hand out "${plan[@]}"
	run vg-progress -d out --once
	assert_success
	vg-plan -d out -n 601 >/dev/null
	run vg-progress -d out --once
	assert_failure 1
	page_says '^Completed: *600 / 601 (99.8%)$'
	refute page_says ' COMPLETE'
}

@test "when the workers have ended and something is missing, vg-progress ends with INCOMPLETE" {
	sleep 1000 3>&- &
	worker=$!
	vg-progress -d out --pid "$worker" 2>log 3>&- &
	follower=$!
	commit_next
	wait_until 10 page_says '^Completed: *100 '
	kill "$worker"
	wait "$worker" || :
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	page_says '^Status: *INCOMPLETE$'
}

@test "what nobody works on is INCOMPLETE: STARTING needs a worker, or who starts them" {
	for n in 0 100; do
		run -1 vg-progress -d out --once --quiet --html page.html --out copy
		for page in out/PROGRESS.txt copy; do
			page_says '^Status: *INCOMPLETE$' "$page"
			page_says "^Completed: *$n / 600 " "$page"
			page_says '^In flight: *0 samples, 0 workers$' "$page"
		done
		assert_equal "$(grep -c 'status">INCOMPLETE<' page.html)" 1
		run -1 vg-progress -d out --once --quiet --pid $$
		page_says '^Status: *STARTING$'
		commit_next
	done
	vg-render -d out 200-299 >stream
	mkfifo pipe
	vg-pack -d out <pipe >paths 3>&- &
	pack=$!
	exec 6>pipe
	head -c 10000 stream >&6
	is_starting() {
		vg-progress -d out --once --quiet
		page_says '^Status: *STARTING$'
	}
	wait_until 10 is_starting
	page_says '^In flight: *0 samples, 1 worker$'
	# that process is gone, the worker is stopped
	sleep 1000 3>&- 6>&- &
	starter=$!
	vg-progress -d out --pid "$starter" 2>log 3>&- 6>&- &
	follower=$!
	kill -STOP "$pack"
	kill "$starter"
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	page_says '^Status: *INCOMPLETE$'
	page_says '^In flight: *0 samples, 1 worker$'
	kill -KILL "$pack"
	exec 6>&-
	run -1 vg-progress -d out --once --quiet
	page_says '^Status: *INCOMPLETE$'
	page_says '^In flight: *0 samples, 0 workers$'
}

@test "one that follows says INCOMPLETE until a worker comes, and goes on" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^Status: *INCOMPLETE$'
	make_by_hand out
	wait "$follower"
	page_says '^Status: *COMPLETE$'
}

# Each job takes a moment, with nobody working before and after.
@test "workers are counted right also if each makes a checkpoint in no time" {
	rm -r out
	vg-plan -d out -n 16000 -i 40 --frames 4 --size 32 >ranges
	vg-progress -d out --every 1 --json --pid $$ 2>log >lines 3>&- &
	follower=$!
	(xargs -P 2 -n 1 sh -c 'vg-render -d out "$0" | vg-pack -d out' <ranges >paths) 3>&- &
	work=$!
	wait_until 60 page_says '^Status: *COMPLETE$'
	wait "$follower" "$work"
	"$PYTHON" - <<-'END'
		import json
		seen = [json.loads(line) for line in open("lines")]
		# in the middle of the run; each look sees them by chance
		counts = [s["workers"] for s in seen if 6000 < s["samples"] < 15500]
		assert len(counts) >= 5, counts
		assert max(counts) == 2, counts
		assert counts.count(2) * 2 >= len(counts), counts
		assert seen[-1]["workers"] == 0
	END
}

@test "a run in which every render fails is never COMPLETE" {
	mkdir broken
	# except for the part that is made first, to measure
	printf '#!/bin/sh\ncase $* in *.forecast.*) exec %s "$@";; esac\nexit 3\n' \
		"$VG_BUILD/vg-render" >broken/vg-render
	chmod +x broken/vg-render
	cp "$repo"/pipelines/* .
	PATH=$PWD/broken:$PATH run ./generate.sh -d out "${plan[@]}"
	assert_failure 1
	assert_line --regexp '^Completed: +0 / 600|INCOMPLETE'
	refute page_says '[^N]COMPLETE\|^COMPLETE'
	page_says '^Status: *INCOMPLETE$'
	page_says '^Failed: *6 times$'
}

@test "several manifests are reported as one dataset" {
	vg-plan -d out --part 1/2 | vg-render -d out |
		vg-pack -d out --manifest MANIFEST-a.tsv >/dev/null
	vg-plan -d out --part 2/2 | vg-render -d out |
		vg-pack -d out --manifest MANIFEST-b.tsv >/dev/null
	run vg-plan -d out --skip-done
	assert_output ''
	run vg-progress -d out --once
	assert_success
	run vg-verify -d out
	assert_success
	run "$PYTHON" "$repo/tests/readback.py" out
	assert_success
}

@test "vg-progress only changes its own files; vg-plan cleans up when nothing is missing" {
	files() { find out -type f ! -name PROGRESS.txt -printf '%p %i %s %T@ %C@\n' | sort; }
	run -1 vg-pack -d out </dev/null
	commit_next
	before=$(files)
	assert_regex "$before" 'out/\.failures '
	run -1 vg-progress -d out --once --html page.html --out copy.txt
	assert_equal "$(files)" "$before"
	make_by_hand out "${plan[@]}"
	before=$(files)
	run -0 vg-progress -d out --once --html page.html --out copy.txt
	run -0 vg-verify -d out
	# with --part, vg-plan does not know whether the others are complete
	run -0 vg-plan -d out --skip-done --part 1/2
	assert_output ''
	assert_equal "$(files)" "$before"
	run -0 vg-plan -d out --skip-done
	assert_output ''
	assert [ ! -e out/.failures ]
}

@test "a status line, and none with --quiet" {
	commit_next
	run script -qec 'vg-progress -d out --once' /dev/null
	assert_output --partial '100 / 600 (16.6%)'
	run script -qec 'vg-progress -d out --once --quiet' /dev/null
	assert_output ''
}

# Copy standard input to standard output at $1 KB/s.
throttle() {
	"$PYTHON" -c '
import os, sys, time
step = 0.05
piece = int(float(sys.argv[1]) * 1000 * step)
while data := sys.stdin.buffer.read(piece):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    time.sleep(step)' "$1"
}

# Render and commit range $1 slowly, at $2 KB/s.
slowly() { vg-render -d out "$1" | throttle "$2" | vg-pack -d out; }

samples_done() { sed -n 's|^Completed: *\([0-9]*\) / .*|\1|p' "${1:-out/PROGRESS.txt}"; }
in_flight() { sed -n 's/^In flight: *\([0-9]*\) samples.*/\1/p' out/PROGRESS.txt; }
in_flight_is_seen() { [ "$(in_flight)" -gt "${1:-0}" ] 2>/dev/null; }

# Copy PROGRESS.txt every second to ./seen.N while process $1 lives.
watch_from_outside() {
	local n=0
	while kill -0 "$1" 2>/dev/null; do
		n=$((n + 1))
		cp out/PROGRESS.txt "seen.$n"
		date +%s >"when.$n"
		grep -vc '^#' out/MANIFEST.tsv >"committed.$n" 2>/dev/null || echo 0 >"committed.$n"
		sleep 1
	done
	cp out/PROGRESS.txt "seen.$((n + 1))"
	looks=$n
}

@test "a slow run, read every second: always whole, never backwards, never COMPLETE early" {
	# 2 workers at 10 samples/s each: 30 s
	vg-progress -d out --quiet --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	export -f slowly throttle
	(vg-plan -d out | xargs -P 2 -n 1 bash -c 'slowly "$0" 123' >paths) 3>&- &
	watch_from_outside "$follower"
	ended=$(date +%s)
	wait "$follower"
	assert [ "$looks" -ge 20 ]
	before=0 moved=0 flying=-1 held=0 told=0
	for n in $(seq "$looks"); do
		assert_equal "$(head -c 8 "seen.$n")" 'Status: '
		assert_regex "$(tail -n 1 "seen.$n")" '^Last update: 20[0-9T:-]+Z$'
		run cat "seen.$n"
		refute_line --regexp '.{81}'
		done=$(samples_done "seen.$n")
		assert [ "$done" -ge "$before" ]
		# allow for the time between the two looks
		[ ! -e "committed.$((n + 1))" ] ||
			assert [ "$done" -le $(($(cat "committed.$((n + 1))") * 100)) ]
		if grep -q '^Status: *COMPLETE' "seen.$n"; then
			assert_equal "$(cat "committed.$n")" 6
		fi
		now=$(sed -n 's/^In flight: *\([0-9]*\) .*/\1/p' "seen.$n")
		[ "$done" -ne "$before" ] || [ "$now" -eq "$flying" ] || moved=$((moved + 1))
		before=$done flying=$now
		range=$(sed -n 's/^ETA:.* at \(.*\) - \(.*\)$/\1 \2/p' "seen.$n")
		if [ -n "$range" ] && [ "$done" -ge 200 ]; then
			low=$(date -d "${range% *}" +%s)
			high=$(date -d "${range%%T*}T${range##* }" +%s)
			told=$((told + 1))
			[ "$low" -gt $((ended + 2)) ] || [ "$high" -lt $((ended - 2)) ] ||
				held=$((held + 1))
		fi
	done
	# between commits, the samples in flight changed at nearly every look
	assert [ "$moved" -ge 15 ]
	# and there was always a finish time
	assert [ "$told" -ge 10 ]
	assert [ $((held * 10)) -ge $((told * 8)) ]
	assert_equal "$(cat log)" ''
	page_says '^Status: *COMPLETE$'
	run find out -name '.*.tmp'
	assert_output ''
}

@test "a worker that is killed or fails loses its work in flight, and is counted" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	vg-render -d out 200-299 >stream
	mkfifo pipe
	vg-pack -d out <pipe 2>/dev/null 3>&- &
	pack=$!
	throttle 123 <stream >pipe 2>/dev/null 3>&- &
	wait_until 10 in_flight_is_seen 3
	page_says '^In flight: *[0-9]* samples, 1 worker$'
	kill -KILL "$pack"
	wait "$pack" || :
	wait_until 10 page_says '^In flight: *0 samples, 0 workers$'
	page_says '^Failed: *1 time, 1 range; most often 200-299: 1$'
	vg-plan -d out --skip-done >/dev/null # removes leftovers
	for _ in 1 2; do
		head -c 500000 stream | run -1 vg-pack -d out
	done
	run -1 vg-pack -d out </dev/null
	wait_until 10 page_says '^Failed: *3 times, 1 range; most often 200-299: 2$'
	kill "$follower"
}

@test "a run without progress is STALLED, without a finish time; --stalled-exit ends with 1" {
	vg-render -d out 0-99 >stream
	mkfifo pipe
	vg-pack -d out <pipe 3>&- >paths &
	pack=$!
	exec 6>pipe
	vg-progress -d out --every 1 --stalled-exit 2>log 3>&- 6>&- &
	follower=$!
	wait_until 5 test -e out/PROGRESS.txt
	vg-render -d out 100-199 | vg-pack -d out >/dev/null 6>&-
	for n in 1 2 3 4 5 6; do
		tail -c +$((n * 60000 - 59999)) stream | head -c 60000 >&6
		sleep 0.3
	done
	wait_until 5 in_flight_is_seen
	kill -STOP "$pack"
	wait "$follower" && code=0 || code=$?
	kill -KILL "$pack"
	exec 6>&-
	assert_equal "$code" 1
	page_says '^Status: *STALLED$'
	page_says '^ETA: *unknown$'
	refute page_says ' COMPLETE'
}

@test "vg-progress started late knows as much as one started at the beginning" {
	vg-progress -d out --every 1 --html early.html 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	export -f slowly throttle
	(vg-plan -d out | head -n 5 | xargs -P 1 -n 1 bash -c 'slowly "$0" 400' >paths) 3>&- &
	work=$!
	wait_until 20 page_says '^Completed: *300 '
	wait_until 10 in_flight_is_seen 20
	vg-progress -d out --json --once --html late.html >late || :
	sleep 1.2
	cp out/PROGRESS.txt early
	cp early.html seen.html
	"$PYTHON" - <<-'END'
		import json, re
		late = json.load(open("late"))
		early = open("early").read()
		rate = float(re.search(r"([0-9.]+) over this run", early)[1])
		assert abs(late["rate_run"] / rate - 1) < 0.15, (late, early)
		elapsed = int(re.search(r"Elapsed: *0:00:(\d+)", early)[1])
		assert abs(late["elapsed_run_s"] - elapsed) < 4, (late, early)
		# and the web page shows the same history
		from datetime import datetime
		past = [[datetime.fromisoformat(t[:-1]) for t in re.findall(
		             r'class="ends"><span><time datetime="([^"]*)"', open(name).read())]
		        for name in ("seen.html", "late.html")]
		assert len(past[0]) == len(past[1]) == 2, past
		for a, b in zip(*past):
		    assert abs((a - b).total_seconds()) <= 4, past
		assert late["samples"] == 300 and late["eta_low_s"] < late["eta_high_s"]
	END
	kill "$follower"
	wait "$work"
}

@test "--json prints one object for each state, with numbers or null" {
	commit_next
	vg-progress -d out --json --once >lines || :
	commit_next
	vg-progress -d out --json --once >>lines || :
	"$PYTHON" - <<-'END'
		import json
		a, b = (json.loads(line) for line in open("lines"))
		assert list(a) == list(b)
		assert (a["samples"], b["samples"], b["planned"]) == (100, 200, 600)
		assert (b["checkpoints"], b["checkpoints_planned"]) == (2, 6)
		assert a["status"] == "INCOMPLETE" and a["eta_low_s"] is None and a["rate_run"] is None
		assert b["bytes_needed"] == 2 * b["bytes_written"] > 0 and b["bytes_free"] > 0
		assert b["last_checkpoint"] == "checkpoint_00001.npz"
		assert b["failures"] == 0 and b["in_flight"] == 0
	END
	run -3 bash -c 'vg-progress -d out --json --once >/dev/full'
	assert_output --partial 'standard output: write'
}

@test "--out updates copies; one that cannot be written is reported once" {
	commit_next
	mkdir share
	run -1 vg-progress -d out --quiet --once --out share/a.txt -o b.txt
	assert_output ''
	cmp out/PROGRESS.txt share/a.txt
	cmp out/PROGRESS.txt b.txt
	run -3 vg-progress -d out --once --out nowhere/a.txt
	assert_output --partial 'nowhere: open directory'
	run -2 vg-progress -d out --once --out share/
	assert_output --partial 'share/: must be the name of a file'
	vg-progress -d out --every 1 --out nowhere/a.txt 2>log 3>&- &
	follower=$!
	wait_until 5 page_says \
		'^Copies: *1 of 1 failed: nowhere: open directory: No such file or directory$'
	sleep 2.5
	mkdir nowhere
	wait_until 5 test -s nowhere/a.txt
	wait_until 5 eval '! page_says ^Copies'
	kill "$follower"
	assert_equal "$(wc -l <log)" 1
	# also with --once
	run -3 vg-progress -d out --once --out $'no\twhere \xff/a.txt'
	page_says '^Copies: *1 of 1 failed: no\\twhere \\xff: open directory'
	run grep -c '[^ -~]' out/PROGRESS.txt
	assert_output 0
	run grep -c '.\{81\}' out/PROGRESS.txt
	assert_output 0
}

@test "vg-progress sees its children end if its parent ignored SIGCHLD" {
	commit_next
	trap '' CHLD
	run -1 vg-progress -d out --quiet --once --out a.txt --exec 'cp "$1" b.txt'
	trap - CHLD
	assert_output ''
	cmp out/PROGRESS.txt a.txt
	cmp out/PROGRESS.txt b.txt
}

@test "a directory with too long a name is refused, not truncated" {
	commit_next
	assert_refused 2 'the name of the directory is too long$' \
		vg-progress -d "$(printf './%.0s' {1..2043})out" --once
	assert [ ! -e PROGRESS.txt ]
}

@test "leftovers of a killed writer of a copy are removed, and no other files" {
	mkdir share
	touch share/.a.txt.99999.0.tmp share/.a.txt.bak.99999.0.tmp share/.a.txt.tmp
	vg-progress -d out --every 1 --out share/a.txt 2>log 3>&- &
	follower=$!
	wait_until 5 test -f share/a.txt
	until rm -f share/a.txt && mkdir share/a.txt 2>/dev/null; do :; done
	wait_until 5 page_says '^Copies: *1 of 1 failed: share/a.txt: must be a regular file'
	rmdir share/a.txt
	wait_until 5 test -f share/a.txt
	kill "$follower"
	run find share -name '.*' -printf '%f\n'
	assert_equal "$(sort <<<"$output")" $'.a.txt.bak.99999.0.tmp\n.a.txt.tmp'
}

# For $1 seconds, PROGRESS.txt must never be older than 3 seconds.
stays_fresh() {
	local n
	for ((n = 0; n < $1; n++)); do
		sleep 1
		assert [ $(($(date +%s) - $(stat -c %Y out/PROGRESS.txt))) -le 3 ]
	done
}

# Opening the share hangs for a minute, even after SIGKILL, as on a network
# share whose server has died.
@test "a share that hangs is reported, and delays neither the run nor its end" {
	need_strace
	mkdir share
	strace -D -f -o trace -P share -e trace=openat,open \
		-e inject=openat,open:delay_enter=60000000 \
		vg-progress -d out --every 1 --out share/a.txt --html share/a.html \
		--exec 'echo >>ran' 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	tracer=$(sed -n 's/^TracerPid:\t//p' "/proc/$follower/status")
	stays_fresh 9
	commit_next
	wait_until 5 page_says '^Completed: *100 '
	wait_until 5 page_says '^Copies: *2 of 2 failed: share/a.txt: hangs: not written after 10 seconds$'
	stays_fresh 4
	assert_equal "$(grep -c 'vg-progress: .*hangs: not written' log)" 2
	# vg-progress has ended
	wait_until 5 test -s ran
	# and only one child was started for the share that hangs
	assert_equal "$(grep -c '"share"' trace)" 2
	make_by_hand out "${plan[@]}"
	before=$SECONDS
	wait "$follower" && code=0 || code=$?
	assert [ $((SECONDS - before)) -le 5 ]
	kill -KILL "$tracer"
	assert_equal "$code" 3
	page_says '^Status: *COMPLETE$'
	page_says '^Copies: *2 of 2 failed'
	assert_equal "$(grep -c '^vg-progress' log)" 2
	run ls -A share
	assert_output ''
}

# Each fsync of the directory takes 4 s.
@test "a slow share gets the newest text, and delays nothing" {
	need_strace
	mkdir share
	strace -D -f -o trace -P "$PWD/share" -e trace=fsync \
		-e inject=fsync:delay_enter=4000000 \
		vg-progress -d out --every 1 --out share/a.txt --exec 'echo >>ran' 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	commit_next
	commit_next
	commit_next
	wait_until 3 page_says '^Completed: *300 '
	wait_until 15 page_says '^Completed: *300 ' share/a.txt
	wait_until 15 test -s ran
	stays_fresh 3
	make_by_hand out "${plan[@]}"
	wait "$follower"
	cmp out/PROGRESS.txt share/a.txt
	refute page_says ^Copies
	assert [ "$(grep -c fsync trace)" -ge 3 ]
}

@test "--exec runs with the file after each update; its failures are reported and delay nothing" {
	# shellcheck disable=SC2016 # for the hook
	run -1 vg-progress -d out --quiet --once --exec 'cp "$1" copy; echo hello'
	assert_output hello
	cmp out/PROGRESS.txt copy
	run -1 vg-progress -d out --quiet --once --exec 'exit 7'
	assert_output 'vg-progress: --exec exit 7: status 7'
	page_says '^Command: *failed 1 of 1 time, last: status 7$'
	# shellcheck disable=SC2016 # for the hook
	vg-progress -d out --every 1 --exec 'echo $$ >>hangs; exec sleep 100' 2>log 3>&- &
	follower=$!
	wait_until 5 test -s hangs
	commit_next
	wait_until 5 page_says '^Completed: *100 '
	assert_equal "$(wc -l <hangs)" 1
	wait_until 15 page_says '^Command: *failed 1 of 1 time, last: killed after 10 seconds$'
	wait_until 15 grep -q 'killed after 10 seconds' log
	run -1 kill -0 "$(head -n 1 hangs)"
	# the update that became due meanwhile runs now
	is_run_again() { [ "$(wc -l <hangs)" -eq 2 ]; }
	wait_until 5 is_run_again
	kill "$follower"
	xargs kill <hangs 2>/dev/null || :
}

# A dataset of 8 sparse checkpoints of 2 GB: they use no disk space, but take
# seconds to hash.
make_large() {
	vg-plan -d out -n 8 -i 1 --frames 1 --size 8 >/dev/null
	"$PYTHON" - <<-'END'
		import os, subprocess, time, xxhash
		size, block = 2 << 30, bytes(1 << 24)
		h = xxhash.xxh3_128()
		for _ in range(size // len(block)):
		    h.update(block)
		fingerprint = subprocess.run("vg-plan -d out --fingerprint".split(),
		                             capture_output=True, text=True).stdout.strip()
		now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
		with open("out/MANIFEST.tsv", "w") as f:
		    f.write("# vg-manifest 1\n# xxh128\tfile\tfirst\tcount\tbytes\tcontent"
		            "\tfingerprint\tcommitted\tcheck\n")
		    for k in range(8):
		        name = f"checkpoint_{k:05d}.npz"
		        with open("out/" + name, "w") as file:
		            file.truncate(size)
		        line = "\t".join([h.hexdigest(), name, str(k), "1", str(size), "0" * 16,
		                          fingerprint, now])
		        f.write(line + "\t" + xxhash.xxh3_64_hexdigest(line.encode()) + "\n")
	END
}

verified() { sed -n 's/^Verifying: *\([0-9]*\) of 8 files$/\1/p' out/PROGRESS.txt; }
verified_is() { [ "$(verified)" -ge "$1" ] 2>/dev/null; }

@test "while large files are hashed, updates continue, and the judgement waits for all of them" {
	rm -r out
	make_large
	vg-progress -d out --quiet --every 1 --html page.html --stalled-exit 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	looks=0 before=0
	while kill -0 "$follower" 2>/dev/null && ! page_says 'COMPLETE'; do
		cp out/PROGRESS.txt seen
		page_says '^Status: *RUNNING$' seen || break
		page_says '^Completed: *8 / 8 (100.0%)$' seen
		page_says '^ETA: *unknown$' seen
		now=$(sed -n 's/^Verifying: *\([0-9]*\) of 8 files$/\1/p' seen)
		assert [ "$now" -ge "$before" ]
		assert [ "$now" -le 8 ]
		[ "$now" -eq "$before" ] || looks=$((looks + 1))
		before=$now
		assert [ $(($(date +%s) - $(stat -c %Y out/PROGRESS.txt))) -le 3 ]
		sleep 0.2
	done
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	assert [ "$looks" -ge 2 ]
	# their hashes are right, and they are no archives
	page_says '^Status: *INCOMPLETE$'
	page_says '^Refused: *out/checkpoint_00000.npz: not a zip archive'
	assert_equal "$(cat log)" ''
}

@test "a file that changes while others are hashed is hashed again" {
	rm -r out
	make_large
	sleep 1000 3>&- &
	worker=$!
	vg-progress -d out --every 1 --pid "$worker" 2>log 3>&- &
	follower=$!
	wait_until 60 verified_is 2
	# change one byte of a verified file, and restore its time
	touch -r out/checkpoint_00000.npz when
	printf x | dd of=out/checkpoint_00000.npz bs=1 seek=1000000 conv=notrunc status=none
	touch -r when out/checkpoint_00000.npz
	kill "$worker"
	wait "$worker" || :
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	page_says '^Status: *INCOMPLETE$'
	page_says '^Completed: *7 / 8 (87.5%)$'
}

@test "a checkpoint that is deleted during the run is not counted, and the run not COMPLETE" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	commit_next
	commit_next
	wait_until 10 page_says '^Completed: *200 '
	rm out/checkpoint_00000.npz
	wait_until 10 page_says '^Completed: *100 '
	vg-render -d out 200-299 300-399 400-499 500-599 | vg-pack -d out >/dev/null
	wait_until 10 page_says '^Completed: *500 / 600 (83.3%)$'
	kill -0 "$follower"
	refute page_says ' COMPLETE'
	commit_next
	wait "$follower"
	page_says '^Status: *COMPLETE$'
}

@test "with a checkpoint damaged during the run, it is not COMPLETE until that is made again" {
	vg-progress -d out --every 1 --html page.html 2>log 3>&- &
	follower=$!
	commit_next
	commit_next
	wait_until 10 page_says '^Completed: *200 '
	printf '\377' | dd of=out/checkpoint_00001.npz bs=1 seek=700 conv=notrunc status=none
	vg-render -d out 200-299 300-399 400-499 500-599 | vg-pack -d out >/dev/null
	wait_until 10 page_says '^Completed: *500 / 600 (83.3%)$'
	wait_until 10 grep -q 'checkpoint_00001.npz: damaged: its hash' page.html
	sleep 2.5
	kill -0 "$follower"
	refute page_says ' COMPLETE'
	vg-plan -d out --skip-done --verify | vg-render -d out | vg-pack -d out >/dev/null
	wait "$follower"
	page_says '^Status: *COMPLETE$'
}

@test "a plan that grows during the run is COMPLETE only with the added samples" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	vg-render -d out 0-99 100-199 200-299 300-399 400-499 | vg-pack -d out >/dev/null
	wait_until 10 page_says '^Completed: *500 / 600 '
	vg-plan -d out -n 700 >/dev/null
	commit_next
	wait_until 10 page_says '^Completed: *600 / 700 '
	sleep 2.5
	kill -0 "$follower"
	refute page_says ' COMPLETE'
	commit_next
	wait "$follower"
	page_says '^Completed: *700 / 700 (100.0%)$'
	page_says '^Status: *COMPLETE$'
}

@test "a run of only failures is reported as such, and never COMPLETE" {
	sleep 1000 3>&- &
	worker=$!
	vg-progress -d out --every 1 --pid "$worker" --html page.html 2>log 3>&- &
	follower=$!
	wait_until 10 test -e page.html
	vg-render -d out 0-99 | head -c 200000 >broken
	for _ in 1 2 3 4 5; do
		run -1 vg-pack -d out <broken
	done
	wait_until 10 page_says '^Failed: *5 times, 1 range; most often 0-99: 5$'
	kill "$worker"
	wait "$worker" || :
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	page_says '^Status: *INCOMPLETE$'
	page_says '^Completed: *0 / 600 (0.0%)$'
	assert_equal "$(grep -c 'status">INCOMPLETE<' page.html)" 1
}
