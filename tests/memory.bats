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
		                     "vg-pack" in sys.argv[1] else None,
		                     stdout=reader.stdin if reader else open("stdout", "w"))
		_, status, usage = os.wait4(p.pid, 0)
		assert status == 0, status
		print(usage.ru_maxrss)
	END
}

assert_small() {
	local peak
	peak=$(peak_kib "$@")
	echo "$1: $peak KiB"
	assert [ "$peak" -gt 500 ]
	assert [ "$peak" -lt 32768 ]
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
			for level in 0 1 6; do
				samples=$((1200 / (arrays + 5)))
				rm -rf out stream
				vg-plan -d out -n $samples -i $samples --renderer test/1 >/dev/null
				mkfifo stream
				("$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d out --fingerprint)" \
					"0-$((samples - 1))" $kind "${shapes[@]:0:arrays}" >stream) 3>&- &
				assert_small vg-pack -d out --level $level
				wait
			done
		done
		assert_small vg-verify -d out
	done
}
