#!/usr/bin/env bats
# vg-plan: it keeps the plan of a dataset, and prints the missing ranges.
load helper

@test "without a directory, vg-plan only prints ranges" {
	run vg-plan -n 1050 -i 500
	assert_success
	assert_output $'0-499\n500-999\n1000-1049'
	assert_equal "$(ls)" ''
}

@test "with a directory, vg-plan writes PLAN.txt, and takes other keys from it" {
	vg-plan -d out -n 250 -i 100 --frames 8 >first
	run vg-plan -d out
	assert_success
	assert_output "$(cat first)"
	run grep -v '^#' out/PLAN.txt
	assert_line 'samples = 250'
	assert_line 'frames = 8'
	assert_line 'renderer = vg/2.1'
}

@test "a scene option that differs from PLAN.txt is refused, and nothing changes" {
	vg-plan -d out -n 200 -i 100 >/dev/null
	before=$(stat -c '%i %y' out/PLAN.txt)
	while read -r option asked says; do
		assert_refused 1 "^vg-plan: $option: PLAN.txt says $says, asked for $asked\$" \
			vg-plan -d out "--$option" "$asked"
	done <<-END
		frames 32 16
		seed 43 42
		size 32x64 64x64
		dtype f4 u1
		noise 0.01,0.03 0.002,0.006
		interval 50 100
		augment 0.5 0.8
		samples 100 200
	END
	assert_equal "$(stat -c '%i %y' out/PLAN.txt)" "$before"
}

@test "samples may grow, and only the new part is planned" {
	make_by_hand out -n 250 -i 100 "${small[@]}"
	run vg-plan -d out -n 400 --skip-done
	assert_output $'200-299\n300-399'
	run grep '^samples' out/PLAN.txt
	assert_output 'samples = 400'
}

@test "of two vg-plan that grow one plan at once, the larger always stands" {
	vg-plan -d base -n 10 -i 10 >/dev/null
	for round in $(seq 200); do
		rm -rf out
		cp -r base out
		larger=$((20 + round))
		for n in 15 $larger; do
			vg-plan -d out -n "$n" >"ranges.$n" 2>"why.$n" 3>&- &
		done
		wait
		assert_equal "$(sed -n 's/^samples = //p' out/PLAN.txt)" "$larger"
		assert_equal "$(tail -n 1 "ranges.$larger")" "$((larger - larger % 10 - (larger % 10 == 0 ? 10 : 0)))-$((larger - 1))"
		assert_equal "$(cat "why.$larger")" ''
		# the smaller is answered before the larger plan exists, or refused
		if [ -s why.15 ]; then
			assert_equal "$(cat why.15)" "vg-plan: samples: PLAN.txt says $larger, asked for 15"
		else
			assert_equal "$(tail -n 1 ranges.15)" 10-14
		fi
	done
}

@test "a plan that waited for the lock sees what the other has written" {
	# flock(1) holds the lock of PLAN.txt while the plan changes under vg-plan
	command -v flock >/dev/null || skip 'needs flock(1)'
	vg-plan -d out -n 10 -i 10 >/dev/null
	exec 7<out/PLAN.txt
	flock 7
	vg-plan -d out -n 20 >ranges 2>why 3>&- 7>&- &
	job=$!
	sleep 1 # by now it has read 10, and waits
	kill -0 "$job"
	sed 's/^samples.*/samples = 40/' out/PLAN.txt >new
	mv new out/PLAN.txt
	exec 7<&-
	wait "$job" && code=0 || code=$?
	assert_equal "$code" 1
	assert_equal "$(cat why)" 'vg-plan: samples: PLAN.txt says 40, asked for 20'
	assert_equal "$(sed -n 's/^samples = //p' out/PLAN.txt)" 40
}

# All files of ./out with their content and times.
state_of_out() {
	find out -printf '%p %i %T@ %s\n' 2>/dev/null | sort
}

