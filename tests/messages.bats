#!/usr/bin/env bats
# Messages and the live line of vg-progress: a message that cannot be printed is
# lost, and nothing else; a live line fits its terminal.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 600 -i 100 --frames 4 --size 32 >/dev/null
}

# Run a command whose standard error is a pipe that nobody reads.
unheard() {
	"$PYTHON" -c '
import os, subprocess, sys
got, put = os.pipe()
os.close(got)
with open("stdout", "wb") as out:
    sys.exit(subprocess.run(sys.argv[1:], stderr=put, stdout=out).returncode)' "$@"
}

on_terminal() { "$PYTHON" "$repo/tests/terminal.py" "$@"; }

@test "a tool whose messages go to a closed pipe ends as it would have" {
	run -2 unheard vg-plan --frames 0
	run -2 unheard vg-render -d out 7-3
	run -1 unheard vg-pack -d out </dev/null
	run -2 unheard vg-view --nonsense
	run -2 unheard vg-forecast
	run -1 unheard vg-progress -d out --once
	make_by_hand out
	for k in 0 1 2 3 4 5; do
		printf x >>"out/checkpoint_0000$k.npz"
	done
	run -1 unheard vg-verify -d out
	assert_equal "$(grep '^Checkpoints:' stdout)" 'Checkpoints:  0 whole, 6 damaged, 0 missing'
	run -3 unheard vg-progress -d out --once --exec 'exit 7' --out nowhere/a.txt
	assert_equal "$(grep -c '^Command: *failed 1 ' out/PROGRESS.txt)" 1
}

@test "a filter whose standard output nobody reads still ends silently" {
	run bash -c 'vg-plan -n 100000000 -i 1000 | head -n 1; echo ${PIPESTATUS[0]}'
	assert_output $'0-999\n141'
	run bash -c 'vg-render -d out 0-599 | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}'
	assert_output 141
}

@test "a live line whose reader goes away does not end the watch" {
	vg-render -d out | vg-pack -d out 2>/dev/null || :
	unheard vg-progress -d out --every 1 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	make_by_hand out
	wait "$follower"
	grep -q '^Status: *COMPLETE$' out/PROGRESS.txt
}

# The lines that a terminal of $1 columns would show on top of each other.
shown() { tr '\r' '\n' <said | sed 's/\x1b\[K//g' | grep .; }

@test "the live line fits the terminal, whatever its width" {
	vg-render -d out 0-99 | vg-pack -d out >/dev/null
	for columns in 1 2 10 20 39 40 50 60 79 80 81 200; do
		on_terminal --columns "$columns" vg-progress -d out --once >said || :
		widest=$(shown | awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }')
		[ "$widest" -lt "$columns" ] || fail "$columns columns: $(cat -v said)"
	done
	# the most important parts are left
	on_terminal --columns 50 vg-progress -d out --once >said || :
	assert_regex "$(shown)" '^[A-Z]+ 100 / 600 \(16\.6%\)'
	on_terminal --columns 20 vg-progress -d out --once >said || :
	assert_regex "$(shown)" '^[A-Z]+'
}

@test "a terminal that becomes narrow gets a line that fits" {
	vg-render -d out 0-99 | vg-pack -d out >/dev/null
	sleep 4 3>&- &
	on_terminal --columns 80 --resize 1.5:30 vg-progress -d out --pid $! >said || :
	sed 's/.*<resized>//' said >after
	# one line may have been under way
	widest=$(tr '\r' '\n' <after | sed 's/\x1b\[K//g' | tail -n +3 |
		awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }')
	assert [ "$widest" -gt 5 ]
	assert [ "$widest" -lt 30 ]
}

@test "without a terminal that overwrites lines, there is a plain one at the end" {
	for term in dumb ''; do
		TERM=$term on_terminal vg-progress -d out --once >said || :
		assert_equal "$(grep -c '0 / 600' said)" 1
		assert_equal "$(tr -d '\r\n' <said | grep -c '[^ -~]')" 0
	done
	env -u TERM "$PYTHON" "$repo/tests/terminal.py" vg-progress -d out --once >said || :
	assert_equal "$(tr -d '\r\n' <said | grep -c '[^ -~]')" 0
	run --separate-stderr vg-progress -d out --once
	assert_regex "$stderr" '^[A-Z]+ 0 / 600 \(0\.0%\)  0/s  0:00:[0-9]{2}$'
	run vg-progress -d out --once --quiet
	assert_output ''
	TERM=dumb on_terminal vg-progress -d out --once --quiet >said || :
	assert_equal "$(cat said)" ''
	# while it follows, no more often than once a minute
	vg-progress -d out 2>log 3>&- &
	follower=$!
	make_by_hand out
	wait "$follower"
	assert_equal "$(wc -l <log)" 1
	assert_regex "$(cat log)" '^COMPLETE 600 / 600 \(100\.0%\)'
}

@test "the terminal's tostop does not stop a tool in the background" {
	make_by_hand out
	run -0 on_terminal --background vg-progress -d out
	assert_output --partial 'COMPLETE 600 / 600'
	run -2 on_terminal --background vg-plan --frames 0
	assert_output --partial 'vg-plan: --frames 0: must be'
}
