#!/bin/bash
# generate.sh -d DIR [options] [vg-plan's options]
#
# Make a dataset on this machine: plan it, forecast time and disk space, render
# what is missing, show the progress, verify, and print a summary and the
# digest. If it stops for any reason, run the same command again to continue.
# Exit status 0 only if the dataset is complete.
#
#   -d, --dir DIR             dataset directory
#   -j, --jobs N              workers (default: one per processor)
#       --parallel            run them with GNU parallel instead of xargs
#   -o, --out FILE            copy PROGRESS.txt to FILE; may be repeated
#       --html FILE           keep a web page in FILE; see vg-progress(1)
#       --exec CMD            run CMD after each update; see vg-progress(1)
#       --every SECONDS       update at least this often (default 30)
#       --forecast            print the forecast and stop
#       --rehearse-above SECONDS
#                             require a passed rehearsal for a longer run; see
#                             rehearse.sh (default 300)
#       --no-rehearsal        start a long run without; REHEARSAL.txt records it
#       --reserve BYTES       disk space to keep free (default: 1 %, at most
#                             1 GB)
#       --alone               ignore other unfinished datasets beside DIR
#
# vg-plan --help lists the other options: samples, interval, scene.
set -eu
{ # bash reads all of a group before it runs it: the file may then be replaced

me=generate.sh
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=pipelines/launch.bash
. "$here/launch.bash"

only_forecast='' no_rehearsal=''
own_option() {
	case $1 in
	--forecast) only_forecast=1 ;;
	--no-rehearsal) no_rehearsal=1 ;;
	*) return 1 ;;
	esac
}
asked=("$@")
take_options "$@"
check_tools

begun=$(date +%s)
remember_plan
work_began=''
# shellcheck disable=SC2317 # traps call it
leave() {
	[ -n "$work_began" ] || put_plan_back
	rm -rf -- "$run"
}
trap leave EXIT
ranges=$(vg-plan -d "$dir" --skip-done ${plan_options[@]+"${plan_options[@]}"}) || exit $?

# A job makes one range, or several small ones, because starting a job takes as
# long as some samples. If a job of several ranges fails, it makes each range
# alone, so that one bad range does not cost the others. A system failure, for
# example a full disk, ends the run (status 255 stops xargs); a killed worker
# does not. A job does not start when this script is gone or the disk is full.
# shellcheck disable=SC2016 # for the inner shell
job='script=$1 room=$2 notes=$3
shift 3
make() {
	kill -0 "$script" 2>/dev/null || exit 255
	vg-forecast -d "$0" --room "$room" 2>>"$notes" || exit 255
	[ ! -e "$notes.$$" ] || rm -f -- "$notes.$$"
	why=$({ { vg-render --lend -d "$0" "$@" || echo "$?" >"$notes.$$"; } |
		vg-pack -d "$0" >/dev/null; } 2>&1)
	status=$?
	# a renderer that fails between two ranges leaves a complete stream
	[ "$status" -ne 0 ] || [ ! -e "$notes.$$" ] || read -r status <"$notes.$$"
	[ -z "$why" ] || printf "%s\n" "$why" >&2
	[ "$status" -ne 0 ] || return 0
	for one; do printf "%s\t%s\t%s\n" "$one" "$status" "$why" >>"$notes"; done
	[ "$status" -ne 3 ] || exit 255
	return "$status"
}
make "$@" && exit
[ "$#" -gt 1 ] || exit "$status"
failed=0
for range; do make "$range" || failed=$status; done
exit "$failed"'