@test "--dry-run answers as if the plan had been changed, and changes nothing" {
	for answer in '' --show --fingerprint '--part 1/2'; do
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d twin -n 25 -i 10 --frames 3 --size 8 $answer >wanted
		# shellcheck disable=SC2086
		run vg-plan -d out --dry-run -n 25 -i 10 --frames 3 --size 8 $answer
		assert_success
		assert_output "$(cat wanted)"
		refute [ -e out ]
	done
	make_by_hand out -n 25 -i 10 --frames 3 --size 8
	echo half >out/.checkpoint_00001.npz.1.0.tmp
	echo '0-9 2026-11-24T14:03:15Z' >out/.failures
	rm out/PROGRESS.txt 2>/dev/null || :
	before=$(state_of_out)
	run vg-plan -d out --dry-run -n 45 --skip-done
	assert_output $'20-29\n30-39\n40-44'
	run vg-plan -d out --dry-run --skip-done
	assert_output ''
	assert_refused 1 'frames: PLAN.txt says 3, asked for 5' vg-plan -d out --dry-run --frames 5
	assert_refused 1 'samples: PLAN.txt says 25, asked for 5' vg-plan -d out --dry-run -n 5
	assert_refused 2 'interval: 1: 2000000 samples' vg-plan -d none --dry-run -n 2000000 -i 1
	assert_refused 2 'camera 0: a corner' vg-plan -d none --dry-run --distance 6
	refute [ -e none ]
	assert_equal "$(state_of_out)" "$before"
	# where nothing may be written at all
	mkdir empty
	run vg-plan -d empty --dry-run -n 5
	assert_output 0-4
	assert_equal "$(ls -A empty)" ''
}

@test "--like gives a new dataset the scene of another, and its own extent" {
	vg-plan -d one -n 250 -i 100 --frames 3 --size 24x32 --truth box --objects 2 >/dev/null
	run vg-plan -d two --like one -n 30 -i 20
	assert_success
	assert_output $'0-19\n20-29'
	assert_equal "$(vg-plan -d two --fingerprint)" "$(vg-plan -d one --fingerprint)"
	run diff <(grep -v '^#' one/PLAN.txt) <(grep -v '^#' two/PLAN.txt)
	assert_output "$(printf '%s\n' 1,2c1,2 '< samples = 250' '< interval = 100' --- \
		'> samples = 30' '> interval = 20')"
	run vg-plan -d three --like one
	assert_output "$(vg-plan -d one)"
	cmp one/PLAN.txt three/PLAN.txt
	# only the extent may differ, and only a new plan is made
	assert_refused 1 'frames: the other PLAN.txt says 3, asked for 4' \
		vg-plan -d four --like one --frames 4
	assert_refused 1 'two/PLAN.txt: exists already; --like is only for a new dataset' \
		vg-plan -d two --like one -n 40
	assert_refused 1 'empty/PLAN.txt: does not exist' bash -c 'mkdir empty; vg-plan -d four --like empty'
	assert_refused 3 'none: open directory' vg-plan -d four --like none
	assert_refused 2 '--like requires -d DIR' vg-plan --like one
	run vg-plan -d four --like one -n 5 --dry-run
	assert_output 0-4
	refute [ -e four ]
	# free keys of another renderer too
	vg-plan -d other -n 20 -i 10 --renderer blender/4.1 -x samples=128 >/dev/null
	vg-plan -d other2 --like other -n 10 >/dev/null
	assert_equal "$(vg-plan -d other2 --fingerprint)" "$(vg-plan -d other --fingerprint)"
}

@test "the parts of --part are disjoint, and together the whole" {
	vg-plan -n 10000 -i 30 >all
	for part in 1 2 3 4 5 6 7; do vg-plan -n 10000 -i 30 --part "$part/7"; done >parts
	assert_equal "$(sort parts)" "$(sort all)"
	assert_equal "$(wc -l <all)" 334
}

@test "--skip-done plans deleted, shorter and longer files again" {
	make_by_hand out -n 500 -i 100 "${small[@]}"
	rm out/checkpoint_00001.npz
	truncate -s -1 out/checkpoint_00002.npz
	echo >>out/checkpoint_00003.npz
	run vg-plan -d out --skip-done
	assert_output $'100-199\n200-299\n300-399'
}

@test "--skip-done --verify finds a flipped bit, and generate.sh repairs it" {
	make_by_hand out -n 500 -i 100 "${small[@]}"
	digest=$(digest_of out)
	printf '\377' | dd of=out/checkpoint_00004.npz bs=1 seek=5000 conv=notrunc status=none
	run vg-plan -d out --skip-done
	assert_output ''
	run vg-plan -d out --skip-done --verify
	assert_output 400-499
	vg-plan -d out --skip-done --verify | vg-render -d out | vg-pack -d out
	assert_equal "$(digest_of out)" "$digest"
}

@test "samples of another plan are refused, even if PLAN.txt was deleted" {
	make_by_hand out -n 200 -i 100 "${small[@]}"
	rm out/PLAN.txt
	assert_refused 1 'out/PLAN.txt does not exist: seed: the manifest says 42, asked for 1; make it again with: ' \
		vg-plan -d out -n 200 -i 100 "${small[@]}" --seed 1
}

