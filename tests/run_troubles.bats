#!/usr/bin/env bats
# What surrounds a run and is not its fault: odd jobs, descriptors, terminals.
load helper

scene=(-n 200 -i 50 --frames 4 --size 16x16)

# A job, ./job, that does what standard input says before its work, but not in
# the trial for the forecast.
job_with() {
	{
		# shellcheck disable=SC2016 # for the job
		printf '#!/bin/bash\ncase $1 in *.forecast.*) ;; *) %s ;; esac\n' "$(cat)"
		printf 'exec %q "$@"\n' "$(command -v render_ranges.sh)"
	} >job
	chmod +x job
}

@test "a daemon that a job leaves is not waited for" {
	# shellcheck disable=SC2016 # for the job
	job_with <<<'setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $! >>daemons'
	run timeout -s KILL 40 vg-run -d out -j 2 --job ./job "${scene[@]}" 3>&-
	xargs kill <daemons || :
	assert_success
	assert_clean out
}

@test "a thousand inherited descriptors are refused, and crash nothing" {
	run "$PYTHON" - "${scene[@]}" <<-'END'
		import os, resource, sys
		resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
		for _ in range(1100): os.set_inheritable(os.open("/dev/null", os.O_RDONLY), True)
		os.execvp("generate.sh", ["generate.sh", "-d", "out", "-j", "2"] + sys.argv[1:])
	END
	assert_failure 3
	assert_output --partial 'Too many open files'
}

@test "the rehearsal that is advised has the same job" {
	job_with <<<:
	run vg-run -d out -j 2 --job ./job "${scene[@]}" --rehearse-above 0
	assert_failure 1
	assert_output --regexp 'vg-rehearse .*--job ./job'
}

@test "a log on a full disk is no failure of the dataset" {
	[ -w /dev/full ] || skip "needs /dev/full"
	run bash -c 'generate.sh -d out -j 2 "$@" >/dev/full' generate "${scene[@]}"
	assert_success
	assert_clean out
}

@test "the trial has no more workers than the dataset has checkpoints" {
	mkdir bin
	printf '#!/bin/sh\nwc -l >>lines\nexit 1\n' >bin/xargs
	chmod +x bin/xargs
	PATH=$PWD/bin:$PATH run generate.sh -d out -j 100000 "${scene[@]}"
	assert_failure 1
	assert_equal "$(sort -n lines | tail -n 1)" 8
}

@test "a sweep between making and locking a trial's directory costs another try" {
	command -v strace >/dev/null || skip "needs strace"
	strace -o calls -e trace=mkdirat,mkdir -e inject=mkdirat:delay_exit=1000000:when=1 \
		vg-run -d a -j 2 --job render_ranges.sh "${scene[@]}" >log 2>&1 3>&- &
	trial() { compgen -G '.forecast.*' >/dev/null; }
	wait_until 20 trial
	run generate.sh -d b -j 2 "${scene[@]}"
	assert_success
	wait "$!"
	assert_clean a
}

@test "Ctrl-Z does nothing where no shell can continue the run" {
	scene[1]=4000
	"$PYTHON" - "${scene[@]}" <<-'END'
		import glob, os, pty, sys, time
		pid, fd = pty.fork()
		if pid == 0:
		    os.execvp("generate.sh", ["generate.sh", "-d", "out", "-j", "2"] + sys.argv[1:])
		typed = False
		while True:
		    if not typed and len(glob.glob("out/checkpoint_*")) >= 5:
		        typed = os.write(fd, b"\x1a") == 1
		    try:
		        if not os.read(fd, 4096): break
		    except OSError: break
		assert typed and os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
	END
	assert_clean out
}

@test "files that are not what their names say are neither read for ever nor overwritten" {
	make_by_hand out "${scene[@]}"
	ln -s /dev/zero out/.failures
	run timeout -s KILL 20 generate.sh -d out -j 2 "${scene[@]}" -n 400
	assert_success
	rm -f out/.failures out/MANIFEST.tsv
	echo precious >diary
	ln -s ../diary out/MANIFEST.tsv
	run generate.sh -d out -j 2
	assert_failure
	assert_equal "$(cat diary)" precious
}

@test "GNU parallel takes nothing in a directory's name for its own" {
	for name in 'p{= `touch pwned` =}' 'b{}' 'b{1}' 'b{#}' 'c{.}'; do
		run generate.sh --parallel -d "$name" -j 2 "${scene[@]}"
		assert_success
		rm "$name/checkpoint_00001.npz"
		run generate.sh --parallel -d "$name" -j 2
		assert_success
	done
	assert [ ! -e pwned ]
}

@test "a job that is killed does not end the run" {
	scene=(-n 3000 -i 50 --frames 4 --size 16x16)
	tree_with vg-render <<-'END'
		case "$*" in
		*.forecast.*) ;;
		*' 500-549'*) mkdir once 2>/dev/null && kill -KILL "$(ps -o ppid= -p "$PPID")" ;;
		esac
		exec REAL "$@"
	END
	for engine in '' --parallel; do
		rm -rf out once
		run tree/pipelines/generate.sh $engine -d out -j 2 "${scene[@]}"
		[ "$status" -eq 0 ] || assert_line --regexp '^Account: +3000 planned = 29[05]0 present'
		assert [ -d once ]
		assert [ "$(compgen -G 'out/checkpoint_*' | wc -l)" -ge 58 ]
	done
	# a program of one's own that crashes on one range
	cat >job <<-'END'
		#!/bin/bash
		case $* in *200-249*) kill -SEGV $$ ;; esac
		exec render_ranges.sh "$@"
	END
	chmod +x job
	rm -rf out
	run vg-run --job ./job -d out -j 2 "${scene[@]}"
	assert_failure 1
	assert [ "$(compgen -G 'out/checkpoint_*' | wc -l)" -ge 58 ]
}

