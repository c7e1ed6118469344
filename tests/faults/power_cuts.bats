#!/usr/bin/env bats
# Power cuts: an ext4 on a loop device is shut down under a running pipeline,
# which loses all that was not synced, and is mounted again. The moments are
# spread over the time that a whole run takes on this machine.
load ../helper

scene=(-n 2400 -i 60)

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	truncate -s 200M image
	if ! mkfs.ext4 -q image || ! mkdir disk || ! mount -o loop image disk; then
		skip "needs root, mkfs.ext4 and loop devices"
	fi
}

teardown() {
	if mountpoint -q "$BATS_TEST_TMPDIR/disk"; then
		umount "$BATS_TEST_TMPDIR/disk"
	fi
}

# Stop the file system with EXT4_IOC_SHUTDOWN, without flushing the journal.
cut_power() {
	"$PYTHON" - <<-'END'
		import fcntl, os, struct
		disk = os.open("disk", os.O_RDONLY)
		fcntl.ioctl(disk, 0x8004587d, struct.pack("I", 2))
	END
}

mount_again() {
	wait_until 20 umount disk
	mount -o loop image disk
}

# As many cuts as fit into BUDGET_S seconds, from 12 to 30.
@test "after each of 12 to 30 power cuts, every line of the manifest has its whole file, and the run can be resumed" {
	make_by_hand reference "${scene[@]}"
	began_ms=$(date +%s%3N)
	generate.sh -j 2 -d disk/out "${scene[@]}" >log 2>&1
	run_ms=$(($(date +%s%3N) - began_ms))
	rm -rf disk/out
	cuts=0 completed=0 committed=0
	RANDOM=4711
	SECONDS=0
	while ((cuts < 12 || (cuts < 30 && SECONDS < ${BUDGET_S:-75}))); do
		(generate.sh -j 2 -d disk/out "${scene[@]}" >log 2>&1) 3>&- &
		wait_ms=$((run_ms / 8 + RANDOM % run_ms))
		sleep "$((wait_ms / 1000)).$(printf %03d $((wait_ms % 1000)))"
		cut_power
		cuts=$((cuts + 1))
		wait $! || :
		mount_again
		if [ -e disk/out/PLAN.txt ]; then
			vg-verify -d disk/out >report 2>damage || :
			[ ! -s damage ] || fail "cut $cuts: $(cat damage)"
			committed=$((committed + $(sed -n 's/^Checkpoints: *\([0-9]*\) .*/\1/p' report)))
		fi
		if grep -q '^Result: *COMPLETE' report 2>/dev/null; then
			assert_equal "$(archives_of disk/out)" "$(archives_of reference)"
			completed=$((completed + 1))
			rm -rf disk/out report
		fi
	done
	run generate.sh -j 2 -d disk/out "${scene[@]}"
	assert_success
	assert_equal "$(archives_of disk/out)" "$(archives_of reference)"
	assert_clean disk/out
	echo "# $cuts power cuts, $completed datasets completed, $committed checkpoints looked at" >&3
	assert [ "$committed" -gt $((3 * cuts)) ]
}
