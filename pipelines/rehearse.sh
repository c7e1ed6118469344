#!/bin/sh
# rehearse.sh -d DIR [options of vg-rehearse] [options of vg-plan]
#
# Rehearse a long run: make about a tenth of it twice, once without interruption
# and once killed and resumed, and check that checkpoints, progress and result
# are right. DIR/REHEARSAL.txt records it; generate.sh asks for it before a long
# run. This finds the tools; vg-rehearse(1) does the work.
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

[ ! -x "$here/../build/vg-rehearse" ] || PATH=$here/../build:$PATH
export PATH
job=vg-render-ranges # as it is installed
[ ! -x "$here/render_ranges.sh" ] || job=$here/render_ranges.sh

command -v vg-rehearse >/dev/null || {
	echo "rehearse.sh: vg-rehearse: not found; run make first, or make install" >&2
	exit 3
}
exec vg-rehearse --job "$job" "$@"
