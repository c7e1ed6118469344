# shellcheck shell=bash disable=SC2034 # the sourcing script uses the variables
# Start a long job, observe it from outside, kill it, and judge what was seen.
# This works for any job. The caller sets:
#
#   watch_glob    pattern of its checkpoints' names, for example out/part_*.npz
#   watch_page    its progress file
#   watch_whole   command whose status says whether the copy $1 of the progress
#                 file is complete (default: it is not empty, and ends with a
#                 newline)
#   watch_finished command whose status says whether the checkpoint $1, which
#                 exists, is finished (default: it is)
#   watch_work    directory for the observations
#   watch_limit_s kill the job after this time, with status 124 (default 3600)
#
# Each verdict_* function prints one sentence and returns 0 or 1.

watch_glob='' watch_page='' watch_whole=watch_ends_whole watch_finished=true watch_work=.
watch_limit_s=3600 watch_pid='' watch_status=''

watch_ends_whole() { [ -s "$1" ] && [ -z "$(tail -c 1 -- "$1")" ]; }

now_ms() {
	local t=${EPOCHREALTIME:-$SECONDS.000000}
	echo $((10#${t/[.,]/} / 1000))
}

# Print "PID KIB NAME" of process $1 and of all its descendants.
family() {
	ps -A -o pid= -o ppid= -o rss= -o comm= | awk -v root="$1" '
		{
			p = $1; parent[p] = $2; kib[p] = $3
			sub(/^ *[0-9]+ +[0-9]+ +[0-9]+ +/, "")
			sub(/.*\//, "") # macOS prints full paths
			name[p] = $0
		}
		END {
			for (p in parent) {
				for (q = p; q != root && q in parent && q > 1; q = parent[q])
					;
				if (q == root)
					print p, kib[p], name[p]
			}
		}'
}

# Stop process $1 and its descendants, except those whose name matches $2.
# Repeat until no new process has appeared.
stop_family() {
	local pids was=''
	while pids=$(family "$1" | awk -v not="${2:-^$}" '$3 !~ not { print $1 }' | sort) &&
		[ "$pids" != "$was" ]; do
		# shellcheck disable=SC2086 # words on purpose
		kill -STOP $pids 2>/dev/null || :
		was=$pids
	done
}

# Kill process $1 and its descendants at once, as a power cut would.
kill_family() {
	stop_family "$1"
	# shellcheck disable=SC2046 # words on purpose
	kill -KILL $(family "$1" | cut -d ' ' -f 1) 2>/dev/null || :
	wait "$1" 2>/dev/null || :
}

checkpoints() { compgen -G "$watch_glob" || :; }
count_checkpoints() { checkpoints | grep -c . || :; }

# Start the job "$@". Its output goes to $watch_work/said.
watch_start() {
	mkdir -p -- "$watch_work"
	rm -f -- "$watch_work/seen"
	"$@" >"$watch_work/said" 2>&1 3>&- &
	watch_pid=$!
	watch_began_ms=$(now_ms)
}

# Observe the job once and append a line to $watch_work/seen: time in ms, number
# of checkpoints, checksum of the page or -, 1 if the page was complete, KiB of
# all processes.
watch_look() {
	local sum='-' whole=1 kib
	if cp -- "$watch_page" "$watch_work/page" 2>/dev/null; then
		sum=$(cksum <"$watch_work/page" | tr ' ' .)
		"$watch_whole" "$watch_work/page" || whole=0
	fi
	kib=$(family "$watch_pid" | awk '{ s += $2 } END { print s + 0 }')
	echo "$(($(now_ms) - watch_began_ms)) $(count_checkpoints) $sum $whole $kib" \
		>>"$watch_work/seen"
}

# Observe the job until it ends or the command "$@" succeeds.
watch_until() {
	while kill -0 "$watch_pid" 2>/dev/null; do
		watch_look
		! "$@" || return 0
		if [ $(($(now_ms) - watch_began_ms)) -gt $((watch_limit_s * 1000)) ]; then
			kill_family "$watch_pid"
			watch_status=124
			return 0
		fi
		sleep 0.1
	done
	watch_status=0
	wait "$watch_pid" 2>/dev/null || watch_status=$?
	watch_look
}

# Run the job to its end and observe it.
watch_run() {
	watch_start "$@"
	watch_until false
}

# All $1 checkpoints appeared, none vanished, no more than half of them appeared
# at once, and no gap between them was longer than half of the run.
verdict_checkpoints() {
	awk -v wanted="$1" '
		BEGIN { if ((getline < ARGV[1]) > 0) { before = $2; last = $1; first = $2; start = $1 } }
		{
			if ($2 < before) vanished = before - $2
			if ($2 - before > jump) { jump = $2 - before; at = $1 }
			if ($2 > before) { if ($1 - last > gap) gap = $1 - last; last = $1 }
			before = $2; end = $1
		}
		END {
			if (end - last > gap) gap = end - last
			all = end - start
			if (before != wanted) { print before + 0 " of " wanted " appeared"; exit 1 }
			if (vanished) { print vanished " vanished"; exit 1 }
			if (wanted > 2 && jump * 2 > wanted) {
				printf "%d of %d appeared at once, after %.1f s of %.1f\n", jump, wanted, at / 1000, all / 1000
				exit 1
			}
			if (wanted > 2 && gap * 2 > all && all > 1000) {
				printf "none appeared for %.1f s of %.1f\n", gap / 1000, all / 1000
				exit 1
			}
			printf "%d of %d, up to %.1f s apart\n", before, wanted, gap / 1000 + 0.05
		}' "$watch_work/seen"
}

# The progress file appeared, was complete whenever read, and was never unchanged
# for more than $1 seconds.
verdict_page() {
	awk -v limit="$1" '
		$3 != "-" && !$4 && !torn { torn = $1 }
		$3 != "-" { reads++ }
		$3 != before { if (NR > 1 && $1 - last > gap) gap = $1 - last; last = $1; changes++; before = $3 }
		NR == 1 { last = $1 }
		{ end = $1 }
		END {
			if (end - last > gap) gap = end - last
			if (!reads) { print "it never appeared"; exit 1 }
			if (torn) { printf "half-written when read after %.1f s\n", torn / 1000; exit 1 }
			if (gap > limit * 1000) {
				printf "did not change for %.1f s; the limit is %d s\n", gap / 1000, limit
				exit 1
			}
			printf "%d reads, %d changes, up to %.1f s apart\n", reads, changes - 1, gap / 1000 + 0.05
		}' "$watch_work/seen"
}

# Print a line per checkpoint that differs if the file is written again.
checkpoint_marks() {
	local file
	checkpoints | while IFS= read -r file; do
		"$watch_finished" "$file" || continue
		# shellcheck disable=SC2012 # options of stat differ between systems
		printf '%s %s\n' "$(ls -in -- "$file" | awk '{ print $1, $6 }')" \
			"$(cksum <"$file") $file"
	done | sort
}

# The checkpoints in file $1, from checkpoint_marks, still exist, unchanged.
verdict_kept() {
	local all left
	all=$(grep -c . "$1" || :)
	left=$(checkpoint_marks | comm -12 "$1" - | grep -c . || :)
	echo "$left of $all checkpoints kept"
	[ "$all" -gt 0 ] && [ "$left" -eq "$all" ]
}
