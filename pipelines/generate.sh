#!/bin/bash
# generate.sh -d DIR [options] [vg-plan's options]
#
# Make a dataset on this machine: plan it, forecast what it will take, render
# what is missing, follow the progress, verify, print the account and the
# digest. Whatever happens, the same command again goes on. Status 0 only if
# the dataset is complete.
#
#   -d, --dir DIR             dataset directory
#   -j, --jobs N              workers (default: one a processor)
#       --parallel            run them with GNU parallel instead of xargs
#   -o, --out FILE            keep a copy of PROGRESS.txt there; may be repeated
#       --html FILE           keep a web page there: see vg-progress(1), and for
#       --exec CMD            what is run after each update
#       --every SECONDS       update it at least so often (default 30)
#       --forecast            only say what it would take
#       --rehearse-above SECONDS
#                             what takes longer wants a rehearsal that passed,
#                             see rehearse.sh (default 300)
#       --no-rehearsal        start without one; REHEARSAL.txt notes it
#       --reserve BYTES       of the disk, to be left free (default: 1 %, at
#                             most 1 GB)
#       --alone               leave other datasets beside DIR out of account
#
# vg-plan --help lists the others: samples, interval, what the videos show.
set -eu
{ # read to its end before it begins: it may be replaced during a long run

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

# One range a job, or several if they are small: to start one takes as long as
# some samples. When that fails, each alone, so that the others are made. A
# system that fails, such as a full disk, ends the run (255 stops xargs); a
# worker that was killed does not. A job does not begin when this script is
# gone, or when there is no room on the disk.
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
	# one that fails between two ranges leaves a stream that is whole
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

# How many of the ranges $1 a job gets: at most 500 samples, and so few that
# each worker gets 16 jobs, or the last one would be waited for.
batch() {
	local count size=${1%%$'\n'*}
	size=$((${size#*-} - ${size%-*} + 1))
	count=$(wc -l <<<"$1")
	count=$((count / (16 * jobs)))
	((count <= 500 / size)) || count=$((500 / size))
	echo $((count > 0 ? count : 1))
}

# Make the ranges $3 of the dataset $1. A job wants $2 bytes free.
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

# Make $1 samples twice with each job in $run/part, same scene: in checkpoints
# of as many, or as large as the dataset's.
make_part() {
	local interval
	interval=$(planned interval)
	[ "$interval" -le "$1" ] || interval=$1
	rm -rf -- "$run/part"
	plan_part "$run/part" $((2 * $1 * jobs)) "$interval"
	(work "$run/part" 0 "$(vg-plan -d "$run/part")")
}

# Set forecast and its result, from the last part; also for the datasets $@.
take_forecast() {
	forecast=$(vg-forecast -d "$dir" --like "$run/part" -j "$jobs" \
		--limit "$above" ${reserve:+--reserve "$reserve"} -- "$@") || : # see below
	result=$(value_of Result <<<"$forecast")
	[ -n "$result" ] || {
		say "$dir: no forecast could be made, see above; nothing was begun"
		exit 3
	}
}

# Set forecast and its result, from the smallest part that tells enough: one
# that took a while, and not by starting alone, or a fiftieth of all.
make_forecast() {
	local each next missing took before=1000 least=1
	for each in 1 8 64 256 1024; do
		[ "$each" -ge "$least" ] || continue
		make_part "$each" || {
			say "$dir: a first part could not be made, see above; nothing was begun"
			exit 3
		}
		take_forecast
		next=$((16 * each * jobs))
		took=$(value_of Measured <<<"$forecast" |
			sed 's/.*, \([0-9]*\)\.\([0-9]*\) s.*/\1\20/; s/^0*\(.\)/\1/')
		missing=$(value_of Missing <<<"$forecast")
		missing=${missing%% *}
		# where the first are gone in a moment, eight tell no more
		if [ "$each" -eq 1 ] && [ "$took" -lt 100 ] &&
			[ $((50 * 128 * jobs)) -le "$missing" ]; then
			least=64
			next=$((2 * least * jobs))
		fi
		# what grows less than the samples do was starting and syncing
		[ "$took" -lt 3000 ] || break
		[ "$took" -lt 1000 ] || [ "$took" -lt $((2 * before)) ] || break
		before=$took
		[ "$result" != 'TOO LARGE' ] || [ "$each" -lt 64 ] || break
		if [ "$result" = FITS ] && [ -z "$only_forecast" ]; then
			[ $((50 * next)) -le "$missing" ] || break
		fi
		[ $((4 * next)) -le "$missing" ] || break
	done
	# to look through what stands beside it may take longer than all of this
	find_others
	[ ${#others[@]} -eq 0 ] || take_forecast "${others[@]}"
	rm -rf -- "$run/part"
}

# Not enough room: stop, with the numbers.
refuse_large() {
	say "$dir: there is no room for the rest; nothing was rendered"
	grep -e '^Missing' -e '^Beside' -e 'NOT ENOUGH$' <<<"$forecast" >&2
	! grep -q '^Beside' <<<"$forecast" ||
		say "--alone leaves out what stands beside it"
	exit 1
}

# Long, and not rehearsed because of $1: stop, or take it down.
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
	say "$dir: this would take ${time%: LONG}, and $1."
	say "Rehearse it first, in two minutes or less:"
	printf '    %s' "$(dirname -- "$0")/rehearse.sh" >&2
	printf ' %q' "${asked[@]}" >&2
	printf '\nor start without, with --no-rehearsal.\n' >&2
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
	# A small part tells too much rather than too little, for it has to start.
	printf 'Forecast:     at most %s and %s\n' \
		"$(value_of Time <<<"$forecast" | sed 's/.* - //; s/:* LONG//')" \
		"$(value_of Disk <<<"$forecast" | cut -d , -f 1)"
}

# The last word of PROGRESS.txt, where vg-progress did not live to say it.
last_page() { vg-progress -d "$dir" ${outs[@]+"${outs[@]}"} --once --quiet || :; }

workers='' followed=0
# vg-progress ends by itself when the workers are gone, with a last true page.
# shellcheck disable=SC2317 # traps call it
stop() {
	trap '' INT TERM HUP
	if [ -n "$workers" ]; then
		kill -TERM -- "-$workers" 2>/dev/null || :
		wait
	fi
	say "stopped; the same command again goes on from here"
	exit 130
}
trap stop INT TERM HUP

if [ -z "$ranges" ] && [ -n "$only_forecast" ]; then
	echo "Nothing is missing in $dir."
	exit 0
elif [ -n "$ranges" ]; then
	ask
	work_began=1
	# what it cannot write is better known now than at the end
	vg-progress -d "$dir" --every "$every" ${outs[@]+"${outs[@]}"} --once --quiet ||
		[ $? -eq 1 ] || exit 3
	room=$(value_of Room <<<"$forecast")
	# A process group of their own, so that all of them can be stopped.
	set -m
	work "$dir" "${room%% *}" "$ranges" &
	workers=$!
	set +m
	vg-progress -d "$dir" --every "$every" ${outs[@]+"${outs[@]}"} --pid "$workers" &
	follower=$!
	wait "$follower" || followed=$?
	wait "$workers" || say "some of the work failed, see below"
	# xargs does not wait for the others when one ends the run
	kill -TERM -- "-$workers" 2>/dev/null || :
	[ "$followed" -le 1 ] || last_page
else
	work_began=1
	last_page
fi

# Planned = present + failed, from the report $1, and why.
account() {
	local present planned
	read -r present planned < <(sed -n 's|^Coverage: *\([0-9]*\) / \([0-9]*\) .*|\1 \2|p' <<<"$1") ||
		return 0
	printf 'Account:      %s planned = %s present + %s failed\n' \
		"$planned" "$present" "$((planned - present))"
	[ "$present" -ne "$planned" ] || return 0
	vg-verify -d "$dir" --list 2>/dev/null | list_failed
}

# For each range on standard input that failed, the first ten of them, the
# last message of those who had it; how many were not even begun, and why.
list_failed() {
	# -v would take a backslash in the name for an escape
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
			if (failed > 10) printf "    and %d ranges more\n", failed - 10
			if (left > 0) printf "    %d samples were not begun, or are damaged, from %s on\n", left, first
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
	say "not complete; the same command again makes what is missing"
	! grep -q '^Checkpoints: .* [1-9][0-9]* damaged' <<<"$report" ||
		say "and what is damaged: vg-verify -d '$dir' --list | vg-render -d '$dir' | vg-pack -d '$dir'"
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