@test "a program of one's own ends the run with status 255, and says why" {
	# shellcheck disable=SC2016 # for the job
	job_with <<<'echo "$*" >>calls; printf "stop\tthe lamp is out\n" >&3; exit 255'
	run vg-run --job ./job -d out -j 1 "${scene[@]}"
	assert_failure 1
	assert_line --regexp '^ +stopped: the lamp is out$'
	assert_equal "$(wc -l <calls)" 1
}

@test "a rehearsal that is killed while it holds the workers stopped leaves nobody behind" {
	rehearse.sh -d out -j 2 -n 20000 -i 200 >log 2>&1 3>&- &
	job=$!
	# it does so for a second: a shell would look too late
	"$PYTHON" - "$job" <<-'END'
		import os, signal, sys, time
		def state(pid):
		    try:
		        with open(f"/proc/{pid}/stat") as stat:
		            return stat.read().rsplit(")", 1)[1].split()[0]
		    except OSError:
		        return "Z"
		def is_ours(pid):
		    try:
		        return os.readlink(f"/proc/{pid}/cwd") == os.getcwd()
		    except OSError:
		        return False
		while state(sys.argv[1]) != "Z":
		    if any(state(pid) == "T" and is_ours(pid) for pid in filter(str.isdigit, os.listdir("/proc"))):
		        os.kill(int(sys.argv[1]), signal.SIGKILL)
		        sys.exit()
		    time.sleep(0.01)
		sys.exit("no worker was stopped")
	END
	wait "$job" || :
	gone() { ! pgrep -f "$PWD/out/.rehearsal|-d out/.rehearsal" >/dev/null; }
	wait_until 15 gone
}

@test "TERM ends a run that waits for others" {
	make_by_hand out "${scene[@]}"
	flock out/PLAN.txt sleep 60 3>&- &
	holder=$!
	sleep 0.2
	(exec generate.sh -d out -j 2 -n 4000 >log 2>&1) 3>&- &
	job=$!
	sleep 1.5
	kill -TERM "$job"
	gone() { ! kill -0 "$job" 2>/dev/null; }
	wait_until 5 gone
	kill "$holder"
	# a reader that does not read
	cat >job <<-'END'
		#!/bin/sh
		i=0
		while [ $i -lt 2000 ]; do printf 'said\tthe lamp flickers %060d\n' $i >&3; i=$((i + 1)); done
		exec render_ranges.sh "$@"
	END
	chmod +x job
	mkfifo pipe
	sleep 60 <pipe 3>&- &
	reader=$!
	(exec vg-run --job ./job -d out -j 2 -n 4000 >pipe 2>&1) 3>&- &
	job=$!
	sleep 2
	kill -TERM "$job"
	wait_until 15 gone
	kill "$reader"
}

@test "a stopped vg-progress is not waited for" {
	(exec generate.sh -d out -j 2 "${scene[@]}" -n 8000 >log 2>&1) 3>&- &
	job=$!
	wait_until 20 test -e out/checkpoint_00004.npz
	kill -STOP "$(processes vg-progress)"
	gone() { ! kill -0 "$job" 2>/dev/null; }
	wait_until 30 gone
	wait "$job"
	grep -q '^Status: *COMPLETE' out/PROGRESS.txt
}

@test "an output that cannot be one is refused before anything is made" {
	mkdir folder
	make_by_hand made "${scene[@]}"
	for out in '' folder . made/PLAN.txt /dev/null; do
		run generate.sh -d out -j 2 "${scene[@]}" --out "$out"
		assert_failure
		assert [ ! -e out ]
		run generate.sh -d made -j 2 -n 400 --out "$out"
		assert_failure
		grep -q '^samples = 200$' made/PLAN.txt
	done
}

@test "Ctrl-Z stops a rehearsal with its run, and the pause fails no check" {
	"$PYTHON" -c 'import os, signal, sys
os.setpgid(0, 0)
signal.signal(signal.SIGTSTP, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' rehearse.sh -d out -j 2 -n 20000 -i 100 >log 2>&1 3>&- &
	job=$!
	made() { find out -name 'checkpoint_*' | wc -l; }
	begun() { [ "$(made)" -ge 6 ]; }
	wait_until 30 begun
	kill -TSTP "$job"
	sleep 1
	before=$(made)
	sleep 6
	assert_equal "$(made)" "$before"
	kill -CONT "$job"
	wait "$job" || grep -q FALLING log
	! grep '^FAIL' log | grep -v FALLING
}

@test "if the clock is set back during a run, it tells no negative time" {
	! sanitized || skip "a sanitizer must be loaded first"
	cc -shared -fPIC -o set_back.so "$repo/tests/set_back.c" -ldl 2>cc.log ||
		skip "cannot build a library to preload"
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) ;; *' 1000-1049'*) touch set-back ;; esac
		exec REAL "$@"
	END
	LD_PRELOAD=$PWD/set_back.so run tree/pipelines/generate.sh -d out -j 2 "${scene[@]}" -n 3000
	assert_success
	assert [ -e set-back ]
	assert_line --regexp '^Time: +0:00:[0-9]{2}$'
	refute_output --regexp '(^| )-[0-9]+( s|:)'
	assert_clean out
}
