#!/usr/bin/env bats
# A dataset has the promised arrays, classes, parts, values and checkpoints.
load helper

@test "parallel and sequential runs give the same arrays" {
	make_by_hand one -n 2050 -i 100 "${small[@]}"
	run generate.sh -j 8 -d eight -n 2050 -i 100 "${small[@]}"
	assert_success
	assert_equal "$(archives_of eight)" "$(archives_of one)"
	assert_equal "$("$PYTHON" "$repo/tests/readback.py" eight)" \
		"$(digest_of one)"
}

@test "the first n samples have balanced classes to within one, for every n and 1 to 4 classes" {
	for classes in 1 2 3 4; do
		make_by_hand "c$classes" -n 1003 -i 250 --classes $classes "${small[@]}"
		run "$PYTHON" "$repo/tests/readback.py" "c$classes"
		assert_success
	done
	run vg-verify -d c3
	assert_line --regexp '^Classes: +(334|335) (334|335) (334|335)$'
}

@test "values are finite and in range, for u1 and f4, tchw and thwc, RGB and grey" {
	for options in "--dtype u1 --layout tchw --channels 3" \
		"--dtype f4 --layout thwc --channels 1" \
		"--dtype f4 --layout tchw --channels 3 --cameras 2" \
		"--dtype u1 --layout thwc --style disc --size 24x48" \
		"--motion classic --noise 0.01,0.03 --frames 1 --size 8x8" \
		"--frames 3 --size 100x60 --cameras 4 --channels 1"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		make_by_hand out -n 250 -i 100 --frames 4 --size 32 $options
		run "$PYTHON" "$repo/tests/readback.py" out
		assert_success
		assert_output "$(digest_of out)"
	done
}

@test "u1 and f4, tchw and thwc have the same pixels" {
	make_by_hand a -n 50 -i 50 "${small[@]}"
	make_by_hand b -n 50 -i 50 --dtype f4 --layout thwc "${small[@]}"
	"$PYTHON" - <<-'END'
		import numpy as np
		a = np.load("a/checkpoint_00000.npz")["videos"]
		b = np.load("b/checkpoint_00000.npz")["videos"]
		a = a.transpose(0, 1, 3, 4, 2)
		assert (b == a.astype("f4") / np.float32(255)).all()
		# every video has motion
		assert (a[:, 0] != a[:, 1]).any((1, 2, 3)).all()
	END
}

@test "each sample's part is stored; parts are exact and balanced; growing moves no sample" {
	make_by_hand out -n 2000 -i 300 --split 70,20,10 --frames 1 --size 8
	"$PYTHON" - <<-'END' >before
		import glob, numpy as np
		files = sorted(glob.glob("out/checkpoint_*.npz"))
		s, l = (np.concatenate([np.load(f)[k] for f in files]) for k in ("split", "labels"))
		for part, share in enumerate((70, 20, 10)):
		    assert (np.bincount(l[s == part], minlength=4) == share * 5).all()
		print(*s)
	END
	make_by_hand out -n 4000
	"$PYTHON" - <<-'END'
		import glob, numpy as np
		files = sorted(glob.glob("out/checkpoint_*.npz"))
		s = np.concatenate([np.load(f)["split"] for f in files])
		assert len(s) == 4000
		assert (s[:2000] == np.array(open("before").read().split(), int)).all()
	END
	make_by_hand few -n 200 -i 200 --frames 1 --size 8
	run "$PYTHON" -c 'import numpy as np
print(*np.bincount(np.load("few/checkpoint_00000.npz")["split"]))'
	assert_output '160 20 20'
}

@test "the same seed gives the same dataset, another seed a different one" {
	for name in a b; do
		make_by_hand $name -n 300 -i 100 --seed 7 "${small[@]}"
	done
	make_by_hand c -n 300 -i 100 --seed 8 "${small[@]}"
	assert_equal "$(archives_of a)" "$(archives_of b)"
	run diff <(archives_of a) <(archives_of c)
	assert_failure
	"$PYTHON" - <<-'END'
		import numpy as np
		a, c = (np.load(f"{d}/checkpoint_00000.npz")["sample_xxh3"] for d in "ac")
		assert not set(a) & set(c)
	END
}

@test "older torch can make a tensor of every array" {
	vg-plan -d out -n 40 -i 40 --objects 2 --distractors 1 --cameras 2 --dtype f4 \
		--truth mask,depth,flow,box "${small[@]}" | vg-render -d out | vg-pack -d out
	"$PYTHON" - <<-'END'
		import numpy as np
		data = np.load("out/checkpoint_00000.npz")
		assert len(data.files) == 15, data.files
		# torch.from_numpy before 2.3: no unsigned type but u1
		taken = "u1 i1 i2 i4 i8 f2 f4 f8 b1".split()
		for name in data.files:
		    assert data[name].dtype in taken, (name, data[name].dtype)
		stored = data["sample_xxh3"]
		assert (stored < 0).any() and (stored > 0).any()
	END
}

@test "as many jobs run at the same time as were asked for" {
	# each renderer waits until three are running
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) exec REAL "$@" ;; esac
		: >met/$$
		until [ "$(ls met | wc -l)" -ge 3 ]; do
			tries=$((tries + 1))
			[ "$tries" -lt 400 ] || exit 1
			sleep 0.05
		done
		exec REAL "$@"
	END
	for runner in '' --parallel; do
		rm -rf out met
		mkdir met
		# shellcheck disable=SC2086 # a word or none
		run tree/pipelines/generate.sh -j 3 $runner -d out -n 300 -i 100 "${small[@]}"
		assert_success
	done
}

@test "each checkpoint has interval samples, the last one the rest" {
	make_by_hand out -n 1050 -i 100 "${small[@]}"
	run bash -c 'ls out | grep -c "^checkpoint_"'
	assert_output 11
	"$PYTHON" - <<-'END'
		import numpy as np
		n = [len(np.load(f"out/checkpoint_{k:05d}.npz")["labels"]) for k in range(11)]
		assert n == [100] * 10 + [50], n
	END
	run bash -c 'grep -v "^#" out/MANIFEST.tsv | wc -l'
	assert_output 11
}

@test "checkpoints can be read while the run continues" {
	vg-plan -d out -n 300 -i 100 "${small[@]}" >ranges
	local done=0
	while read -r range; do
		run bash -c "vg-render -d out $range | vg-pack -d out"
		assert_success
		assert_output "out/checkpoint_0000$done.npz"
		done=$((done + 1))
		run vg-progress -d out --once
		assert_equal "$status" $((done < 3))
		run cat out/PROGRESS.txt
		assert_line --regexp "^Completed: +${done}00 / 300 "
	done <ranges
	assert_line --regexp '^Status: +COMPLETE$'
}

@test "a run of 5,000 samples completes, and standard tools can read it" {
	run generate.sh -d out -n 5000 -i 500
	assert_success
	assert_line --regexp '^Coverage: +5000 / 5000 samples$'
	assert_line --regexp '^Result: +COMPLETE$'
	cd out
	for file in checkpoint_*.npz; do unzip -tq "$file"; done
	grep -v '^#' MANIFEST.tsv | awk -F'\t' '{print $1"  "$2}' | xxhsum -c - >sums
	run grep -c ': OK$' sums
	assert_output 10
	cd ..
	run "$PYTHON" "$repo/tests/readback.py" out
	assert_success
	assert_output "$(digest_of out)"
}
