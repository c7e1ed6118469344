#!/bin/sh
# Check that every file of lib/ includes only headers of its own or a lower
# layer. The table is the architecture: a module per word, lowest first.
set -eu

layers='diag number bytes fdio steady text crc32 huffman lz77
glyph duration directory errand hook lend options digest block range philox lane fixmath utctime npy duplicates
pace schedule atomicfile outlet copy deflater
plan record spool zipfile canvas heartbeat failures
planfile planoptions forecast manifest_heading manifest recordio video pngfile sight
trajectory split colour camera studio ball disc checkpoint coverage vouch census estimate course
cast fields panels commit progress history
shot truth sheet y4m follow chart measure
scene contact
describe recheck webpage
bulletin'

# The module that a file belongs to, where it is not named after it.
module_of() {
	case $1 in
	plan_key | plan_value) echo plan ;;
	manifest_line | manifest_append) echo manifest ;;
	checkpoint_read) echo checkpoint ;;
	webpage_style) echo webpage ;;
	*) echo "$1" ;;
	esac
}

layer_of() {
	printf '%s\n' "$layers" | awk -v m="$(module_of "$1")" '
		{ for (i = 1; i <= NF; i++) if ($i == m) { print NR; found = 1 } }
		END { exit !found }' || {
		echo "layers: $1: stands in no layer" >&2
		exit 1
	}
}

status=0
for file in lib/*.[ch]; do
	level=$(layer_of "$(basename "$file" | sed 's/\.[ch]$//')")
	includes=$(sed -n 's/^#include "\(.*\)\.h"$/\1/p' "$file")
	for include in $includes; do
		if [ "$(layer_of "$include")" -gt "$level" ]; then
			echo "$file: includes $include.h of a higher layer" >&2
			status=1
		fi
	done
done
exit $status
