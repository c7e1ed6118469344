#!/usr/bin/env bats
# Each tool under valgrind: no invalid access, no undefined value, no leak.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	! sanitized || skip "the sanitizers built in look after memory themselves"
	command -v valgrind >/dev/null || skip "valgrind is not installed"
}

# checked COMMAND…: run it under valgrind, which ends with 99 on an error.
checked() {
	valgrind --quiet --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=definite,indirect,possible \
		--errors-for-leak-kinds=definite,indirect,possible \
		--track-fds=no "$@"
}

@test "each tool, from plan to verified dataset and picture" {
	checked vg-plan -d out -n 8 -i 4 "${small[@]}" --cameras 2 --objects 2 \
		--truth mask,depth,flow,box >ranges
	checked vg-render -d out <ranges >stream
	checked vg-pack -d out <stream >paths
	assert_equal "$(wc -l <paths)" 2
	checked vg-plan -d out --skip-done >ranges
	assert [ ! -s ranges ]
	checked vg-plan -d out --show >/dev/null
	checked vg-progress -d out --once --json >state
	grep -q '"status":"COMPLETE"' state
	checked vg-verify -d out --recheck all >report
	grep -q 'COMPLETE' report
	checked vg-cat -d out | cmp - <(vg-render -d out 0-7)
	checked vg-cat -d out --shuffle 1 --epochs 2 --split train --part 1/2 \
		--fields videos,split >some
	checked vg-view <stream >look.png
	checked vg-view --y4m <stream >look.y4m
}

@test "each tool, when it refuses input" {
	make_by_hand out -n 20 -i 10 "${small[@]}"
	vg-render -d out 0-9 >stream
	run -1 checked vg-plan -d out --frames 5
	run -2 checked vg-plan -d out --frames 0
	run -2 checked vg-render -d out 5-4
	run -1 checked vg-pack -d out < <(head -c -1 stream)
	run -1 checked vg-view -g 20x4 < <(head -c -1 stream)
	run -2 checked vg-cat -d out 0-19 -
	run -2 checked vg-cat -d out --fields nothing
	run -3 checked vg-progress -d out --once -o nowhere/file
	printf x >>out/checkpoint_00001.npz
	run -1 checked vg-cat -d out
	run -1 checked vg-progress -d out --once
	run -1 checked vg-verify -d out --list
	assert_output --partial 10-19
	sed -i '/checkpoint_00000/s/^./x/' out/MANIFEST.tsv
	run -1 checked vg-verify -d out
	run -1 checked vg-plan -d out --skip-done
}
