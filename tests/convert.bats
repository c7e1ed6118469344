#!/usr/bin/env bats
# Samples move between datasets of other formats and intervals, without being
# rendered again, and nothing half committed stays on the way.
load helper
load formats

tiny=(--frames 2 --size 16)

# The digest of 40 samples, made in npz.
digest_of_npz() {
	rm -rf npz
	make_dataset npz -n 40 -i 20 "${tiny[@]}" --format npz
	digest_of npz
}

# The files of a dataset with their content, without times.
files_of() { (cd "$1" && sha256sum PLAN.txt checkpoint_*); }

@test "any interval and format becomes any other: same digest, same files as rendered" {
	make_dataset a -n 3000 -i 70 "${tiny[@]}"
	digest=$(digest_of a)
	assert [ -n "$digest" ]
	from=a
	for interval in 30 1000 70; do
		for format in "${formats[@]}"; do
			rm -rf wanted to
			# shellcheck disable=SC2086 # words on purpose
			make_dataset wanted -n 3000 -i $interval "${tiny[@]}" $format
			# shellcheck disable=SC2086
			vg-plan -d to --like $from -n 3000 -i $interval $format >/dev/null
			vg-cat -d $from | vg-pack -d to >paths
			assert_equal "$(wc -l <paths)" $(((3000 + interval - 1) / interval))
			assert_equal "$(digest_of to)" "$digest"
			diff <(files_of wanted) <(files_of to)
			assert_clean to
			rm -rf from
			mv to from
			from=from
		done
	done
}

@test "segments in any pieces that follow each other become the same checkpoints" {
	make_dataset wanted -n 2000 -i 90 "${tiny[@]}"
	"$PYTHON" - >ranges <<-'END'
		import random
		random.seed(4)
		at = 0
		while at < 2000:
		    n = min(random.choice((1, 1, 2, 7, 89, 90, 91, 400)), 2000 - at)
		    print(f"{at}-{at + n - 1}")
		    at += n
	END
	assert [ "$(wc -l <ranges)" -gt 15 ]
	vg-plan -d out -n 2000 -i 90 "${tiny[@]}" >/dev/null
	vg-render -d out <ranges | vg-pack -d out >paths
	assert_equal "$(wc -l <paths)" 23
	diff <(files_of wanted) <(files_of out)
	# and each sample a segment of its own, from another dataset
	rm -rf out
	vg-plan -d out --like wanted -i 300 >/dev/null
	seq 0 1999 | vg-cat -d wanted - | vg-pack -d out >paths
	assert_equal "$(wc -l <paths)" 7
	assert_equal "$(digest_of out)" "$(digest_of wanted)"
}

@test "a checkpoint is committed when the next record is there, the last by END" {
	vg-plan -d out -n 40 -i 10 "${tiny[@]}" >/dev/null
	vg-render -d out 0-39 >whole
	head=$((64 + 6 * 112 + 8))
	record=$((($(stat -c %s whole) - head - 24) / 40))
	for records in 9 10 11 20 39 40; do
		for extra in 0 1 23 24 $((record - 1)); do
			rm -rf out
			vg-plan -d out -n 40 -i 10 "${tiny[@]}" >/dev/null
			# 40 records and 24 bytes are END
			[ $records = 40 ] && [ $extra -ge 24 ] && continue
			head -c $((head + records * record + extra)) whole >cut
			run -1 --separate-stderr vg-pack -d out <cut
			assert_regex "$stderr" 'the stream ended before its END'
			assert_equal "$(find out -name 'checkpoint*' | wc -l)" $(((records - 1) / 10))
			assert_equal "$(vg-plan -d out --skip-done | wc -l)" $((4 - (records - 1) / 10))
			run find out -name '.*.tmp'
			assert_output ''
		done
	done
	# what is damaged behind a checkpoint does not commit it
	for at in $((head + 10 * record)) $((head + 10 * record + 9)) $((head + 11 * record - 1)); do
		rm -rf out
		vg-plan -d out -n 40 -i 10 "${tiny[@]}" >/dev/null
		"$PYTHON" -c 'import sys; s = bytearray(open("whole", "rb").read()); s[int(sys.argv[1])] ^= 1; sys.stdout.buffer.write(s)' $at >bad
		assert_refused 1 'standard input' vg-pack -d out <bad
		assert_equal "$(find out -name 'checkpoint*')" ''
	done
}

