#!/usr/bin/env bats
# Memory does not grow with the number or size of samples.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	! sanitized || skip "the sanitizers built in take memory of their own"
}

# The peak resident memory of the command, in KiB.
peak_kib() {
	"$PYTHON" - "$@" <<-'END'
		import os, subprocess, sys
		reader = None
		if "--lend" in sys.argv:
		    reader = subprocess.Popen(["dd", "bs=64k", "status=none", "of=/dev/null"],
		                              stdin=subprocess.PIPE)
		p = subprocess.Popen(sys.argv[1:], stdin=open("stream") if
		                     sys.argv[1] in ("vg-pack", "vg-view") else None,
		                     stdout=reader.stdin if reader else open("stdout", "w"))
		_, status, usage = os.wait4(p.pid, 0)
		assert status == 0, status
		print(usage.ru_maxrss)
	END
}

# Less than 32 MiB, and two samples where the test says how large they are.
sample_bytes=0
assert_small() {
	local peak
	peak=$(peak_kib "$@")
	echo "$*: $peak KiB"
	assert [ "$peak" -gt 500 ]
	assert [ "$peak" -lt $((32768 + 2 * sample_bytes / 1024)) ]
}

# The tools that take records, from a pipe.
assert_small_from() {
	local range=$1
	shift
	rm -f stream
	mkfifo stream
	(vg-render -d out "$range" >stream) 3>&- &
	assert_small "$@"
	wait
}

@test "every tool needs less than 32 MiB, at interval 100 and at 30,000" {
	for interval in 100 30000; do
		rm -rf out stream
		vg-plan -d out -n 30000 -i $interval "${small[@]}" >ranges
		mkfifo stream
		(vg-render -d out "$(head -n 1 ranges)" >stream) 3>&- &
		assert_small vg-pack -d out
		wait
		rm stream
		assert_small vg-render -d out "$(head -n 1 ranges)"
		assert_small vg-plan -d out --skip-done
		assert_small vg-render -d out 0-29
		# render the rest too, for the tools that read
		vg-plan -d out --skip-done | vg-render -d out | vg-pack -d out >/dev/null
		assert_small vg-plan -d out --skip-done --verify
		assert_small vg-progress -d out --once
		assert_small vg-verify -d out
		assert_small vg-cat -d out
		assert_small vg-cat -d out --shuffle 1 --epochs 2 --split train --part 1/2
		assert_small vg-cat -d out --fields labels,split
	done
}

@test "the default scene, the largest sample and many cameras need less than 32 MiB" {
	for scene in '' '--size 350 --frames 10' '--size 1024 --frames 5' '--cameras 16 --frames 20 --dtype f4' \
		'--frames 1024 --size 64x40' \
		'--size 200 --frames 8 --objects 8 --distractors 8 --truth mask,depth,flow,box'; do
		rm -rf out stream
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 20 -i 20 $scene >/dev/null
		mkfifo stream
		(vg-render -d out 0-19 >stream) 3>&- &
		assert_small vg-pack -d out
		wait
		assert_small vg-render -d out 0-19
		assert_small vg-render --lend -d out 0-19
		assert_small vg-cat -d out
		assert_small vg-cat -d out --lend
	done
}

@test "1, 3, 6 or 64 large arrays in a record, noise or zeros, need less than 32 MiB at any interval" {
	shapes=()
	for ((i = 0; i < 64; i++)); do shapes+=(16x64x64); done
	for arrays in 1 3 6 64; do
		for kind in noise zeros; do
			for level in none 1 6; do
				samples=$((1200 / (arrays + 5)))
				rm -rf out stream
				vg-plan -d out -n $samples -i $samples --renderer test/1 \
					$(stored $level) >/dev/null
				mkfifo stream
				("$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d out --fingerprint)" \
					"0-$((samples - 1))" $kind "${shapes[@]:0:arrays}" >stream) 3>&- &
				assert_small vg-pack -d out $(level $level)
				wait
			done
		done
		assert_small vg-verify -d out
	done
}

@test "100,000 tiny samples in a checkpoint need no more memory than 10" {
	for n in 10 100000; do
		rm -rf out
		vg-plan -d out -n $n -i $n --size 8 --frames 1 --style disc >/dev/null
		{
			assert_small_from 0-$((n - 1)) vg-pack -d out
			assert_small vg-render -d out 0-$((n - 1))
			assert_small vg-plan -d out --skip-done --verify
			assert_small vg-verify -d out
			assert_small vg-verify -d out --recheck 10
			assert_small vg-progress -d out --once --html page.html
		} >peaks-$n
		cat peaks-$n
	done
	# 40 bytes a sample would be 4 MB
	sed 's/.*: //; s/ KiB//' peaks-10 >few
	sed 's/.*: //; s/ KiB//' peaks-100000 >many
	assert_equal "$(wc -l <few)" 6
	run paste few many
	while read -r few many; do
		assert [ "$many" -lt $((few + 3900)) ]
	done <<<"$output"
}

@test "large samples need 32 MiB and at most two of them: 100 MiB, many cameras, all truth, 1 GiB" {
	while read -r n options; do
		[[ $options != *340* ]] || [ "$(awk '/MemAvailable/ {print $2}' /proc/meminfo)" -gt 4000000 ] ||
			continue
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n "$n" -i "$n" $options --show >show
		sample_bytes=$(sed -n 's/^Sample: *\([0-9]*\) .*/\1/p' show)
		assert [ "$sample_bytes" -gt 45000000 ]
		assert_small_from 0-$((n - 1)) vg-pack -d out
		assert_small vg-render -d out 0-$((n - 1))
		assert_small vg-render --lend -d out 0-$((n - 1))
		assert_small vg-verify -d out
		assert_small vg-verify -d out --recheck all
		assert_small vg-progress -d out --once --html page.html
		grep -q '<img' page.html
		# side by side, all panes of 16 cameras are wide
		columns=4
		[[ $options != *truth* ]] || columns=1
		assert_small_from 0 vg-view -s 1 -g 2x$columns
		[[ $options != *33 ]] || assert_small_from 0 vg-view -s 1 --y4m
	done <<-'END'
		2 --size 1024 --frames 33
		2 --size 1024 --frames 1 --cameras 16
		1 --size 256 --frames 16 --cameras 16 --objects 3 --truth mask,depth,flow,box
		1 --size 1024 --frames 340
	END
}
