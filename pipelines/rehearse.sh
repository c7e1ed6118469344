#!/bin/bash
# rehearse.sh -d DIR [options of generate.sh] [vg-plan's options]
#
# Rehearse a long run: make about a tenth of the dataset in DIR.rehearsal, with
# the same scene, disk, jobs and outputs; make it again, kill a worker, kill all
# processes and resume; check the results. Print one line per check and a
# forecast of the run, and write both to DIR/REHEARSAL.txt, which generate.sh
# requires for a long run. Exit status 0 is PASS, 1 is FAIL.
#
#       --samples N           samples to make (default: a tenth, at least five
#                             seconds of work and six checkpoints per worker)
#       --seconds N           limit the time to about N seconds (default 120)
#       --keep                do not remove DIR.rehearsal
#
# generate.sh --help lists the other options.
set -eu
{ # bash reads all of a group before it runs it: the file may then be replaced

me=rehearse.sh
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=pipelines/launch.bash
. "$here/launch.bash"
# shellcheck source=pipelines/watch.bash
. "$here/watch.bash"

samples='' seconds=120 keep=''
own_valued='--samples --seconds'
own_option() {
	case $1 in
	--samples) number "$@" && samples=$2 ;;
	--seconds) number "$@" && seconds=$2 ;;
	--keep) keep=1 ;;
	*) return 1 ;;
	esac
}
# Leave nothing behind but REHEARSAL.txt: restore the plan, and rewrite the
# progress files that show the rehearsal.
owned='' page_written=''
leave() {
	[ -z "$watch_pid" ] || kill_family "$watch_pid"
	[ -z "$owned" ] || [ -n "$keep" ] || rm -rf -- "$scratch"
	[ -n "$plan_is_new" ] || put_plan_back
	[ -z "$page_written" ] ||
		vg-progress -d "$dir" --once --quiet ${outs[@]+"${outs[@]}"} >/dev/null 2>&1 || :
	if [ -n "$plan_is_new" ]; then
		rm -f -- "$dir/PROGRESS.txt" 2>/dev/null || :
		put_plan_back
	fi
	rm -rf -- "$run"
}

take_options "$@"
check_tools
remember_plan
trap leave EXIT
vg-plan -d "$dir" ${plan_options[@]+"${plan_options[@]}"} >/dev/null || exit $?
check_writable

generate=("$here/generate.sh" -j "$jobs" ${reserve:+--reserve "$reserve"})
[ "$runner" = xargs ] || generate+=("--$runner")

