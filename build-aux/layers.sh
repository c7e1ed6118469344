#!/bin/sh
# Check that every file of lib/ includes only headers of its own room or of
# the rooms that its room may use. The table is the architecture: a room, then
# the rooms below it that it may include. A room may only name rooms above its
# own line, so that there can be no circle.
set -eu

table='
base
archive   base
image     base
stream    base
plan      base stream
scene     base image plan stream
dataset   base archive stream plan
view      base image stream
estimate  base
forecast  base stream plan dataset estimate
progress  base image plan dataset estimate view
verify    base stream plan scene dataset
'

status=0
complain() {
	echo "layers: $*" >&2
	status=1
}

known=' '
while read -r room below; do
	[ -n "$room" ] || continue
	for other in $below; do
		case $known in
		*" $other "*) ;;
		*) complain "$room: $other must come before it in the table" ;;
		esac
	done
	known="$known$room "
	for file in "lib/$room"/*.[ch]; do
		others=$(sed -n 's|^#include "\(.*\)/.*"$|\1|p' "$file")
		for other in $others; do
			case " $room $below " in
			*" $other "*) ;;
			*) complain "$file: $room may not include $other" ;;
			esac
		done
	done
done <<EOF
$table
EOF

for file in lib/*/*.[ch]; do
	room=${file#lib/}
	case $known in
	*" ${room%%/*} "*) ;;
	*) complain "$file: its room is not in the table" ;;
	esac
	! grep -n '^#include "[^/]*"$' "$file" ||
		complain "$file: includes are written \"room/module.h\""
done
others=$(grep -l '^#include "dataset/manifest.h"$' lib/*/*.[ch] tools/*.c)
for file in $others; do
	case $file in
	lib/dataset/*) ;;
	*) complain "$file: manifests are read through dataset/dataset.h" ;;
	esac
done
for file in lib/*.[ch]; do
	[ ! -e "$file" ] || complain "$file: belongs in a room"
done
exit $status