@test "the fingerprint depends on the scene keys, not on the extent keys" {
	one=$(vg-plan --fingerprint)
	assert_regex "$one" '^[0-9a-f]{16}$'
	assert_equal "$(vg-plan --fingerprint -n 5 -i 2)" "$one"
	for option in '--seed 1' '--frames 8' '--style disc' '--noise 0,0' '--cameras 2'; do
		# shellcheck disable=SC2086 # words on purpose
		refute [ "$(vg-plan --fingerprint $option)" = "$one" ]
	done
}

@test "numbers mean the same in every notation" {
	one=$(vg-plan --fingerprint --augment 0.5 --size 32x32)
	assert_equal "$(vg-plan --fingerprint --augment 0.500 --size 32)" "$one"
}

@test "colours, flags and distances are accepted in fixed forms, and written in one form" {
	vg-plan -d out -n 10 -i 10 --colour 00AAff --background random --truth flow,mask \
		--style disc --radius 4.50 --objects 3 --distractors 2 >/dev/null
	run grep -E '^(colour|background|truth|radius|objects|distractors) ' out/PLAN.txt
	assert_output "$(printf '%s\n' 'radius = 4.5' 'colour = 00aaff' 'background = random' \
		'objects = 3' 'distractors = 2' 'truth = mask,flow')"
	assert_equal "$(vg-plan -d out --truth mask,flow)" 0-9
	while IFS='|' read -r options message; do
		# shellcheck disable=SC2086 # words on purpose
		assert_refused 2 "$message" vg-plan $options
	done <<-'END'
		--colour red|--colour red: must be RRGGBB, style or random
		--colour 12345|--colour 12345: must be RRGGBB, style or random
		--colour 12345g|--colour 12345g: must be RRGGBB, style or random
		--colour studio|--colour studio: must be RRGGBB, style or random
		--colour RRGGBB|--colour RRGGBB: must be RRGGBB, style or random
		--background red|--background red: must be RRGGBB, style, random or studio
		--colour 123456 --background 123456|colour: must differ from background
		--truth mask,|--truth mask,: must be none, or some of mask,depth,flow,box
		--truth mask,mask|--truth mask,mask: must be none, or some of mask,depth,flow,box
		--truth masks|--truth masks: must be none, or some of mask,depth,flow,box
		--truth none,mask|--truth none,mask: must be none, or some of mask,depth,flow,box
		--objects 0|--objects 0: must be between 1 and 8
		--objects 9|--objects 9: must be between 1 and 8
		--distractors 9|--distractors 9: must be between 0 and 8
		--coverage 0.5|coverage: requires framing auto
		--framing auto --coverage 0.95|--coverage 0.95: must be between 0.2 and 0.9
		--framing auto --distance 5|distance: requires framing workspace
		--radius 5|radius: requires style disc
		--style disc --radius 15|radius: must be at most 14.5, so that disc and ring reach at most 16.0 px
		--style disc --radius 200 --framing auto|radius: must be at most 14.5, so that disc and ring reach at most 16.0 px
		--size 1024 --frames 100 --truth flow|over the limit of 1 GiB
	END
}

@test "cameras that are too near are refused, with the distance that would do" {
	assert_refused 2 '^vg-plan: camera 0: a corner of the workspace is [0-9.]+ px outside the frame.s margin; give distance [0-9.]+ or more, or 0$' \
		vg-plan -d out --distance 6 --cameras 3
	refute [ -e out ]
	needed=$(vg-plan --distance 6 --cameras 3 2>&1 | sed 's/.*give distance \([0-9.]*\) .*/\1/')
	vg-plan -d out -n 10 -i 10 --distance "$needed" --cameras 3
	assert_refused 2 'camera ' vg-plan --distance "$("$PYTHON" -c "print($needed - .02)")" --cameras 3
	assert_refused 2 'camera ' vg-render --distance 6 0
}

