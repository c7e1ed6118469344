#!/usr/bin/env bats
# Progress does not lie.
load helper

plan=(-n 600 -i 100 --frames 4 --size 32)

page_says() { grep -q "$1" "${2:-out/PROGRESS.txt}" 2>/dev/null; }

commit_next() {
	vg-plan -d out --skip-done | head -n 1 | vg-render -d out |
		vg-pack -d out >/dev/null
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out "${plan[@]}" >/dev/null
}

@test "PROGRESS.txt is created, updated at each commit, and complete at the end" {
	vg-progress -d out 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^Completed: *0 / 600 (0.0%)$'
	page_says '^Status: *STARTING$'
	page_says '^Rate: *unknown, no commit seen in this run$'
	for done in 1 2 3 4 5 6; do
		commit_next
		wait_until 10 page_says "^Completed: *${done}00 / 600 ("
		page_says "^Checkpoints: *$done / 6\$"
	done
	wait "$follower"
	run cat out/PROGRESS.txt
	assert_line --regexp '^Status: +COMPLETE$'
	assert_line --regexp '^Completed: +600 / 600 \(100\.0%\)$'
	assert_line --regexp '^Rate: +[0-9.]+ samples/s now, [0-9.]+ over this run$'
	assert_line --regexp '^Elapsed: +0:00:[0-9]{2}$'
	assert_line --regexp '^ETA: '
	assert_line --regexp '^Last commit: checkpoint_00005.npz, 20[0-9-]+T[0-9:]+Z$'
	assert_line --regexp '^Last update: 20[0-9-]+T[0-9:]+Z$'
	assert_equal "$(cat log)" ''
}

@test "between commits it is written again every so many seconds" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 test -e out/PROGRESS.txt
	first=$(stat -c %i out/PROGRESS.txt)
	was=$(grep 'Last update' out/PROGRESS.txt)
	changed() { [ "$(grep 'Last update' out/PROGRESS.txt)" != "$was" ]; }
	wait_until 5 changed
	kill "$follower"
}

@test "an estimate is a range with a finish, once there is something to go by" {
	vg-progress -d out --every 1 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^ETA: *unknown$'
	commit_next
	commit_next
	wait_until 10 page_says \
		'^ETA: *[0-9]*:[0-9:]* - [0-9]*:[0-9:]*, at 20[0-9-]*T[0-9:]*Z - [0-9:]*Z$'
	kill "$follower"
}

@test "PROGRESS.txt is whole whenever it is read" {
	rm -r out
	vg-plan -d out -n 6000 -i 100 --frames 4 --size 32 >ranges
	vg-progress -d out 2>log 3>&- &
	follower=$!
	(xargs -n 1 sh -c 'vg-render -d out "$0" | vg-pack -d out' <ranges >paths) 3>&- &
	wait_until 10 test -e out/PROGRESS.txt
	reads=0
	while kill -0 "$follower" 2>/dev/null; do
		content=$(cat out/PROGRESS.txt)
		assert_equal "$(head -c 7 <<<"$content")" Status:
		assert_regex "$(tail -n 1 <<<"$content")" '^Last update: 20[0-9T:-]+Z$'
		reads=$((reads + 1))
	done
	wait "$follower"
	assert [ "$reads" -gt 15 ]
}

@test "it can be watched from a plain copy of one file" {
	commit_next
	vg-progress -d out --once || :
	mkdir elsewhere
	cp out/PROGRESS.txt elsewhere/
	run cat elsewhere/PROGRESS.txt
	assert_line --regexp '^Completed: +100 / 600 \(16\.6%\)$'
	# 80 columns, plain text
	refute_line --regexp '.{81}'
	run grep -c '[^ -~]' elsewhere/PROGRESS.txt
	assert_output 0
}

@test "COMPLETE is not said of a deleted, damaged or foreign file, or a grown plan" {
	make_by_hand out "${plan[@]}"
	run vg-progress -d out --once
	assert_success
	printf '\377' | dd of=out/checkpoint_00002.npz bs=1 seek=700 conv=notrunc status=none
	run vg-progress -d out --once
	assert_failure 1
	refute page_says COMPLETE
	vg-plan -d out --skip-done --verify | vg-render -d out | vg-pack -d out
	rm out/checkpoint_00003.npz
	run vg-progress -d out --once
	assert_failure 1
	page_says '^Completed: *500 / 600 (83.3%)$'
	refute page_says COMPLETE
	cp out/checkpoint_00001.npz out/checkpoint_00003.npz
	run vg-progress -d out --once
	assert_failure 1
	rm out/checkpoint_00003.npz
	make_by_hand out "${plan[@]}"
	run vg-progress -d out --once
	assert_success
	vg-plan -d out -n 601 >/dev/null
	run vg-progress -d out --once
	assert_failure 1
	page_says '^Completed: *600 / 601 (99.8%)$'
	refute page_says COMPLETE
}

@test "when the workers are gone and something is missing, it says INCOMPLETE and ends" {
	sleep 1000 3>&- &
	worker=$!
	vg-progress -d out --pid "$worker" 2>log 3>&- &
	follower=$!
	commit_next
	wait_until 10 page_says '^Completed: *100 '
	kill "$worker"
	wait "$worker" || :
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	page_says '^Status: *INCOMPLETE$'
}

@test "a run in which every render fails never says COMPLETE" {
	mkdir broken
	printf '#!/bin/sh\nexit 3\n' >broken/vg-render
	chmod +x broken/vg-render
	cp "$repo/pipelines/generate.sh" .
	PATH=$PWD/broken:$PATH run ./generate.sh -d out "${plan[@]}"
	assert_failure 1
	assert_line --regexp '^Completed: +0 / 600|INCOMPLETE'
	refute page_says '[^N]COMPLETE\|^COMPLETE'
	page_says '^Status: *INCOMPLETE$'
}

@test "several manifests are one picture" {
	vg-plan -d out --part 1/2 | vg-render -d out |
		vg-pack -d out --manifest MANIFEST-a.tsv >/dev/null
	vg-plan -d out --part 2/2 | vg-render -d out |
		vg-pack -d out --manifest MANIFEST-b.tsv >/dev/null
	run vg-plan -d out --skip-done
	assert_output ''
	run vg-progress -d out --once
	assert_success
	run vg-verify -d out
	assert_success
	run "$PYTHON" "$repo/tests/readback.py" out
	assert_success
}

@test "a live line on a terminal, nothing elsewhere, nothing with --quiet" {
	commit_next
	run script -qec 'vg-progress -d out --once' /dev/null
	assert_output --partial '100 / 600 (16.6%)'
	run script -qec 'vg-progress -d out --once --quiet' /dev/null
	assert_output ''
	run vg-progress -d out --once
	assert_output ''
}
