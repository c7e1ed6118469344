#!/bin/sh
# Check that every file of lib/ includes only headers of its own or a lower
# layer. The table is the architecture: a module per word, lowest first.
set -eu

layers='diag number bytes fdio steady
glyph directory hook options atomicfile digest range philox fixmath utctime npy
pace schedule
plan record spool canvas heartbeat failures
planfile planoptions manifest_heading manifest recordio video pngfile
trajectory split camera studio ball disc checkpoint coverage estimate sheet y4m
scene commit progress history
describe'

layer_of() {
	printf '%s\n' "$layers" | awk -v m="$1" '
		{ for (i = 1; i <= NF; i++) if ($i == m) { print NR; found = 1 } }
		END { exit !found }' || {
		echo "layers: $1: stands in no layer" >&2
		exit 1
	}
}

status=0
for file in lib/*.[ch]; do
	module=$(basename "$file" | sed 's/\.[ch]$//')
	case $module in
	manifest_line | manifest_append) own=manifest ;;
	*) own=$module ;;
	esac
	level=$(layer_of "$own")
	includes=$(sed -n 's/^#include "\(.*\)\.h"$/\1/p' "$file")
	for include in $includes; do
		if [ "$(layer_of "$include")" -gt "$level" ]; then
			echo "$file: includes $include.h of a higher layer" >&2
			status=1
		fi
	done
done
exit $status
