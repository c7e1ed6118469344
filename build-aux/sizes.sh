#!/bin/sh
# Check that a file in lib/ or tools/ has at most 400 lines, and a function at
# most 60.
set -eu

for file in lib/*/*.[ch] tools/*.[ch]; do
	awk '
		/^\{/ { begin = FNR }
		/^\}/ {
			if (begin && FNR - begin - 1 > 60) {
				printf "sizes: %s:%d: a function of %d lines\n", FILENAME, begin, FNR - begin - 1
				bad = 1
			}
			begin = 0
		}
		END {
			if (FNR > 400) {
				printf "sizes: %s: %d lines\n", FILENAME, FNR
				bad = 1
			}
			exit bad
		}' "$file" >&2
done
