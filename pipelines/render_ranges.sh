#!/bin/sh
# render_ranges.sh DIR ROOM RANGE...
#
# One job of vg-run: render RANGEs of the dataset in DIR, and commit them. It
# reports on descriptor 3, a line each, as lib/run/reports.h says; to run it by
# hand, add 3>&1. A job gets several ranges if they are small, because starting
# a job takes as long as some samples. If it fails, it makes each range alone,
# so that one bad range does not cost the others. Status 255 ends the run: vg-run
# is gone, less than ROOM bytes are free, or the system failed.

dir=$1 room=$2
shift 2
newline='
'

# one_line TEXT: set line to TEXT without line ends and tabs.
one_line() {
	line=''
	ifs=$IFS
	IFS=$newline'	'
	set -f
	for part in $1; do line=$line${line:+; }$part; done
	set +f
	IFS=$ifs
}

# Write the records of RANGE...: with the command that vg-run --renderer was given,
# which finds the dataset in VG_DIR, or with ours.
render() {
	case ${VG_RUN_RENDERER-} in
	'') vg-render --lend -d "$dir" "$@" ;;
	*) VG_DIR=$dir sh -c "$VG_RUN_RENDERER \"\$@\"" renderer "$@" </dev/null ;;
	esac
}

# Make RANGE..., set status and why.
make() {
	# a dead vg-run reads no more
	(printf 'begin\n' >&3) 2>/dev/null || exit 255
	why=$(vg-forecast -d "$dir" --room "$room" 2>&1) || {
		one_line "$why"
		printf 'stop\t%.400s\n' "$line" >&3
		exit 255
	}
	# both statuses, as the last line "r0 p0": a renderer that fails between two ranges leaves a
	# complete stream
	# shellcheck disable=SC2086 # two lines made one
	why=$({ both=$({ { render "$@" 3>&- 5>&-
		echo "r$?" >&5; } | { vg-pack -d "$dir" >&3 5>&-
		echo "p$?" >&5; }; } 5>&1); } 2>&1; echo $both)
	both=${why##*"$newline"}
	why=${why%"$both"}
	status=${both#*p}
	status=${status%% *}
	[ "${status:-3}" != 0 ] || {
		status=${both#*r}
		status=${status%% *}
	}
	case $status in '' | *[!0-9]*) status=3 ;; esac
	one_line "$why"
	[ "$status" -ne 0 ] || {
		[ -z "$line" ] || printf 'said\t%.400s\n' "$line" >&3
		return 0
	}
	for range; do
		printf 'failed\t%s\t%s\t%.400s\n' "$range" "$status" "$line" >&3
	done
	[ "$status" -ne 3 ] || exit 255
	return "$status"
}

make "$@" && exit
[ "$#" -gt 1 ] || exit "$status"
failed=0
for range; do make "$range" || failed=$status; done
exit "$failed"
