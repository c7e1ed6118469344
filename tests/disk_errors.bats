#!/usr/bin/env bats
# On full disks, at limits and in read-only directories no data are lost.
load helper

setup_file() {
	load helper
	cd "$BATS_FILE_TMPDIR" || return
	make_by_hand reference -n 400 -i 100 --frames 8
}

teardown() { unmount_disk; }

@test "on a full disk the run stops and names the file, leaves no debris, and can be resumed" {
	mount_disk size=64k
	for size in 64k 150k 300k 600k 900k; do
		mount -o "remount,size=$size" disk
		run --separate-stderr make_unasked disk/out -n 400 -i 100 --frames 8
		assert_failure
		assert_regex "$stderr" 'No space left on device'
		run find disk -name 'checkpoint*.tmp'
		assert_output ''
	done
	mount -o remount,size=100m disk
	run generate.sh -j 2 -d disk/out -n 400 -i 100 --frames 8
	assert_success
	assert_equal "$(archives_of disk/out)" "$(archives_of "$BATS_FILE_TMPDIR/reference")"
	assert_clean disk/out
}

@test "vg-pack on a full disk prints one line with file and reason, and ends with status 3" {
	mount_disk size=200k
	vg-plan -d disk/out -n 400 -i 100 --frames 8 >/dev/null
	vg-render -d disk/out 0-99 >stream
	assert_refused 3 '^vg-pack: disk/out/checkpoint_00000.npz: write: No space left on device; about [0-9.]+ [kM]B more needed$' \
		vg-pack -d disk/out <stream
	run find disk/out -type f ! -name .failures
	assert_output disk/out/PLAN.txt
	# the space that it says is needed is about right
	missing=$(vg-pack -d disk/out <stream 2>&1 | sed 's/.*about \([0-9.]*\) \([kM]\)B.*/\1\2/')
	make_by_hand whole -n 400 -i 100 --frames 8
	"$PYTHON" - "$missing" "$(stat -c %s whole/checkpoint_00000.npz)" <<-'END'
		import sys
		missing = float(sys.argv[1][:-1]) * {"k": 1e3, "M": 1e6}[sys.argv[1][-1]]
		true = int(sys.argv[2]) - 200 * 1024
		assert 0.7 * true < missing < 1.4 * true, (missing, true)
	END
}

@test "reaching a file size limit is a write error" {
	vg-plan -d out -n 400 -i 100 --frames 8 >/dev/null
	vg-render -d out 0-99 >stream
	run --separate-stderr bash -c 'trap "" XFSZ; ulimit -f 100; vg-pack -d out <stream'
	assert_equal "$status" 3
	assert_equal "$stderr" \
		'vg-pack: out/checkpoint_00000.npz: write: File too large'
	run find out -type f ! -name .failures
	assert_output out/PLAN.txt
}

@test "a read-only file system is reported, and vg-verify works on it" {
	mount_disk size=50m
	make_by_hand disk/out -n 200 -i 100 --frames 8
	mv disk/out/checkpoint_00001.npz .
	vg-render -d disk/out 100-199 >stream
	mount -o remount,ro disk
	run --separate-stderr vg-pack -d disk/out <stream
	assert_equal "$status" 3
	assert_equal "$stderr" \
		'vg-pack: disk/out/MANIFEST.tsv: open: Read-only file system'
	run vg-verify -d disk/out
	assert_failure 1
	assert_output --partial 'checkpoint_00001.npz: missing, but listed in the manifest'
}

@test "a working file that does not fit fails the same way" {
	# Fields after the first go through spools: make them large.
	mount_disk size=300k
	vg-plan -d disk/out -n 60000 -i 60000 --frames 64 --size 8 --style disc >/dev/null
	run --separate-stderr bash -c 'vg-render -d disk/out 0-59999 | vg-pack -d disk/out'
	assert_equal "$status" 3
	assert_regex "${stderr_lines[-1]}" 'No space left on device'
	run find disk/out -type f ! -name .failures
	assert_output disk/out/PLAN.txt
}

@test "a PROGRESS.txt that cannot be written is reported once, and the run continues" {
	make_by_hand out -n 200 -i 100 "${small[@]}"
	mkdir out/PROGRESS.txt
	run --separate-stderr vg-progress -d out --once
	assert_equal "$status" 3
	assert_regex "$stderr" '^vg-progress: out/PROGRESS.txt: rename: '
	rmdir out/PROGRESS.txt
	assert_clean out
}
