#!/bin/sh
# Check that each file in lib/ includes only headers of its own room (folder)
# and of the rooms that its room may include. Each line of the table is a room
# and the rooms that it may include, which must be on earlier lines, so that
# there are no cycles.
set -eu

table='
base
image     base
stream    base
archive   base stream
plan      base stream archive
scene     base image plan stream
dataset   base archive stream plan
view      base image stream
estimate  base
forecast  base stream archive plan scene dataset estimate
verify    base stream archive plan scene dataset
progress  base image plan dataset estimate view verify
run       base archive plan dataset forecast progress
card      base archive stream plan dataset progress
readout   base stream plan scene dataset
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
		*) complain "$room: $other must be on an earlier line of the table" ;;
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
	*) complain "$file: room ${room%%/*} is not in the table" ;;
	esac
	! grep -n '^#include "[^/]*"$' "$file" ||
		complain "$file: write includes as \"room/module.h\""
done
others=$(grep -l '^#include "dataset/manifest.h"$' lib/*/*.[ch] tools/*.c)
for file in $others; do
	case $file in
	lib/dataset/*) ;;
	*) complain "$file: include dataset/dataset.h, not dataset/manifest.h" ;;
	esac
done
for file in lib/*.[ch]; do
	[ ! -e "$file" ] || complain "$file: move it into a room"
done
exit $status
