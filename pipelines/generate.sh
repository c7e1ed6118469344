#!/bin/bash
# generate.sh [-j JOBS] [--parallel] -d DIR [vg-plan's options]
#
# Make a dataset on this machine: plan it, render what is missing with JOBS
# workers (default: one a processor) under xargs or, with --parallel, GNU
# parallel, follow the progress, verify, print the digest. Whatever happens,
# the same command again goes on. Status 0 only if the dataset is complete.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
[ ! -x "$here/../build/vg-plan" ] || PATH=$here/../build:$PATH
export PATH

say() { printf 'generate.sh: %s\n' "$*" >&2; }
usage() {
	say "$1"
	say "usage: generate.sh [-j JOBS] [--parallel] -d DIR [vg-plan's options]"
	exit 2
}

dir='' jobs='' runner=xargs
n=$#
while [ "$n" -gt 0 ]; do
	arg=$1
	shift
	n=$((n - 1))
	case $arg in
	-d | --dir | -j | --jobs)
		[ "$n" -gt 0 ] || usage "$arg: needs an argument"
		case $arg in *d*) dir=$1 ;; *) jobs=$1 ;; esac
		shift
		n=$((n - 1))
		;;
	--dir=*) dir=${arg#*=} ;;
	--jobs=*) jobs=${arg#*=} ;;
	-d*) dir=${arg#-d} ;;
	-j*) jobs=${arg#-j} ;;
	--parallel) runner=parallel ;;
	--help | -h)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	*) set -- "$@" "$arg" ;; # vg-plan's: to the end of the line
	esac
done
[ -n "$dir" ] || usage "which directory? give -d DIR"
[ -n "$jobs" ] || jobs=$(getconf _NPROCESSORS_ONLN)
case $jobs in
'' | *[!0-9]* | 0*) usage "-j $jobs: not a number of jobs" ;;
esac
for tool in vg-plan vg-render vg-pack vg-progress vg-verify "$runner"; do
	command -v "$tool" >/dev/null || {
		say "$tool: not found; run make first, or install it"
		exit 3
	}
done

begun=$(date +%s)
ranges=$(vg-plan -d "$dir" --skip-done "$@") || exit $?

# One range a job, or several if they are small: to start one takes as long as
# some samples. When that fails, each alone, so that the others are made. A
# system that fails, such as a full disk, ends the run (255 stops xargs); a
# worker that was killed does not. A job does not begin when this script is
# gone.
# shellcheck disable=SC2016 # for the inner shell
job='script=$1
shift
make() {
	kill -0 "$script" 2>/dev/null || exit 255
	vg-render -d "$0" "$@" | vg-pack -d "$0" >/dev/null || {
		status=$?; [ "$status" -ne 3 ] || exit 255; return "$status"; }
}
make "$@" && exit
[ "$#" -gt 1 ] || exit "$status"
failed=0
for range; do make "$range" || failed=$status; done
exit "$failed"'

# How many ranges a job gets: at most 500 samples, and so few that each worker
# gets 16 jobs, or the last one would be waited for.
batch() {
	local count size=${ranges%%$'\n'*}
	size=$((${size#*-} - ${size%-*} + 1))
	count=$(wc -l <<<"$ranges")
	count=$((count / (16 * jobs)))
	((count <= 500 / size)) || count=$((500 / size))
	echo $((count > 0 ? count : 1))
}
work() {
	case $runner in
	xargs) exec xargs -P "$jobs" -n "$(batch)" sh -c "$job" "$dir" $$ ;;
	parallel)
		exec parallel --will-cite --no-notice -j "$jobs" --halt soon,fail=3 \
			-n "$(batch)" --quote sh -c "$job" "$dir" $$
		;;
	esac
}

workers='' follower=''
stop() {
	trap '' INT TERM HUP
	if [ -n "$workers" ]; then
		kill -TERM -- "-$workers" "$follower" 2>/dev/null || :
		wait
	fi
	say "stopped; the same command again goes on from here"
	exit 130
}
trap stop INT TERM HUP

if [ -n "$ranges" ]; then
	# A process group of their own, so that all of them can be stopped.
	set -m
	work <<<"$ranges" &
	workers=$!
	set +m
	vg-progress -d "$dir" --pid "$workers" &
	follower=$!
	wait "$follower" || :
	wait "$workers" || say "some of the work failed, see above"
else
	vg-progress -d "$dir" --once --quiet || :
fi

status=0
vg-verify -d "$dir" || status=$?
size=$(du -sh -- "$dir" | cut -f 1)
printf 'Size:         %s in %s\n' "$size" "$dir"
printf 'Time:         %d s\n' $(($(date +%s) - begun))
if [ "$status" -ne 0 ]; then
	say "not complete; the same command again makes what is missing"
	exit "$status"
fi
cat <<END

Load it:
    import glob, numpy as np
    files = sorted(glob.glob("$dir/checkpoint_*.npz"))
    data = np.load(files[0]); print(data["videos"].shape, data["labels"][:8])
END