# Make the scratch directory on DIR's disk: beside DIR, or inside it if DIR is a
# mount point or its parent is not writable. OWNER in it names host and process.
disk_of() { df -P -- "$1" | awk 'END { print $1, $NF }'; }
claim_scratch() {
	local at host pid
	at=$(cd -- "$dir" && pwd -P)
	scratch=$at.rehearsal
	if [ ! -w "${at%/*}/" ] || [ "$(disk_of "$at")" != "$(disk_of "${at%/*}/")" ]; then
		scratch=$at/.rehearsal
	fi
	if [ -e "$scratch" ] && ! rmdir -- "$scratch" 2>/dev/null; then
		read -r host pid 2>/dev/null <"$scratch/OWNER" || {
			say "$scratch: exists, but is not from a rehearsal; move it away"
			exit 1
		}
		if [ "$host" != "$(uname -n)" ] || kill -0 "$pid" 2>/dev/null; then
			say "$scratch: another rehearsal is running, process $pid on $host;"
			say "if it is not, remove this directory"
			exit 1
		fi
		# workers that it left behind stop when their directory is gone
		mv -- "$scratch" "$scratch.$$"
		rm -rf -- "$scratch.$$" 2>/dev/null || { sleep 1 && rm -rf -- "$scratch.$$"; }
	fi
	mkdir -- "$scratch" || exit 3
	owned=1
	printf '%s %s\n' "$(uname -n)" $$ >"$scratch/OWNER"
}

passed=0 failed=0 failures=''
# check STATUS TITLE OBSERVATION: print and count the result of a check.
check() {
	local word=PASS
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		word=FAIL failed=$((failed + 1))
		failures="${failures}Failed:      $2: $3"$'\n'
	fi
	printf '%s  %s: %s\n' "$word" "$2" "$3"
}

# check_verdict TITLE COMMAND...: check by COMMAND's status and output.
check_verdict() {
	local title=$1 said status=0
	shift
	said=$("$@") || status=$?
	check "$status" "$title" "$said"
}

# Check line $2 of the forecast, with title $1: it fails if the line ends in
# capitals or is missing.
check_forecast() {
	local line status=0
	line=$(value_of "$2" <<<"$forecast")
	! [[ $line =~ :\ [A-Z\ ]+$ ]] || status=1
	[ -n "$line" ] || line="unknown: ${forecast##*$'\n'}" status=1
	check "$status" "$1" "$line"
}

# Set forecast from the part $1 and the memory log $2.
take_forecast() {
	find_others
	forecast=$(vg-forecast -d "$dir" --like "$1" -j "$jobs" \
		${reserve:+--reserve "$reserve"} --memory "$2" -- \
		${others[@]+"${others[@]}"} 2>&1) || :
}

# Set samples, interval and checkpoints of the rehearsal. All workers get the
# same number of checkpoints, so that none is idle at the end.
choose_size() {
	local rate rounds=12 total interval_planned
	total=$(planned samples)
	interval_planned=$(planned interval)
	rate=$(value_of Rate <<<"$forecast")
	rate=${rate%%.*}
	[ "$rate" -gt 0 ] || rate=1
	if [ -z "$samples" ]; then
		samples=$((total / 10))
		[ "$samples" -ge $((5 * rate)) ] || samples=$((5 * rate))
	fi
	# 2/5 of the time for each of two runs, the rest for the checks
	[ "$samples" -le $((rate * seconds * 2 / 5)) ] || samples=$((rate * seconds * 2 / 5))
	[ "$samples" -le "$total" ] || samples=$total
	[ "$samples" -ge $((8 * rounds * jobs)) ] || rounds=6
	interval=$((samples / (rounds * jobs)))
	[ "$interval" -le "$interval_planned" ] || interval=$interval_planned
	[ "$interval" -ge 1 ] || interval=1
	[ $((samples / (interval * jobs))) -le "$rounds" ] ||
		rounds=$((samples / (interval * jobs)))
	checkpoints=$((rounds * jobs))
	samples=$((checkpoints * interval))
}

# The job to watch: make the scratch dataset $1.
job() {
	exec "${generate[@]}" -d "$1" --every 1 --alone --rehearse-above 4000000000 \
		${outs[@]+"${outs[@]}"}
}

page_is_whole() {
	[[ $(head -n 1 -- "$1") = Status:* ]] && [[ $(tail -n 1 -- "$1") = 'Last update: '*Z ]]
}

# Plan the dataset $1 in the scratch directory, and set it as the one to watch.
look_at() {
	plan_part "$scratch/$1" "$samples" "$interval"
	watch_glob=$scratch/$1/checkpoint_'*'.npz
	watch_page=$scratch/$1/PROGRESS.txt
	watch_whole=page_is_whole
	watch_work=$scratch/seen.$1
	watch_limit_s=$seconds
}

# Succeed if the job ended COMPLETE; otherwise print its last output.
verdict_ended() {
	if [ "$watch_status" -eq 0 ] && grep -q '^Result: *COMPLETE$' "$watch_work/said"; then
		echo "COMPLETE, all hashes match"
		return
	fi
	[ "$watch_status" -ne 124 ] || echo "not finished after $watch_limit_s s"
	[ "$watch_status" -eq 124 ] || printf 'status %s, last output: %s\n' "$watch_status" \
		"$(grep -v -e '^$' -e '^xargs: ' "$watch_work/said" | tail -n 2 | tr '\n' ' ' | cut -c 1-160)"
	return 1
}

verdict_output() {
	if cmp -s -- "$1" "$watch_page"; then
		echo "equals PROGRESS.txt"
	else
		echo "is missing, or differs from PROGRESS.txt"
		return 1
	fi
}

# Make the dataset without interruption, and check it.
rehearse_whole() {
	local i
	look_at whole
	watch_run job "$scratch/whole"
	check_verdict 'the run completes and verifies' verdict_ended
	check_verdict 'checkpoints appear at their interval' verdict_checkpoints "$checkpoints"
	check_verdict 'PROGRESS.txt is whole when read' verdict_page 5
	for ((i = 0; i < ${#outs[@]}; i += 2)); do
		[ "${outs[i]}" != --out ] ||
			check_verdict "--out ${outs[i + 1]}" verdict_output "${outs[i + 1]}"
	done
	awk '$2 > 0 { print $5 }' "$watch_work/seen" >"$scratch/memory"
}

enough_checkpoints() { [ "$(count_checkpoints)" -ge "$1" ]; }

# PROGRESS.txt must change although all workers are stopped and nothing is
# committed.
verdict_between() {
	local before
	stop_family "$watch_pid" 'vg-progress|generate[.]sh'
	sleep 0.3
	before=$(count_checkpoints)
	cp -- "$watch_page" "$watch_work/page" 2>/dev/null || :
	sleep 3
	if ! kill -0 "$watch_pid" 2>/dev/null; then
		echo 'the run ended before this check; use more --samples'
	elif [ "$(count_checkpoints)" -ne "$before" ]; then
		echo 'checkpoints appeared although all workers were stopped'
	elif [ ! -e "$watch_page" ] || cmp -s -- "$watch_page" "$watch_work/page"; then
		echo "no change in 3 s, after $before checkpoints"
	else
		echo "yes, after $before checkpoints"
		return
	fi
	return 1
}

# Print the process number of the newest vg-pack.
any_worker() { family "$watch_pid" | awk '$3 == "vg-pack" { print $1 }' | sort -n | tail -n 1; }

# Make the dataset again: kill a worker, kill all, resume, and compare.
rehearse_killed() {
	local worker
	look_at killed
	watch_start job "$scratch/killed"
	watch_until enough_checkpoints $((checkpoints / 4))
	while kill -0 "$watch_pid" 2>/dev/null && ! enough_checkpoints "$checkpoints"; do
		worker=$(any_worker)
		[ -z "$worker" ] || ! kill -KILL "$worker" 2>/dev/null || break
		sleep 0.02
	done
	watch_until enough_checkpoints $((checkpoints / 2))
	check_verdict 'PROGRESS.txt changes between checkpoints' verdict_between
	kill_family "$watch_pid"
	# a checkpoint that is in no manifest yet may be made again
	checkpoint_marks | grep -F "$(contents killed | cut -f 2 | sed 's/^/\//')" \
		>"$watch_work/marks" || :
	watch_run job "$scratch/killed"
	check_verdict 'a killed run completes when resumed' verdict_ended
	check_verdict 'finished checkpoints are not made again' verdict_kept "$watch_work/marks"
	check_verdict 'the result equals an uninterrupted run' verdict_equal
	watch_pid=''
}

contents() { grep -v '^#' "$scratch/$1/MANIFEST.tsv" 2>/dev/null | cut -f 1-4 | sort -u; }
verdict_equal() {
	if [ -n "$(contents whole)" ] && [ "$(contents whole)" = "$(contents killed)" ]; then
		value_of Digest <"$watch_work/said"
	else
		echo "$(comm -13 <(contents whole) <(contents killed) | grep -c . || :) archives differ"
		return 1
	fi
}

check_page_of_dir() {
	local said status=0
	page_written=1
	said=$(vg-progress -d "$dir" --once --quiet 2>&1) || status=$?
	[ "$status" -ne 1 ] || status=0
	check "$status" "PROGRESS.txt in $dir can be written" "${said:-yes}"
}

check_room() {
	check_forecast disk Disk
	check_forecast files Files
}

conclude() {
	local result=PASS
	[ "$failed" -eq 0 ] || result=FAIL
	{
		printf 'Result:      %s\n' "$result"
		printf 'When:        %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
		binding
		printf '%s' "$failures"
		printf 'Checks:      %s passed, %s failed\n' "$passed" "$failed"
		grep -v -e '^Result' -e '^Room' <<<"$forecast" || :
	} | write_rehearsal
	grep -e '^Missing' -e '^Measured' -e '^Time' <<<"$forecast" || :
	[ -z "$keep" ] || printf 'Kept:        %s\n' "$scratch"
	printf 'Result:      %s, in %s/REHEARSAL.txt\n' "$result" "$dir"
	[ "$failed" -eq 0 ] && exit 0 || exit 1
}

claim_scratch
trap 'say "stopped; REHEARSAL.txt is unchanged"; exit 130' INT TERM HUP

status=0
forecast=$("${generate[@]}" -d "$dir" --forecast ${alone:+--alone}) || status=$?
if [ "$status" -gt 1 ]; then
	exit "$status"
elif [ -z "$(value_of Rate <<<"$forecast")" ]; then
	printf '%s\n' "$forecast"
	exit "$status"
fi
choose_size
printf 'Rehearsing:  %s samples in %s checkpoints of %s, twice\n' \
	"$samples" "$checkpoints" "$interval"
check_page_of_dir
if [ "$(value_of Result <<<"$forecast")" = 'TOO LARGE' ]; then
	check_room
	conclude
fi
rehearse_whole
rehearse_killed
take_forecast "$scratch/whole" "$scratch/memory"
check_forecast throughput Rate
check_forecast size Size
check_forecast memory Memory
check_room
conclude
}
