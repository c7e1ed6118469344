# shellcheck shell=bash disable=SC2034,SC2154 # bats sets and reads variables
# Loaded by every test file: tools in PATH, assertions, a directory a test.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VG_BUILD=${VG_BUILD:-$repo/build}
PATH=$VG_BUILD:${VG_PIPELINES:-$repo/pipelines}:$PATH
export PATH LC_ALL=C
bats_require_minimum_version 1.5.0

for bats_library in bats-support bats-assert; do
	for directory in /usr/lib/bats /usr/share/bats /usr/lib; do
		if [ -e "$directory/$bats_library/load.bash" ]; then
			load "$directory/$bats_library/load.bash"
			break
		fi
	done
done

PYTHON=python3
"$PYTHON" -c 'import numpy, xxhash' 2>/dev/null || PYTHON=/usr/bin/python3
export PYTHON PYTHONPATH=$repo/tests PYTHONDONTWRITEBYTECODE=1

# Mount a small file system on ./disk, with these options.
mount_disk() {
	mkdir -p disk
	mount -t tmpfs -o "$1" tmpfs disk 2>/dev/null ||
		skip "needs root and mount, for a small file system"
}

unmount_disk() {
	if mountpoint -q "$BATS_TEST_TMPDIR/disk"; then
		umount "$BATS_TEST_TMPDIR/disk"
	fi
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# Whether the tools were built with sanitizers.
sanitized() {
	nm "$VG_BUILD/vg-plan" | grep -q __asan_init
}

# A scene that is quick to render, with 12 KB for each sample.
small=(--frames 4 --size 32)

# The options of vg-plan and of vg-pack for LEVEL of compression, or none.
stored() {
	[ "$1" != none ] || echo --compress none
}
level() {
	[ "$1" = none ] || echo --level "$1"
}

# Wait at most SECONDS until the command succeeds.
wait_until() {
	local seconds=$1 end
	shift
	end=$((SECONDS + seconds))
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.02
	done
}

# The digest that vg-verify prints for a complete dataset.
digest_of() {
	vg-verify -d "$1" | sed -n 's/^Digest: *//p'
}

# The hash and name of each archive: the same for equal datasets.
archives_of() {
	(cd "$1" && sha256sum checkpoint_*)
}

# Render and commit, one range after the other.
make_by_hand() {
	local dir=$1 range
	shift
	vg-plan -d "$dir" --skip-done "$@" >"$dir.ranges" || return
	while read -r range; do
		vg-render -d "$dir" "$range" | vg-pack -d "$dir" >/dev/null ||
			return
	done <"$dir.ranges"
}

# Make a whole dataset in one stream: make_dataset DIR OPTION...
make_dataset() {
	local dir=$1
	shift
	vg-plan -d "$dir" "$@" | vg-render -d "$dir" | vg-pack -d "$dir" >/dev/null
}

# Make what is missing with two workers at a time, as generate.sh does, but
# without its checks.
make_unasked() {
	local dir=$1
	shift
	# shellcheck disable=SC2016 # for the inner shell
	vg-plan -d "$dir" --skip-done "$@" |
		xargs -P 2 -n 1 sh -c 'vg-render -d "$0" "$1" | vg-pack -d "$0" >/dev/null' "$dir"
}

# Make a source tree of links in ./tree, where tool $1 is the script on standard
# input; REAL in the script is replaced by the real tool.
tree_with() {
	mkdir -p tree/build
	cp -r "$repo/pipelines" tree/
	ln -sf "$VG_BUILD"/vg-* tree/build/
	rm "tree/build/$1"
	{ echo '#!/bin/bash' && sed "s|REAL|$VG_BUILD/$1|g"; } >"tree/build/$1"
	chmod +x "tree/build/$1"
}

# The processes of kind $1 that work on ./out, the newest last.
processes() {
	local pid
	for pid in $(pgrep -x "$1"); do
		[ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" != "$PWD" ] || echo "$pid"
	done
}

# There are no leftovers, and each file with a final name is in a manifest.
assert_clean() {
	run find "$1" -name '.*.tmp'
	assert_output ''
	run vg-verify -d "$1"
	assert_success
}

# rehearsal_passes COMMAND…: it succeeds. Other work on this machine and its disk
# may hold it up meanwhile, so it has three tries to be as steady as it must be.
rehearsal_passes() {
	local try held_up='FALLING$\|did not change for [5-9]\.\|none appeared for [3-9]\.'
	for try in 1 2 3; do
		run --separate-stderr "$@"
		[ "$status" -eq 1 ] && ! grep '^FAIL' <<<"$output" | grep -qv "$held_up" || break
	done
	assert_success
}

# assert_refused STATUS PATTERN COMMAND…: the command ends with STATUS, prints
# nothing on stdout, and a tool prints one line on stderr that matches.
assert_refused() {
	local status_wanted=$1 pattern=$2 lines
	shift 2
	run --separate-stderr "$@"
	assert_equal "$status" "$status_wanted"
	assert_output ''
	lines=$(printf '%s\n' "$stderr" | wc -l)
	assert_equal "$lines" 1
	assert_regex "$stderr" '^vg-[a-z]+: '
	assert_regex "$stderr" "$pattern"
}
