#!/usr/bin/env bats
# The fuzz targets with their seeds, from which `make fuzz` continues.
load helper

@test "seeds: each reader of input passes its checks on valid and invalid input" {
	local target targets=0
	"$PYTHON" "$repo/tests/fuzz/seeds.py" seeds
	for target in "$repo"/tests/fuzz/fuzz_*.c; do
		target=$(basename "${target%.c}")
		target=${target#fuzz_}
		run "$VG_BUILD/replay/$target" "seeds/$target"/*
		assert_success
		assert_output ''
		targets=$((targets + 1))
	done
	assert_equal "$(find seeds -mindepth 1 -maxdepth 1 | wc -l)" "$targets"
}

# Valid input of each kind is accepted: a target that refuses everything would
# test nothing.
@test "seeds: those meant to be valid are valid" {
	"$PYTHON" "$repo/tests/fuzz/seeds.py" seeds
	vg-plan -d out -n 20 -i 10 >/dev/null
	for plan in default all foreign; do
		cp "seeds/plan/$plan" out/PLAN.txt
		run vg-plan -d out --fingerprint
		assert_success
	done
	rm -r out
	vg-plan -d out -n 1000 -i 10 >/dev/null
	cp seeds/manifest/many out/MANIFEST.tsv
	run vg-plan -d out --skip-done
	assert_equal "$status" 0
	tail -c +2 seeds/archive/good-04-8 >good.npz
	run "$PYTHON" -c 'import numpy; print(*numpy.load("good.npz"))'
	assert_output 'videos labels index sample_xxh3'
	for how in none gz zstd; do
		vg-plan -d $how -n 4 --frames 1 --size 8 --format webdataset --compress $how >/dev/null
		tail -c +3 "seeds/webdataset/file-$how" >$how/checkpoint_00000.tar$([ $how != zstd ] || echo .zst)
		run vg-verify -d $how --rebuild
		assert_success
	done
	vg-plan -d stream -n 18 -i 3 --frames 1 --size 8 >/dev/null
	run vg-pack -d stream <seeds/stream/good
	assert_success
}
