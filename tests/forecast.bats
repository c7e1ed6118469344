#!/usr/bin/env bats
# vg-forecast: the time and space that the rest needs.
load helper

teardown() { unmount_disk; }

# made_at DIR SECONDS…: a complete dataset, its checkpoints written at SECONDS.
made_at() {
	local dir=$1 at k=0
	shift
	make_by_hand "$dir" -n $((10 * $#)) -i 10 "${small[@]}"
	touch -d @1700000000 "$dir/PLAN.txt"
	for at in "$@"; do
		touch -d "@$((1700000000 + at))" "$dir/checkpoint_$(printf %05d "$k").npz"
		k=$((k + 1))
	done
}

value() { sed -n "s/^$1: *//p" <<<"$output"; }

@test "the forecast time is a range that agrees with the measurement" {
	made_at sample 2 4 6 8 10 12 14 16
	vg-plan -d out -n 18000 -i 100 "${small[@]}" >/dev/null
	run vg-forecast -d out --like sample
	assert_success
	assert_line 'Missing:     18000 samples in 180 checkpoints'
	assert_line 'Measured:    80 samples in 8 checkpoints, 16.00 s, -j 1'
	assert_line 'Rate:        5.0 samples/s; 5.0 at first, 5.0 later'
	assert_line 'Result:      FITS'
	# 18,000 samples at 5 samples/s take an hour
	"$PYTHON" - "$(value Time)" <<-'END'
		import sys
		low, high = (sum(int(x) * 60 ** k for k, x in enumerate(reversed(t.split(":"))))
		             for t in sys.argv[1].split(" - "))
		assert 3000 < low < 3600 < high < 4320, (low, high)
	END
	# two workers that commit at the same time do not double the rate
	made_at pair 4 4 8 8 12 12 16 16 20 20
	run vg-forecast -d out --like pair -j 2
	assert_line 'Rate:        5.0 samples/s; 5.0 at first, 5.0 later'
}

@test "LONG, FALLING and GROWING are reported, each with status 1" {
	made_at sample 2 4 6 8 10 12 14 16
	vg-plan -d out -n 18000 -i 100 "${small[@]}" >/dev/null
	run vg-forecast -d out --like sample --limit 3000
	assert_failure 1
	assert_line --regexp '^Time: .*: LONG$'
	assert_line 'Result:      LONG'
	run vg-forecast -d out --like sample --limit 4000
	assert_success
	made_at decays 2 4 6 8 12 16 20 24
	run vg-forecast -d out --like decays
	assert_failure 1
	assert_line 'Rate:        3.2 samples/s; 5.0 at first, 2.5 later: FALLING'
	assert_line 'Result:      UNSTEADY'
	printf '%s\n' 40000 40000 41000 40000 >memory
	run vg-forecast -d out --like sample --memory memory
	assert_success
	assert_line --regexp '^Memory: +42.0 MB at most, of .*; 41\.[0-9] MB at first, 41\.[0-9] MB later$'
	printf '%s\n' 40000 60000 80000 100000 120000 >memory
	run vg-forecast -d out --like sample --memory memory
	assert_failure 1
	assert_line --regexp '^Memory: .*: GROWING$'
}

@test "the bytes forecast are those written, or at most 15 % more" {
	make_by_hand sample -n 120 -i 20
	vg-plan -d out -n 1000 -i 100 >/dev/null
	run vg-forecast -d out --like sample
	said=$(value Disk)
	make_by_hand out
	"$PYTHON" - "$said" out <<-'END'
		import glob, os, sys
		true = sum(os.path.getsize(f) for f in glob.glob(sys.argv[2] + "/checkpoint*"))
		said = float(sys.argv[1].split()[0]) * 1e6
		assert sys.argv[1].split()[1] == "MB,"
		assert true < said < 1.15 * true, (said, true)
	END
}

@test "a disk too small in bytes or in inodes is reported as TOO LARGE, with both numbers" {
	mount_disk size=3m,nr_inodes=20
	make_by_hand sample -n 120 -i 20
	vg-plan -d disk/out -n 30000 -i 2000 >/dev/null
	run vg-forecast -d disk/out --like sample
	assert_failure 1
	assert_line --regexp '^Disk: +[0-9]+ MB, .*; 3\.1[0-9] MB free: NOT ENOUGH$'
	bytes=$(cat sample/checkpoint* | wc -c)
	said=$(sed -n 's/^Disk: *\([0-9]*\) MB.*/\1/p' <<<"$output")
	assert [ $((said * 1000)) -ge $((bytes * 250 / 1000)) ]
	assert [ $((said * 1000)) -le $((bytes * 280 / 1000)) ]
	assert_line --regexp '^Files: +27 to make; room for 1[0-9]: NOT ENOUGH$'
	assert_line 'Result:      TOO LARGE'
}

@test "other datasets planned on the same disk need space too" {
	mount_disk size=20m
	make_by_hand sample -n 120 -i 20
	make_by_hand disk/done -n 20 -i 20
	vg-plan -d disk/out -n 200 -i 20 >/dev/null
	run vg-forecast -d disk/out --like sample
	assert_success
	refute_line --partial Beside
	vg-plan -d disk/other -n 6000 -i 20 >/dev/null
	run vg-forecast -d disk/out --like sample
	assert_success # the other dataset was planned, but not begun
	vg-render -d disk/other 0-19 | vg-pack -d disk/other >/dev/null
	run vg-forecast -d disk/out --like sample
	assert_failure 1
	assert_line --regexp '^Beside it:   4[3-9]\.[0-9] MB for the rest of other$'
	run vg-forecast -d disk/out --like sample --alone
	assert_success
	run vg-forecast -d disk/out --like sample
	assert_line --regexp '^Disk: .*NOT ENOUGH$'
	assert_line 'Result:      TOO LARGE'
}

@test "--room answers with its status, and explains a no" {
	mount_disk size=1m
	run vg-forecast -d disk --room 500000
	assert_success
	assert_output ''
	assert_refused 1 'disk: 1.05 MB free on this disk; 2.00 MB needed to continue' \
		vg-forecast -d disk --room 2000000
}

@test "a dataset that cannot be measured is refused" {
	vg-plan -d out -n 100 -i 10 "${small[@]}" >/dev/null
	assert_refused 1 'out: has no checkpoint to measure' vg-forecast -d out --like out
	made_at sample 2 4 6
	touch -d @1700000009 sample/PLAN.txt
	assert_refused 1 'sample: was not made in one go' vg-forecast -d out --like sample
	assert_refused 2 'missing --like SAMPLE or --room BYTES' vg-forecast -d out
	assert_refused 2 '--room cannot be combined with --like SAMPLE' \
		vg-forecast -d out --like sample --room 5
	assert_refused 2 '--alone requires --like SAMPLE' vg-forecast -d out --room 5 --alone
	assert_refused 2 '--room 5x: must be a whole number of bytes' vg-forecast -d out --room 5x
	assert_refused 2 '--jobs 0: must be between 1 and 100000' \
		vg-forecast -d out --like sample -j 0
	printf 'x\n' >memory
	make_by_hand good -n 100 -i 10 "${small[@]}"
	assert_refused 3 'nowhere: open directory' vg-forecast -d nowhere --like good
	assert_refused 1 'memory: line 1: not a number$' \
		vg-forecast -d out --like good --memory memory
}
