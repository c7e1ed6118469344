# shellcheck shell=bash
# Four requirements of jobs that run for minutes or days, as bats helpers for
# any command. Each runs the command, watches it from outside, and on failure
# prints in one sentence what was seen:
#
#   longrun_checkpoints N GLOB COMMAND…
#       N files that match GLOB appear while the command runs: not at its end,
#       not half of them at once, and none disappears.
#
#   longrun_progress FILE SECONDS COMMAND…
#       FILE exists, is whole at every read (not empty, with a newline at its
#       end; set watch_whole to your own command to check more), and is never
#       unchanged for SECONDS.
#
#   longrun_resume KILLS GLOB DIGEST COMMAND…
#       The command runs to the end in ./whole. In ./killed, all its processes
#       are killed at once, KILLS times at random moments, and it is run again.
#       Checkpoints that existed at a kill are not made again, and the shell
#       command DIGEST prints the same in both. SEED= repeats the moments. Set
#       watch_finished to a command if a file $1 that exists may be unfinished.
#
#   longrun_outputs FILE 'COPY…' COMMAND…
#       Each COPY of FILE appears in the first three quarters of the run, and
#       equals FILE at the end.
#
# All but longrun_resume need a fresh start. It uses watch.bash. A
# test of your own job:
#
#   load longrun
#   @test "it resumes where it stopped" {
#       longrun_resume 3 'part_*' 'cat part_*' python3 job.py
#   }

# shellcheck source=tests/watch.bash
. "$(dirname "${BASH_SOURCE[0]}")/watch.bash"

# Print the reason, then the last output of the job, and fail.
longrun_fail() {
	echo "$1"
	[ ! -s "$watch_work/said" ] || tail -n 3 "$watch_work/said" | sed 's/^/    /'
	return 1
}

longrun_run() {
	watch_work=$PWD/.longrun
	watch_run "$@"
	[ "$watch_status" -eq 0 ] || longrun_fail "status $watch_status: $*"
}

longrun_checkpoints() {
	local wanted=$1 said
	watch_glob=$2
	shift 2
	longrun_run "$@" || return
	said=$(verdict_checkpoints "$wanted") || longrun_fail "checkpoints: $said"
}

longrun_progress() {
	local page=$1 seconds=$2 said
	watch_page=$1
	shift 2
	longrun_run "$@" || return
	said=$(verdict_page "$seconds") || longrun_fail "$page: $said"
}

longrun_outputs() {
	local source=$1 copies=$2 copy late_ms=-1
	shift 2
	for copy in $copies; do rm -f "$copy"; done
	watch_work=$PWD/.longrun
	watch_start "$@"
	while kill -0 "$watch_pid" 2>/dev/null; do
		if [ "$late_ms" -lt 0 ]; then
			late_ms=$(($(now_ms) - watch_began_ms))
			for copy in $copies; do [ -s "$copy" ] || late_ms=-1; done
		fi
		sleep 0.1
	done
	wait "$watch_pid" || longrun_fail "status $?: $*" || return
	if [ "$late_ms" -lt 0 ] || [ $((late_ms * 4)) -gt $((($(now_ms) - watch_began_ms) * 3)) ]; then
		longrun_fail "while it ran, there was no $copies" || return
	fi
	for copy in $copies; do
		cmp -s -- "$source" "$copy" ||
			longrun_fail "$copy is not $source" || return
	done
}

# Kill the job $2… after $1 ms, and record its checkpoints.
longrun_kill_after() {
	local after_ms=$1
	shift
	watch_start "$@"
	longrun_is_time() { [ $(($(now_ms) - watch_began_ms)) -ge "$after_ms" ]; }
	watch_until longrun_is_time
	kill_family "$watch_pid"
	checkpoint_marks >"$watch_work/marks"
}

longrun_resume() {
	local kills=$1 digest=$3 whole_ms kept=0 said whole
	watch_glob=$2
	shift 3
	RANDOM=${SEED:-$RANDOM}
	mkdir -p whole killed
	watch_work=$PWD/.longrun
	cd whole || return
	watch_run "$@"
	[ "$watch_status" -eq 0 ] || longrun_fail "status $watch_status: $*" || return
	whole=$(sh -c "$digest")
	whole_ms=$(($(now_ms) - watch_began_ms))
	cd ../killed || return
	for ((; kills > 0; kills--)); do
		longrun_kill_after $((whole_ms * (20 + RANDOM % 50) / 100)) "$@"
		watch_start "$@"
		if [ -s "$watch_work/marks" ]; then
			kept=1
			sleep 0.3
			said=$(verdict_kept "$watch_work/marks") || longrun_fail "$said" || return
		fi
		kill_family "$watch_pid"
	done
	[ "$kept" -eq 1 ] || longrun_fail "there was no checkpoint at any kill" || return
	checkpoint_marks >"$watch_work/marks"
	watch_run "$@"
	[ "$watch_status" -eq 0 ] || longrun_fail "again, status $watch_status: $*" || return
	said=$(verdict_kept "$watch_work/marks") || longrun_fail "$said" || return
	[ "$(sh -c "$digest")" = "$whole" ] ||
		longrun_fail "the result is not that of an uninterrupted run" || return
	cd ..
}
