#!/usr/bin/env bats
# Signals, terminals and lost messages: what a run does with them.
load helper

scene=(-n 20000 -i 50 --frames 4 --size 16x16)

# Processes of the run whose state is $1, as a letter of ps.
in_state() {
	local name pid
	for name in vg-run xargs sh vg-render vg-pack vg-progress; do
		for pid in $(processes "$name"); do
			grep -q "^State:.$1" "/proc/$pid/status" 2>/dev/null && echo "$pid"
		done
	done
}
nobody_works() { [ -z "$(processes vg-run)$(processes xargs)$(processes vg-render)$(processes vg-pack)$(processes vg-progress)" ]; }
made() { compgen -G 'out/checkpoint_*' | wc -l; }
begun() { [ "$(made)" -ge 5 ]; }

start() {
	(exec generate.sh -d out -j 2 "${scene[@]}" "$@" >log 2>&1) 3>&- &
	job=$!
	wait_until 20 begun
}

@test "TERM and INT end a run whose workers are stopped" {
	for signal in TERM INT; do
		rm -rf out
		# a shell's background job ignores INT
		"$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' generate.sh -d out -j 2 "${scene[@]}" >log 2>&1 3>&- &
		job=$!
		wait_until 20 begun
		for name in xargs sh vg-render vg-pack; do
			for pid in $(processes "$name"); do kill -STOP "$pid" || :; done
		done
		kill -"$signal" "$job"
		wait "$job" && code=0 || code=$?
		assert [ "$code" -eq 143 ] || [ "$code" -eq 130 ]
		wait_until 5 nobody_works
		grep -q '^Status: *INCOMPLETE' out/PROGRESS.txt
	done
}

@test "Ctrl-Z stops all of a run, and CONT continues all of it" {
	scene[1]=3000
	"$PYTHON" -c 'import os, signal, sys
os.setpgid(0, 0)
signal.signal(signal.SIGTSTP, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' generate.sh -d out -j 2 "${scene[@]}" >log 2>&1 3>&- &
	job=$!
	wait_until 20 begun
	kill -TSTP "$job"
	all_stopped() { [ -z "$(in_state '[RSD]')" ]; }
	wait_until 10 all_stopped
	before=$(made)
	sleep 0.5
	assert_equal "$(made)" "$before"
	kill -CONT "$job"
	wait "$job"
	grep -q '^Account: *3000 planned = 3000 present + 0 failed$' log
}

@test "Ctrl-C ends a loop of runs, too" {
	cat >loop.sh <<-'END'
		for d in a b c; do generate.sh -d "$d" -j 2 -n 20000 -i 50 --frames 4 --size 16x16; done
	END
	"$PYTHON" - <<-'END'
		import glob, os, signal, subprocess, time
		run = subprocess.Popen(["bash", "loop.sh"], stdout=open("log", "w"), stderr=subprocess.STDOUT,
		    start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
		while len(glob.glob("a/checkpoint_*")) < 5: time.sleep(0.01)
		os.killpg(run.pid, signal.SIGINT)
		assert run.wait(timeout=20) == -signal.SIGINT
	END
	assert [ ! -e b ]
	grep -q 'run the same command again to continue' log
}

@test "messages that nobody reads are no failure" {
	tree_with vg-render <<-'END'
		case "$*" in *.forecast.*) ;; *' 200-249'*) echo 'vg-render: lamp broken' >&2; exit 1 ;; esac
		exec REAL "$@"
	END
	scene[1]=4000
	(tree/pipelines/generate.sh -d out -j 2 "${scene[@]}" || echo $? >code) 2>&1 | head -n 1
	assert_equal "$(cat code)" 1
	assert_equal "$(made)" 79
	# nor for a complete one
	run bash -c 'set -o pipefail; generate.sh -d out -j 2 2>&1 | head -n 1'
	assert_success
	assert_clean out
}

@test "on a terminal with tostop, workers that print are not stopped" {
	tree_with vg-render <<-'END'
		case "$*" in *.forecast.*) ;; *) echo 'vg-render: the lamp flickers' >&2 ;; esac
		exec REAL "$@"
	END
	"$PYTHON" - <<-'END'
		import os, pty, sys, termios
		pid, fd = pty.fork()
		if pid == 0:
		    mode = termios.tcgetattr(0)
		    mode[3] |= termios.TOSTOP
		    termios.tcsetattr(0, termios.TCSANOW, mode)
		    os.execvp("tree/pipelines/generate.sh", ["generate.sh", "-d", "out", "-j", "2", "-n", "1000",
		        "-i", "50", "--frames", "4", "--size", "16x16"])
		text = b""
		while True:
		    try: data = os.read(fd, 4096)
		    except OSError: break
		    if not data: break
		    text += data
		code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
		assert code == 0, (code, text[-2000:])
		assert b"the lamp flickers" in text
	END
	assert_clean out
}

@test "nohup, cron's environment, a closed standard input, timeout" {
	scene[1]=400
	run nohup generate.sh -d a -j 2 "${scene[@]}"
	assert_success
	run env -i HOME=/ PATH=/usr/bin:/bin "$(command -v generate.sh)" -d b -j 2 "${scene[@]}"
	assert_success
	run generate.sh -d c -j 2 "${scene[@]}" <&-
	assert_success
	printf '1\n2\n3\n' >lines
	while read -r line; do
		generate.sh -d "d$line" -j 2 "${scene[@]}" >>log
	done <lines
	assert_clean d3
	scene[1]=200000
	run timeout 2 generate.sh -d e -j 2 "${scene[@]}" --no-rehearsal
	assert_failure 124
	wait_until 5 nobody_works
	# HUP is ignored under nohup
	(exec nohup generate.sh -d out -j 2 "${scene[@]}" -n 4000 >log 2>&1) 3>&- &
	job=$!
	wait_until 20 begun
	kill -HUP "$job"
	wait "$job"
	assert_clean out
}