@test "with another renderer, free keys are allowed, and our scene keys are not" {
	run vg-plan -d out -n 200 -i 100 --renderer blender/4.1 -x samples=128 -x file=a.blend
	assert_success
	run grep -v '^#' out/PLAN.txt
	assert_output "$(printf '%s\n' 'samples = 200' 'interval = 100' \
		'format = npz' 'compress = deflate' 'renderer = blender/4.1' 'x-file = a.blend' 'x-samples = 128')"
	assert_refused 1 'x-samples: PLAN.txt says 128, asked for 64' vg-plan -d out -x samples=64
	assert_refused 2 'frames: is not for renderer blender/4.1' vg-plan -d out --frames 8
	assert_refused 1 'renderer: the plan.s is blender/4.1' vg-render -d out 0-99
	assert_refused 2 'free keys require a renderer other than' vg-plan -x file=a.blend
	assert_refused 2 "x-file: '': must be 1 to 127 bytes of printable ASCII" \
		vg-plan --renderer blender/4.1 -x file=
}

@test "numbers may be typed short, and PLAN.txt has them in full" {
	vg-plan -d long -n 1500000 -i 10000 --augment 0.5 --noise 0.001,0.01 \
		--elevation 12.5 --colour random >/dev/null
	vg-plan -d short -n 1.5M -i 10k --augment .5 --noise 1e-3,.01 \
		--elevation 125e-1 --color random >/dev/null
	diff <(grep -v '^#' long/PLAN.txt) <(grep -v '^#' short/PLAN.txt)
	grep -qxF 'samples = 1500000' short/PLAN.txt
	grep -qxF 'augment = 0.5' short/PLAN.txt
	grep -qxF 'colour = random' short/PLAN.txt
	assert_equal "$(vg-plan -n 2e3 -i 1k)" $'0-999\n1000-1999'
	assert_refused 2 '^vg-plan: --colour mauve: must be ' vg-plan --color mauve
	# an alias is a name for the option, not a key
	sed -i 's/^colour/color/' long/PLAN.txt
	assert_refused 1 'color' vg-plan -d long
}

@test "a damaged PLAN.txt is refused, with the line" {
	vg-plan -d out -n 200 -i 100 >/dev/null
	cp out/PLAN.txt whole
	while IFS='|' read -r edit message; do
		sed "$edit" whole >out/PLAN.txt
		assert_refused 1 "^vg-plan: out/PLAN.txt: $message" vg-plan -d out
	done <<-'END'
		/^frames/d|frames: missing
		s/^frames.*/frames = many/|line 10: frames: many: must be a whole number between 1 and 1024
		s/^frames.*/frames 16/|line 10: must have the form
		s/^frames.*/frmes = 16/|line 10: frmes: no such key
		$a frames = 16|line 31: frames: duplicate key
		s/^interval.*/interval = 0/|line 4: interval: 0: must be between 1 and 1000000000
		s/^coverage.*/coverage = 2/|line 23: coverage: 2: must be between 0.2 and 0.9
		s/^style.*/style = foo/|line 15: style: foo: must be ball, disc or trail
		s/^truth.*/truth =/|line 30: truth: '': must be none, or some of mask,depth,flow,box
	END
}

@test "interval auto keeps a checkpoint below 1 GiB unpacked, at 1, 2 or 5 times a power of ten" {
	while read -r options; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 1000000 $options --show >show
		run "$PYTHON" - <<-'END'
			import re
			show = open("show").read()
			# each array begins at a multiple of 8; index and sample_xxh3 are added
			each = int(re.search(r"^Sample: +([0-9]+) bytes", show, re.M)[1]) + 16
			fit = [m * 10 ** e for e in range(4) for m in (1, 2, 5) if m * 10 ** e * each < 1 << 30]
			interval = int(re.search(r"^interval = ([0-9]+)$", open("out/PLAN.txt").read(), re.M)[1])
			assert interval == min(2000, max(fit, default=1)), (interval, each)
		END
		assert_success
	done <<-'END'

		--size 8 --frames 1
		--size 128
		--frames 24 --size 256
		--frames 24 --size 256 --objects 3 --truth mask,depth,flow,box
		--frames 1024 --size 320x340 --cameras 3
		--frames 341 --size 1024
	END
	# the plan has a number, and keeps it
	run vg-plan -d out -n 7
	assert_line --partial 'samples: PLAN.txt says'
	rm -rf out
	vg-plan -d out -n 500 -i 500 --frames 24 --size 256 >/dev/null
	vg-plan -d out -n 1000 >ranges
	assert_equal "$(cat ranges)" $'0-499\n500-999'
	assert_refused 1 'interval: PLAN.txt says 500, asked for 200$' vg-plan -d out -i auto
	run vg-plan -n 4000 -i auto --renderer test/1
	assert_output $'0-1999\n2000-3999'
	sed -i 's/^interval.*/interval = auto/' out/PLAN.txt
	assert_refused 1 'out/PLAN.txt: interval: auto: must be a number$' vg-plan -d out
	assert_refused 2 '^vg-plan: --interval 0: must be between 1 and 1000000000, or auto$' vg-plan -i 0
}

