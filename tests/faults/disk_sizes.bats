#!/usr/bin/env bats
# Disks of all sizes from no space to enough.
load ../helper

scene=(-n 200 -i 50 --frames 4)

teardown() { unmount_disk; }

# grow LIMIT…: one run at each size; each names what is full and loses nothing.
grow() {
	local before=0 now limit full=0
	for limit in "$@"; do
		mount -o "remount,$limit" disk
		run --separate-stderr make_unasked disk/out "${scene[@]}"
		# if there is no space for the plan either
		[ -e disk/out/PLAN.txt ] || continue
		now=$(grep -vc '^#' disk/out/MANIFEST.tsv 2>/dev/null) || now=0
		[ "${now:-0}" -ge "$before" ] || fail "$limit: fewer than before"
		before=${now:-0}
		run find disk/out -name 'checkpoint*.tmp'
		assert_output ''
		vg-verify -d disk/out >report 2>damage || full=$((full + 1))
		[ ! -s damage ] || fail "$limit: $(cat damage)"
	done
	assert [ "$full" -gt 10 ]
	assert_clean disk/out
	assert_equal "$(archives_of disk/out)" "$(archives_of reference)"
}

@test "disks from no space to enough, in steps of 16 kB" {
	make_by_hand reference "${scene[@]}"
	needed=$(du -sk reference | cut -f 1)
	mount_disk size=4k
	limits=()
	for ((kb = 4; kb < 2 * needed + 400; kb += 16)); do limits+=("size=${kb}k"); done
	grow "${limits[@]}"
	echo "# ${#limits[@]} sizes" >&3
}

@test "a disk that runs out of inodes" {
	make_by_hand reference "${scene[@]}"
	mount_disk nr_inodes=2
	limits=()
	for ((n = 2; n < 30; n++)); do limits+=("nr_inodes=$n"); done
	full_wanted=3
	before=0
	for limit in "${limits[@]}"; do
		mount -o "remount,$limit" disk
		make_unasked disk/out "${scene[@]}" >log 2>&1 || :
		[ -e disk/out/PLAN.txt ] || continue
		vg-verify -d disk/out >report 2>damage || full_wanted=$((full_wanted - 1))
		[ ! -s damage ] || fail "$limit: $(cat damage)"
	done
	assert [ "$full_wanted" -le 0 ]
	assert_clean disk/out
	assert_equal "$(archives_of disk/out)" "$(archives_of reference)"
}
