#!/usr/bin/env bats
# Ground truth agrees with an independent computation, to the pixel.
load helper

# assert_true N OPTION…: render N samples and compute their truth again.
assert_true() {
	local samples=$1
	shift
	rm -rf out
	vg-plan -d out -n "$samples" -i 8 --truth mask,depth,flow,box "$@" >ranges
	vg-render -d out <ranges | vg-pack -d out >/dev/null
	run "$PYTHON" "$repo/tests/truth.py" out
	assert_success
	run "$PYTHON" "$repo/tests/readback.py" out
	assert_output "$(digest_of out)"
}

@test "one ball: mask, depth, flow and box are right, and the centre of mass is on the track" {
	assert_true 60
	assert_true 8 --size 128 --framing auto --coverage 0.9 --elevation 5 --frames 3
	assert_true 8 --style trail --framing auto --size 96x64
}

@test "discs, in perspective and of fixed radius" {
	assert_true 24 --style disc --layout thwc
	assert_true 24 --style disc --radius 4.5 --background 336699 --motion classic
	assert_true 12 --style disc --radius 5 --objects 3 --background studio --distractors 1
}

@test "objects and distractors that hide each other, in several views" {
	assert_true 12 --objects 4 --distractors 3 --cameras 2 --framing auto
	assert_true 12 --objects 8 --distractors 8 --background random --colour random \
		--frames 5 --dtype f4 --layout thwc
	assert_true 12 --objects 2 --distractors 2 --channels 1 --elevation 75 --frames 1
}

@test "in the smallest frames, each object that is not hidden has a pixel and a box" {
	assert_true 200 --size 8 --frames 2
	assert_true 100 --size 8 --frames 2 --style disc --radius 0.3 --layout thwc
	assert_true 100 --size 8x12 --frames 2 --style trail --framing auto --coverage 0.3
	assert_true 60 --size 8 --frames 2 --objects 3 --distractors 2 --cameras 2
	vg-plan -d tiny -n 3000 -i 1000 --size 8 --frames 2 --truth mask,box |
		vg-render -d tiny | vg-pack -d tiny
	"$PYTHON" - <<-'END'
		import numpy as np
		lone = 0
		for k in range(3):
		    data = np.load(f"tiny/checkpoint_{k:05d}.npz")
		    for mask, box, track in zip(data["mask"].reshape(-1, 8, 8),
		                                data["box"].reshape(-1, 4),
		                                data["trajectory_2d"].reshape(-1, 2)):
		        y, x = np.nonzero(mask)
		        assert len(x) > 0
		        assert (box == [x.min(), y.min(), x.max() + 1, y.max() + 1]).all()
		        if len(x) == 1 and np.abs([x[0], y[0]] - track).max() < 0.5:
		            lone += 1
		assert lone > 3000, lone
	END
}

@test "each kind of ground truth is the same alone and with others" {
	make_by_hand all -n 10 -i 10 --objects 2 --truth mask,depth,flow,box "${small[@]}"
	for kind in mask depth flow box; do
		make_by_hand $kind -n 10 -i 10 --objects 2 --truth $kind "${small[@]}"
		"$PYTHON" - $kind <<-'END'
			import sys, numpy as np
			kind = sys.argv[1]
			a = np.load("all/checkpoint_00000.npz")
			b = np.load(f"{kind}/checkpoint_00000.npz")
			for name in b.files:
			    assert name == "sample_xxh3" or (a[name] == b[name]).all(), name
			assert kind in b.files
			assert not set(b.files) & ({"mask", "depth", "flow", "box"} - {kind})
		END
	done
}

@test "added objects, distractors or ground truth do not change the other arrays" {
	make_by_hand plain -n 40 -i 40 "${small[@]}"
	make_by_hand more -n 40 -i 40 --objects 3 --distractors 2 --truth box "${small[@]}"
	"$PYTHON" - <<-'END'
		import numpy as np
		a, b = (np.load(f"{d}/checkpoint_00000.npz") for d in ("plain", "more"))
		assert (a["trajectory_3d"] == b["trajectory_3d"][:, 0]).all()
		for name in ("labels", "split", "camera_matrix"):
		    assert (a[name] == b[name]).all(), name
		assert (b["object_labels"][:, 0] == a["labels"]).all()
	END
}