@test "a stream that begins or ends within a checkpoint is refused, naming what is missing" {
	vg-plan -d out -n 40 -i 10 "${tiny[@]}" >/dev/null
	refused() {
		local pattern=$1
		shift
		vg-render -d out "$@" >stream
		run -1 --separate-stderr vg-pack -d out <stream
		assert_regex "$stderr" "$pattern"
		assert_equal "$(wc -l <<<"$stderr")" 1
	}
	refused 'samples 0-2 are missing: checkpoint_00000.npz must have 0-9$' 3-19
	assert_output ''
	refused 'samples 5-9 are missing: checkpoint_00000.npz must have 0-9$' 0-4
	refused 'samples 5-9 are missing: checkpoint_00000.npz must have 0-9$' 0-4 10-19
	assert_equal "$(find out -name 'checkpoint*')" ''
	refused 'samples 17-19 are missing: checkpoint_00001.npz must have 10-19$' 0-4 5-16
	assert_output out/checkpoint_00000.npz
	refused 'samples 10-14 are missing: checkpoint_00001.npz must have 10-19$' 0-9 15-19
	refused 'samples 32-39 are missing: checkpoint_00003.npz must have 30-39$' 20-31 20-39
	assert_output out/checkpoint_00002.npz
	assert_equal "$(cd out && echo checkpoint*)" 'checkpoint_00000.npz checkpoint_00002.npz'
	run find out -name '.*.tmp'
	assert_output ''
	# gaps of a source are such streams too
	vg-plan -d other --like out -i 7 -n 40 >/dev/null
	vg-cat -d out --partial >stream
	run -1 --separate-stderr vg-pack -d other <stream
	assert_output other/checkpoint_00000.npz
	assert_regex "$stderr" 'samples 10-13 are missing: checkpoint_00001.npz must have 7-13$'
}

@test "killed in the middle, the same two commands go on" {
	make_dataset a -n 3000 -i 100 "${tiny[@]}"
	vg-plan -d b --like a -n 3000 -i 37 >/dev/null
	for delay in 0.02 0.05 0.1 0.2; do
		vg-plan -d b --skip-done >ranges
		(vg-cat -d a - <ranges | timeout -s KILL $delay vg-pack -d b >/dev/null) || :
	done
	vg-plan -d b --skip-done | vg-cat -d a - | vg-pack -d b >/dev/null
	assert_equal "$(digest_of b)" "$(digest_of a)"
	assert_clean b
}

@test "storage may change until something is committed" {
	vg-plan -d out -n 20 -i 10 "${tiny[@]}" --compress deflate >/dev/null
	vg-plan -d out --compress none --dry-run >/dev/null
	grep -qx 'compress = deflate' out/PLAN.txt
	vg-plan -d out --compress none >/dev/null
	grep -qx 'compress = none' out/PLAN.txt
	vg-plan -d out -n 30 --compress deflate >/dev/null
	grep -qx 'compress = deflate' out/PLAN.txt
	grep -qx 'samples = 30' out/PLAN.txt
	# without the option, nothing changes
	vg-plan -d out >/dev/null
	grep -qx 'compress = deflate' out/PLAN.txt
	vg-render -d out 10-19 | vg-pack -d out >/dev/null
	assert_refused 1 'compress: PLAN.txt says deflate, asked for none$' vg-plan -d out --compress none
	assert_refused 1 'compress: PLAN.txt says deflate, asked for none$' generate.sh -d out -n 30 --compress none
	grep -qx 'compress = deflate' out/PLAN.txt
	# other keys never
	vg-plan -d other -n 20 -i 10 "${tiny[@]}" >/dev/null
	assert_refused 1 'seed: PLAN.txt says 42, asked for 1$' vg-plan -d other --seed 1 --compress none
}

@test "a worker that began with another format commits nothing" {
	for change in "--format mds" "--format npz --compress none"; do
		rm -rf out
		vg-plan -d out -n 40 -i 20 "${tiny[@]}" --format npz >/dev/null
		vg-render -d out 0-19 >records
		mkfifo pipe
		vg-pack -d out <pipe >paths 2>messages 3>&- 7>&- &
		exec 7>pipe
		head -c 4000 records >&7
		wait_until 10 compgen -G 'out/.inflight.*'
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 40 -i 20 "${tiny[@]}" $change >/dev/null
		tail -c +4001 records >&7
		exec 7>&-
		status=0
		wait $! || status=$?
		assert_equal $status 1
		assert_equal "$(cat paths)" ''
		run cat messages
		assert_output 'vg-pack: out/PLAN.txt: format or compress has changed; run the same command again'
		assert [ -z "$(compgen -G 'out/checkpoint_*')" ]
		# The dataset is as if it had never been there.
		make_by_hand out -n 40 -i 20 "${tiny[@]}"
		assert_equal "$(digest_of out)" "$(digest_of_npz)"
		rm pipe
	done
}