# Print how many of the ranges $1 a job gets: at most 500 samples, and at most
# 1/16 of a worker's share, so that no worker runs long after the others.
batch() {
	local count size=${1%%$'\n'*}
	size=$((${size#*-} - ${size%-*} + 1))
	count=$(wc -l <<<"$1")
	count=$((count / (16 * jobs)))
	((count <= 500 / size)) || count=$((500 / size))
	echo $((count > 0 ? count : 1))
}

# Make the ranges $3 of the dataset $1. A job needs $2 bytes free to start.
work() {
	local each
	each=$(batch "$3")
	case $runner in
	xargs)
		exec xargs -P "$jobs" -n "$each" sh -c "$job" "$1" $$ "$2" "$run/failed" <<<"$3"
		;;
	parallel)
		exec parallel --will-cite --no-notice -j "$jobs" --halt soon,fail=3 \
			-n "$each" --quote sh -c "$job" "$1" $$ "$2" "$run/failed" <<<"$3"
		;;
	esac
}

# Make a dataset of the same scene in $run/part: 2 * $1 samples per worker, in
# checkpoints of $1 samples, or of the dataset's interval if that is smaller.
make_part() {
	local interval
	interval=$(planned interval)
	[ "$interval" -le "$1" ] || interval=$1
	rm -rf -- "$run/part"
	plan_part "$run/part" $((2 * $1 * jobs)) "$interval"
	(work "$run/part" 0 "$(vg-plan -d "$run/part")")
}

# Set forecast and result from the last part; the datasets $@ need room too.
take_forecast() {
	forecast=$(vg-forecast -d "$dir" --like "$run/part" -j "$jobs" \
		--limit "$above" ${reserve:+--reserve "$reserve"} -- "$@") || : # read below
	result=$(value_of Result <<<"$forecast")
	[ -n "$result" ] || {
		say "$dir: the forecast failed, see above; nothing was rendered"
		exit 3
	}
}

# Set forecast and result from the smallest part that is large enough: it took
# long, and not only to start, or the next would be over 1/50 of all.
make_forecast() {
	local each next missing took before=1000 least=1
	for each in 1 8 64 256 1024; do
		[ "$each" -ge "$least" ] || continue
		make_part "$each" || {
			say "$dir: the trial for the forecast failed, see above; nothing was rendered"
			exit 3
		}
		take_forecast
		next=$((16 * each * jobs))
		took=$(value_of Measured <<<"$forecast" |
			sed 's/.*, \([0-9]*\)\.\([0-9]*\) s.*/\1\20/; s/^0*\(.\)/\1/')
		missing=$(value_of Missing <<<"$forecast")
		missing=${missing%% *}
		# a part this fast tells nothing; skip the next size, 8
		if [ "$each" -eq 1 ] && [ "$took" -lt 100 ] &&
			[ $((50 * 128 * jobs)) -le "$missing" ]; then
			least=64
			next=$((2 * least * jobs))
		fi
		# time that grows less than the samples was spent on starting and syncing
		[ "$took" -lt 3000 ] || break
		[ "$took" -lt 1000 ] || [ "$took" -lt $((2 * before)) ] || break
		before=$took
		[ "$result" != 'TOO LARGE' ] || [ "$each" -lt 64 ] || break
		if [ "$result" = FITS ] && [ -z "$only_forecast" ]; then
			[ $((50 * next)) -le "$missing" ] || break
		fi
		[ $((4 * next)) -le "$missing" ] || break
	done
	# last, because reading the other datasets may take longer than all of this
	find_others
	[ ${#others[@]} -eq 0 ] || take_forecast "${others[@]}"
	rm -rf -- "$run/part"
}

# Stop: not enough room. Print the numbers.
refuse_large() {
	say "$dir: not enough room for the missing samples; nothing was rendered"
	grep -e '^Missing' -e '^Beside' -e 'NOT ENOUGH$' <<<"$forecast" >&2
	! grep -q '^Beside' <<<"$forecast" ||
		say "to ignore the other datasets, use --alone"
	exit 1
}

# The run is long, and no rehearsal counts, because $1: stop, or with
# --no-rehearsal record it in REHEARSAL.txt.
refuse_long() {
	local time was
	time=$(value_of Time <<<"$forecast")
	if [ -n "$no_rehearsal" ]; then
		was=$(cat -- "$dir/REHEARSAL.txt" 2>/dev/null) || was='Result:      NONE'
		printf '%s\nOverridden:  %s, --no-rehearsal, %s: %s\n' "$was" \
			"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${time%: LONG}" "$1" |
			write_rehearsal
		return
	fi
	say "$dir: this run would take ${time%: LONG}; $1"
	say "Rehearse it first, in two minutes or less:"
	printf '    %s' "$(dirname -- "$0")/rehearse.sh" >&2
	printf ' %q' "${asked[@]}" >&2
	printf '\nor use --no-rehearsal to start without one.\n' >&2
	exit 1
}

ask() {
	local why
	check_writable
	clear_leftovers
	mkdir -p -- "$run"
	make_forecast
	if [ -n "$only_forecast" ]; then
		printf '%s\n' "$forecast"
		[ "$result" = FITS ] && exit 0 || exit 1
	fi
	case $result in
	FITS) ;;
	'TOO LARGE') refuse_large ;;
	*) why=$(rehearsal_stands) || refuse_long "$why" ;;
	esac
	# The starting time of a small part makes this an upper bound.
	printf 'Forecast:     at most %s and %s\n' \
		"$(value_of Time <<<"$forecast" | sed 's/.* - //; s/:* LONG//')" \
		"$(value_of Disk <<<"$forecast" | cut -d , -f 1)"
}

