#!/usr/bin/env bats
# Scenes are what they are documented to be, and teach nothing but motion.
load helper

make_scene() {
	local dir=$1
	shift
	vg-plan -d "$dir" "$@" >ranges
	vg-render -d "$dir" <ranges | vg-pack -d "$dir" >/dev/null
}

bare=(-n 40000 -i 10000 --style disc --size 8 --augment 0)

@test "each parameter of each class has its documented distribution, classic and neutral" {
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

@test "a linear classifier learns the class from the motion, and from nothing else" {
	make_scene out -n 8000 -i 500
	run "$PYTHON" "$repo/tests/statistics.py" leakage out
	assert_success
}
