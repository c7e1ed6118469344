#!/usr/bin/env bats
# Scenes have the documented distributions, and only motion reveals the class.
load helper

make_scene() {
	local dir=$1
	shift
	vg-plan -d "$dir" "$@" >ranges
	vg-render -d "$dir" <ranges | vg-pack -d "$dir" >/dev/null
}

bare=(-n 40000 -i 10000 --style disc --size 8 --augment 0)

@test "each parameter of each class has the distribution in vg(7), classic and neutral" {
	for motion in classic neutral; do
		make_scene $motion "${bare[@]}" --motion $motion
		run "$PYTHON" "$repo/tests/statistics.py" parameters $motion
		assert_success
		assert [ "${#lines[@]}" -gt 20 ]
	done
}

@test "consecutive samples and neighbouring seeds are independent" {
	make_scene one "${bare[@]}"
	make_scene other "${bare[@]}" --seed 43
	run "$PYTHON" "$repo/tests/statistics.py" independence one other
	assert_success
}

@test "a linear classifier learns the class from the motion only" {
	make_scene out -n 8000 -i 500
	run "$PYTHON" "$repo/tests/statistics.py" leakage out
	assert_success
}

@test "random colours, other objects and distractors do not reveal the class" {
	make_scene plain -n 8000 -i 1000 --style disc --size 32 --frames 2 \
		--colour random --background random
	run "$PYTHON" "$repo/tests/statistics.py" colours plain
	assert_success
	make_scene full -n 20000 -i 5000 --style disc --size 8 --objects 3 --distractors 2
	run "$PYTHON" "$repo/tests/statistics.py" casting full
	assert_success
}

@test "in 4,000 samples, the matrix projects each track, and all tracks are in the frame" {
	for options in "" "--framing auto --coverage 0.9" "--objects 3 --cameras 4 --framing auto" \
		"--motion classic --noise 0.05,0.05 --augment 1 --cameras 3 --elevation 60"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		make_scene out -n 4000 -i 1000 --size 24 --style disc $options
		run "$PYTHON" "$repo/tests/readback.py" out
		assert_success
	done
}

@test "each of the three historic settings takes one command" {
	while IFS='|' read -r options shape; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		generate.sh -d out $options >log
		run "$PYTHON" -c "import numpy as np
print(*np.load('out/checkpoint_00000.npz')['videos'].shape[1:])"
		assert_output "$shape"
		run grep '^samples = ' out/PLAN.txt
		assert_output "samples = ${options##* }"
	done <<-'END'
		-n 600|16 3 64 64
		--frames 8 --size 32 --channels 1 -n 600|8 1 32 32
		--cameras 4 --frames 32 -n 200|4 32 3 64 64
	END
}