# Write the final PROGRESS.txt, when vg-progress could not.
last_page() { vg-progress -d "$dir" ${outs[@]+"${outs[@]}"} --once --quiet || :; }

workers='' followed=0
# Stop the workers; vg-progress then writes the final page and ends by itself.
# shellcheck disable=SC2317 # traps call it
stop() {
	trap '' INT TERM HUP
	if [ -n "$workers" ]; then
		kill -TERM -- "-$workers" 2>/dev/null || :
		wait
	fi
	say "stopped; run the same command again to continue"
	exit 130
}
trap stop INT TERM HUP

if [ -z "$ranges" ] && [ -n "$only_forecast" ]; then
	echo "Nothing is missing in $dir."
	exit 0
elif [ -n "$ranges" ]; then
	ask
	work_began=1
	# report a file that cannot be written now, not at the end
	vg-progress -d "$dir" --every "$every" ${outs[@]+"${outs[@]}"} --once --quiet --pid $$ || followed=$?
	[ "$followed" -le 1 ] || exit "$followed"
	followed=0
	room=$(value_of Room <<<"$forecast")
	# set -m gives the workers their own process group, so that stop reaches all
	set -m
	work "$dir" "${room%% *}" "$ranges" &
	workers=$!
	set +m
	vg-progress -d "$dir" --every "$every" ${outs[@]+"${outs[@]}"} --pid "$workers" &
	follower=$!
	wait "$follower" || followed=$?
	wait "$workers" || say "some ranges failed, see below"
	# xargs does not wait for the other jobs when one ends the run
	kill -TERM -- "-$workers" 2>/dev/null || :
	[ "$followed" -le 1 ] || last_page
else
	work_began=1
	last_page
fi

# Print planned = present + failed, from the report $1, and the reasons.
account() {
	local present planned
	present=$(sed -n 's|^Coverage: *\([0-9]*\) / \([0-9]*\) .*|\1 \2|p' <<<"$1")
	[ -n "$present" ] || return 0
	planned=${present#* }
	present=${present% *}
	printf 'Account:      %s planned = %s present + %s failed\n' \
		"$planned" "$present" "$((planned - present))"
	[ "$present" -ne "$planned" ] || return 0
	vg-verify -d "$dir" --list 2>/dev/null | list_failed
}

# Read missing ranges. Print the last message of those that failed, at most ten,
# then how many samples were not started, and why.
list_failed() {
	# not -v, which would interpret a backslash in the name
	notes=$run/failed awk -F '\t' '
		BEGIN {
			notes = ENVIRON["notes"]
			while ((getline line < notes) > 0) {
				if (split(line, part, "\t") == 3 && part[1] ~ /^[0-9]+-[0-9]+$/) {
					range = part[1]
					why[range] = part[3]
					if (why[range] == "")
						why[range] = part[2] > 128 ? "killed by signal " part[2] - 128 : "status " part[2]
				} else if (line ~ /^vg-forecast: /)
					room = line
				else if (range != "" && line != "")
					why[range] = why[range] "; " line
			}
		}
		$1 in why { if (++failed <= 10) printf "    %s  %s\n", $1, why[$1]; next }
		{ split($1, end, "-"); left += end[2] - end[1] + 1; if (first == "") first = $1 }
		END {
			if (failed > 10) printf "    and %d more ranges\n", failed - 10
			if (left > 0) printf "    %d samples not started, or damaged, from %s on\n", left, first
			if (room != "") print "    stopped: " room
		}'
}

status=0
report=$(vg-verify -d "$dir") || status=$?
account "$report"
[ -z "$report" ] || printf '%s\n' "$report"
size=$(du -sh -- "$dir" | cut -f 1)
printf 'Size:         %s in %s\n' "$size" "$dir"
printf 'Time:         %d s\n' $(($(date +%s) - begun))
if [ "$status" -ne 0 ]; then
	say "not complete; run the same command again to make what is missing"
	! grep -q '^Checkpoints: .* [1-9][0-9]* damaged' <<<"$report" ||
		say "to repair damaged checkpoints: vg-verify -d '$dir' --list | vg-render -d '$dir' | vg-pack -d '$dir'"
	exit "$status"
fi
cat <<END

Load it:
    import glob, numpy as np
    files = sorted(glob.glob("$dir/checkpoint_*.npz"))
    data = np.load(files[0]); print(data["videos"].shape, data["labels"][:8])
END
exit 0
}
