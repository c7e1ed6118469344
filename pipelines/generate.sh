#!/bin/sh
# generate.sh -d DIR [options of vg-run] [options of vg-plan]
#
# Make a dataset on this machine: plan it, forecast time and disk space, render
# what is missing, show the progress, verify, and print a summary and the
# digest. If it stops for any reason, run the same command again to continue.
# This finds the tools; vg-run(1) does the work, and --help lists its options.
set -eu

# Where this script is, also if it was called by a link.
self=$0
while [ -h "$self" ]; do
	link=$(readlink -- "$self")
	case $link in
	/*) self=$link ;;
	*) self=$(dirname -- "$self")/$link ;;
	esac
done
here=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd)

[ ! -x "$here/../build/vg-run" ] || PATH=$here/../build:$PATH
export PATH
job=vg-render-ranges # as it is installed
[ ! -x "$here/render_ranges.sh" ] || job=$here/render_ranges.sh

command -v vg-run >/dev/null || {
	echo "generate.sh: vg-run: not found; run make first, or make install" >&2
	exit 3
}
exec vg-run --job "$job" "$@"
