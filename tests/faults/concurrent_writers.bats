#!/usr/bin/env bats
# Many processes write at once, also the same ranges.
load ../helper

@test "64 vg-pack at once on one manifest write each archive once and a whole manifest" {
	vg-plan -d out -n 1280 -i 20 --frames 2 --size 16 >ranges
	assert_equal "$(wc -l <ranges)" 64
	make_by_hand reference -n 1280 -i 20 --frames 2 --size 16
	mkdir streams
	while read -r range; do
		vg-render -d out "$range" >"streams/$range"
	done <ranges
	for stream in streams/*; do
		(vg-pack -d out <"$stream" >>printed 2>>errors) 3>&- &
	done
	wait
	run cat errors
	assert_output ''
	assert_equal "$(sort printed | uniq | wc -l)" 64
	assert_equal "$(grep -vc '^#' out/MANIFEST.tsv)" 64
	assert_equal "$(archives_of out)" "$(archives_of reference)"
	assert_clean out
	run "$PYTHON" "$repo/tests/readback.py" out
	assert_output "$(digest_of reference)"
}

@test "1,000 workers on 5 ranges all succeed, with one archive and one line for each range" {
	vg-plan -d out -n 50 -i 10 --frames 2 --size 16 >ranges
	make_by_hand reference -n 50 -i 10 --frames 2 --size 16
	while read -r range; do
		vg-render -d out "$range" >"stream-$range"
	done <ranges
	for ((wave = 0; wave < 20; wave++)); do
		for ((i = 0; i < 10; i++)); do
			for stream in stream-*; do
				(vg-pack -d out <"$stream" >>printed 2>>errors ||
					echo "status $?" >>errors) 3>&- &
			done
		done
		wait
	done
	run cat errors
	assert_output ''
	assert_equal "$(wc -l <printed)" 1000
	assert_equal "$(grep -vc '^#' out/MANIFEST.tsv)" 5
	assert_equal "$(archives_of out)" "$(archives_of reference)"
	assert_clean out
}

@test "20 hosts with their own manifests on the same ranges make one dataset" {
	make_by_hand reference -n 100 -i 10 --frames 2 --size 16
	vg-plan -d out -n 100 -i 10 --frames 2 --size 16 >ranges
	for ((host = 0; host < 20; host++)); do
		(shuf ranges | vg-render -d out |
			vg-pack -d out --manifest "MANIFEST.$host.tsv" >/dev/null 2>>errors) 3>&- &
	done
	wait
	run cat errors
	assert_output ''
	assert_equal "$(archives_of out)" "$(archives_of reference)"
	assert_clean out
}