@test "a million checkpoints can be planned, and no more" {
	run bash -c 'vg-plan -n 1000000 -i 1 | tail -n 1'
	assert_output 999999-999999
	assert_refused 2 'interval: 1: 1000001 samples would make 1000001 checkpoints; at most 1000000$' vg-plan -n 1000001 -i 1
}

@test "--show prints the arrays, their bytes, and the space around the workspace" {
	for options in "" "--cameras 3 --dtype f4 --layout thwc --size 40x24 --frames 5" "--channels 1 --motion classic"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 7 -i 3 $options --show >show
		vg-plan -d out | vg-render -d out | vg-pack -d out >/dev/null
		run "$PYTHON" - <<-'END'
			import re, numpy as np
			show = open("show").read()
			assert "Samples:     7 in 3 checkpoints of 3, the last of 1\n" in show, show
			data = np.load("out/checkpoint_00000.npz")
			lines = re.findall(r"^(?:Arrays:)? +(\w+) +([|<]\w+) \(n,(.*)\)$", show, re.M)
			assert [l[0] for l in lines] == data.files
			total = 0
			for name, dtype, shape in lines:
			    assert data[name].dtype == np.dtype(dtype)
			    assert data[name].shape == (3,) + tuple(map(int, shape.replace(",", "").split()))
			    if name not in ("index", "sample_xxh3"):
			        total += -(-data[name][0].nbytes // 8) * 8
			assert f"Sample:      {total} bytes before compression, about " in show
			box = re.search(r"x (\S+) to (\S+), y (\S+) to (\S+), z (\S+) to (\S+)\n", show)
			lo, hi = (np.array(box.groups()[i::2], float) for i in (0, 1))
			corners = np.array([[(lo, hi)[i >> k & 1][k] for k in range(3)] + [1] for i in range(8)])
			matrices = data["camera_matrix"][0].reshape(-1, 3, 4)
			size = data["videos"].shape
			h, w = size[-3:-1] if "thwc" in open("out/PLAN.txt").read() else size[-2:]
			spare = re.findall(r"sees all of it with (\S+) px to spare", show)
			assert len(spare) == len(matrices)
			for p, told in zip(matrices, spare):
			    uvw = corners @ p.T
			    u, v = uvw[:, 0] / uvw[:, 2], uvw[:, 1] / uvw[:, 2]
			    least = min((u + .5).min(), (w - .5 - u).min(), (v + .5).min(), (h - .5 - v).min())
			    assert abs(least - float(told)) < 0.3, (least, told)
			    assert least > 0.08 * min(h, w)
			points = data["trajectory_3d"].reshape(-1, 3)
			assert (points >= lo - .01).all() and (points <= hi + .01).all()
		END
		assert_success
	done
	run cat show
	assert_line "Fingerprint: $(vg-plan -d out --fingerprint)"
}

@test "--show estimates packed bytes, and measures the object in pixels" {
	while read -r n options; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n "$n" -i "$n" --format npz $options --show >show
		vg-render -d out "0-$((n - 1))" | vg-pack -d out
		run "$PYTHON" - <<-'END'
			import os, re, numpy as np
			show, plan = open("show").read(), open("out/PLAN.txt").read()
			data = np.load("out/checkpoint_00000.npz")
			n = len(data["labels"])
			def size(key):
			    raw, packed = re.search(key + r": +(\S+ \w+) before compression, about (\S+ \w+) after\n", show).groups()
			    unit = {"byte": 1, "bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
			    return [float(t.split()[0]) * unit[t.split()[1]] for t in (raw, packed)]
			raw, packed = size("Checkpoint")
			unpacked = sum(data[k].nbytes for k in data.files)
			assert abs(raw / unpacked - 1) < .03, (raw, unpacked)
			made = os.path.getsize("out/checkpoint_00000.npz")
			assert .8 < packed / made < 1.25, (packed, made)
			assert abs(size("Sample")[1] * n / packed - 1) < .02
			assert size("Dataset") == [raw, packed]
			# the labelled object, in every view and frame
			h, w = map(int, re.search(r"size = (\d+)x(\d+)", plan).groups())
			views = int(re.search(r"cameras = (\d+)", plan)[1])
			objects = int(re.search(r"objects = (\d+)", plan)[1])
			t = int(re.search(r"frames = (\d+)", plan)[1])
			world = data["trajectory_3d"].reshape(n, objects, t, 3)[:, 0]
			image = data["trajectory_2d"].reshape(n, views, objects, t, 2)[:, :, 0]
			p = data["camera_matrix"].reshape(n, views, 3, 4)
			depth = np.einsum("nvk,ntk->nvt", p[:, :, 2, :3], world) + p[:, :, 2, 3, None]
			across = 2 * .18 * 1.8 * min(h, w) / depth
			steps = np.hypot(*np.moveaxis(np.diff(image, axis=2), -1, 0))
			number = r"(\d+\.\d)"
			told = re.search(rf"Object: +{number} px across \({number} to {number}\), moves {number} px a frame"
			                 rf" \({number} to {number}\); median and range of {n} samples\n", show)
			told = list(map(float, told.groups()))
			for values, three in (across, told[:3]), (steps, told[3:]):
			    real = np.median(values), values.min(), values.max()
			    assert np.allclose(three, real, rtol=.02, atol=.06), (three, real)
		END
		assert_success
	done <<-'END'
		60
		30 --size 128 --objects 2 --truth mask
		60 --cameras 3 --size 40x24 --frames 5 --style disc --framing auto
		12 --size 256 --frames 60
	END
	# one frame does not move; without a place to try, there is no estimate
	TMPDIR=$PWD/nowhere run vg-plan --frames 1 --show
	assert_success
	assert_line --regexp '^Sample: +[0-9]+ bytes before compression$'
	assert_line --regexp '^Object: +[0-9.]+ px across \([0-9.]+ to [0-9.]+\); median and range of 64 samples$'
	assert_equal "$(ls)" $'out\nshow'
}

@test "--show and a forecast say what the dataset takes in each format" {
	scene=(-n 40 -i 20 --size 128 --frames 8)
	vg-plan "${scene[@]}" --show >show
	generate.sh -d new "${scene[@]}" --format mds --forecast >forecast || :
	for format in npz webdataset mds; do
		vg-plan -d $format "${scene[@]}" --format $format >/dev/null
		vg-render -d $format 0-39 | vg-pack -d $format >files
		bytes=$(xargs cat <files | wc -c)
		for file in show forecast; do
			told=$(sed -nE "s/^Formats: .* ([0-9.]+ [kM])B with $format.*/\1/p" $file |
				tr -d " " | tr k K | numfmt --from=si)
			awk -v told="$told" -v real="$bytes" 'BEGIN {
				exit !(told > real * 0.75 && told < real * 1.33) }' ||
				fail "$file, $format: $told, and really $bytes bytes"
		done
	done
	# what is begun keeps its format
	vg-plan -d npz -n 80 >/dev/null
	vg-forecast -d npz --like webdataset >forecast || :
	assert_equal "$(grep -c ^Disk: forecast)" 1
	refute grep -q ^Formats: forecast
}

@test "storage: auto is npz while a frame fits into the window; a compression goes before that" {
	while read -r format compress options; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 1 $options >/dev/null
		grep -qx "format = $format" out/PLAN.txt || fail "$options: not $format"
		grep -qx "compress = $compress" out/PLAN.txt || fail "$options: not $compress"
	done <<-'END'
		npz deflate
		npz deflate --size 104
		webdataset zstd --size 105
		npz deflate --size 181 --channels 1
		webdataset zstd --dtype f4
		webdataset zstd --compress zstd
		webdataset gz --compress gz
		npz deflate --size 256 --compress deflate
		npz none --compress none
		webdataset none --size 256 --compress none
		npz none --size 256 --format npz --compress none
		mds zstd --format mds
		mds none --format mds --compress none
		npz deflate --renderer other/1
	END
	assert_refused 2 'compress: zstd: not for format npz' vg-plan --format npz --compress zstd
	assert_refused 2 'interval: 1000: a checkpoint would unpack to 4.72 GB; at most 4.29 GB are possible with format mds' \
		vg-plan --format mds --size 256 --frames 24 -i 1000
}

@test "--show warns of a checkpoint over 1 GiB, and names an interval that stays below" {
	run vg-plan --frames 24 --size 256 -i 227 --show
	refute_line --partial 'Warning'
	run vg-plan --frames 24 --size 256 -i 228 --show
	assert_line 'Warning:     a checkpoint unpacks to 1.08 GB, more than 1 GiB; interval 200 makes smaller ones'
	# only 227 samples are planned
	run vg-plan -n 227 --frames 24 --size 256 -i 2000 --show
	refute_line --partial 'Warning'
}
