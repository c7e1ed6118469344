#!/usr/bin/env bats
# vg-cat: what was committed comes back, in every format: all of it, ranges,
# splits, classes, shares, shuffled, and never anything else.
load helper
load formats

tiny=(--frames 2 --size 16)

# The indices in a stream, in its order, one a line; the stream is checked.
indices() { "$PYTHON" "$repo/tests/records.py" | tr ' ' '\n' | sed '/^$/d'; }

@test "every format gives back the rendered stream, of all and of any range" {
	vg-render "${tiny[@]}" 0-1999 >all
	vg-render "${tiny[@]}" 0 69-70 3-1203 1990-1999 500-500 >ranges
	for format in "${formats[@]}"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		make_dataset out -n 2000 -i 70 "${tiny[@]}" $format
		vg-cat -d out | cmp - all
		vg-cat -d out 0 69-70 3-1203 1990-1999 500-500 | cmp - ranges
		printf '%s\n' 0 69-70 3-1203 1990-1999 500-500 | vg-cat -d out - | cmp - ranges
		vg-plan -n 2000 -i 300 | vg-cat -d out - | cmp - <(vg-plan -n 2000 -i 300 | vg-render "${tiny[@]}")
	done
}

@test "the arrays of another renderer come back" {
	vg-plan -d out -n 200 -i 30 --renderer test/1 >ranges
	print=$(vg-plan -d out --fingerprint)
	while read -r range; do
		"$PYTHON" "$repo/tests/producer.py" "$print" "$range" noise 4x5x3 7 >stream
		vg-pack -d out <stream >/dev/null
	done <ranges
	"$PYTHON" "$repo/tests/producer.py" "$print" 0-199 noise 4x5x3 7 >all
	vg-cat -d out | cmp - all
	assert_refused 1 'no array labels' vg-cat -d out --class 1
	assert_refused 2 '--fields a2: must be some of a0, a1$' vg-cat -d out --fields a0,a2
}

@test "--split and --class choose by the samples themselves" {
	make_dataset out -n 3000 -i 170 "${tiny[@]}"
	"$PYTHON" - <<-'END'
		import io, subprocess, sys, numpy as np, glob
		import records
		d = [np.load(f) for f in sorted(glob.glob("out/*.npz"))]
		a = {n: np.concatenate([x[n] for x in d]) for n in ("labels", "split", "index", "sample_xxh3")}
		def cat(*options):
		    raw = subprocess.run(["vg-cat", "-d", "out", *options], check=True,
		                         capture_output=True).stdout
		    s = list(records.segments(io.BytesIO(raw)))
		    return np.concatenate([r["index"] for *_, r in s]), np.concatenate([r["hash"] for *_, r in s])
		for i, name in enumerate(("train", "val", "test")):
		    for c in (None, 0, 3):
		        wanted = a["split"] == i
		        options = ["--split", name]
		        if c is not None:
		            wanted &= a["labels"] == c
		            options += ["--class", str(c)]
		        index, hash_ = cat(*options)
		        assert len(index) > 10
		        assert (index == a["index"][wanted]).all(), (name, c)
		        assert (hash_ == a["sample_xxh3"].view("u8")[wanted]).all(), (name, c)
	END
	# nothing is chosen: a valid stream without samples
	vg-cat -d out --class 9 >none
	assert_equal "$(indices <none)" ''
	run vg-pack -d out <none
	assert_success
}

@test "a shuffle is a permutation, reproducible, another for each seed and epoch" {
	make_dataset out -n 5000 -i 30 "${tiny[@]}"
	seq 0 4999 >sorted
	vg-cat -d out --shuffle 1 | indices >one
	vg-cat -d out --shuffle 1 | indices | cmp - one
	sort -n one | cmp - sorted
	vg-cat -d out --shuffle 2 | indices >two
	sort -n two | cmp - sorted
	vg-cat -d out --shuffle 1 --epochs 3 | indices >three
	head -n 5000 three | cmp - one
	sed -n 5001,10000p three | sort -n | cmp - sorted
	sed -n 10001,15000p three | sort -n | cmp - sorted
	assert_equal "$(wc -l <three)" 15000
	"$PYTHON" - <<-'END'
		import numpy as np
		one, two, three = (np.loadtxt(f, int) for f in ("one", "two", "three"))
		orders = [one, two, three[5000:10000], three[10000:]]
		for i, a in enumerate(orders):
		    # 5000 independent places: neighbours and fixed points are rare, and
		    # place and index are not related (standard deviation 1/sqrt(5000/30),
		    # since checkpoints move together where the window is small)
		    assert (np.diff(a) == 1).sum() < 250, (np.diff(a) == 1).sum()
		    assert abs(np.corrcoef(a, np.arange(5000))[0, 1]) < 5 / (5000 / 30) ** .5
		    for b in orders[i + 1:]:
		        assert (a == b).sum() < 50
	END
	# what comes is what was rendered
	vg-cat -d out --shuffle 5 --epochs 2 100-130 4-9 >some
	"$PYTHON" - <<-'END'
		import io, subprocess, records
		raw = subprocess.run(["vg-render", "-d", "out", "0-199"], capture_output=True).stdout
		rendered = next(records.segments(io.BytesIO(raw)))[3]
		seen = 0
		for *_, first, names, r in records.segments(open("some", "rb")):
		    assert (r == rendered[first:first + len(r)]).all()
		    seen += len(r)
		assert seen == 2 * (31 + 6)
	END
}

@test "shares are disjoint, complete, and equal to one sample" {
	make_dataset out -n 1999 -i 64 "${tiny[@]}"
	"$PYTHON" - <<-'END'
		import io, subprocess, numpy as np, records
		def cat(*options):
		    raw = subprocess.run(["vg-cat", "-d", "out", *options], check=True,
		                         capture_output=True).stdout
		    found = [r["index"] for *_, r in records.segments(io.BytesIO(raw))]
		    return np.concatenate(found)
		for n in (1, 3, 32):
		    for options in ([], ["--shuffle", "9"], ["--shuffle", "9", "--epochs", "2"]):
		        epochs = 1 + ("--epochs" in options)
		        parts = [cat(*options, "--part", f"{i + 1}/{n}") for i in range(n)]
		        union = np.sort(np.concatenate(parts))
		        assert (union == np.repeat(np.arange(1999), epochs)).all(), (n, options)
		        for p in parts:
		            assert len(p) in range(1999 // n * epochs, (1999 // n + 1) * epochs + 1)
	END
	# more shares than samples
	vg-cat -d out 5 --part 2/3 | indices >two
	assert_equal "$(cat <(vg-cat -d out 5 --part 1/3 | indices) two <(vg-cat -d out 5 --part 3/3 | indices))" 5
}

@test "--fields passes on only these arrays, which vg-pack -d refuses" {
	make_dataset out -n 300 -i 40 "${tiny[@]}"
	for options in '' '--split train' '--shuffle 4'; do
		# shellcheck disable=SC2086
		vg-cat -d out --fields labels,videos $options >some
		"$PYTHON" - <<-'END'
			import glob, numpy as np, records
			d = [np.load(f) for f in sorted(glob.glob("out/*.npz"))]
			videos = np.concatenate([x["videos"] for x in d])
			labels = np.concatenate([x["labels"] for x in d])
			seen = 0
			for print_, first, names, r in records.segments(open("some", "rb")):
			    assert print_ == 0 and names == ["videos", "labels"], names
			    assert (r["videos"] == videos[r["index"]]).all()
			    assert (r["labels"] == labels[r["index"]]).all()
			    seen += len(r)
			assert seen > 200
		END
		assert_refused 1 'another plan: fingerprint 0000000000000000' vg-pack -d out <some
	done
	# all fields are the samples themselves
	vg-cat -d out --fields split,videos,labels,trajectory_3d,trajectory_2d,camera_matrix >same
	vg-cat -d out | cmp - same
	vg-cat -d out --fields videos 0-1 | vg-view >picture.png
	assert [ -s picture.png ]
}

@test "missing checkpoints are refused at once, or left out with --partial" {
	vg-plan -d out -n 1000 -i 100 "${tiny[@]}" >/dev/null
	assert_refused 1 'out: 1000 of 1000 samples are missing, first 0-99; .*--partial' vg-cat -d out
	vg-cat -d out --partial >none
	assert_equal "$(indices <none)" ''
	vg-render -d out 100-199 200-299 500-599 900-999 | vg-pack -d out >/dev/null
	assert_refused 1 'out: 600 of 1000 samples are missing, first 0-99' vg-cat -d out
	assert_refused 1 'out: 11 of 21 samples are missing, first 300-310' vg-cat -d out 290-310
	vg-cat -d out --partial | cmp - <(vg-render -d out 100-299 500-599 900-999)
	vg-cat -d out 150-250 550 | cmp - <(vg-render -d out 150-250 550)
	vg-cat -d out --partial 150-310 | cmp - <(vg-render -d out 150-299)
	for n in 1 3; do
		for ((i = 1; i <= n; i++)); do
			vg-cat -d out --partial --shuffle 8 --part $i/$n | indices
		done | sort -n | cmp - <(seq 100 299; seq 500 599; seq 900 999)
	done
	rm out/checkpoint_00005.npz
	assert_refused 1 'out: 100 of 100 samples are missing, first 500-599; .*--partial' vg-cat -d out 500-599
	printf x >>out/checkpoint_00009.npz
	assert_refused 1 'checkpoint_00009.npz: has .* bytes; the manifest says' vg-cat -d out 950-999
	vg-cat -d out --partial | cmp - <(vg-render -d out 100-299)
	assert_refused 2 'range 0-1000: the plan has samples 0-999 only' vg-cat -d out 0-1000
	assert_refused 1 'standard input: range 5-1000' vg-cat -d out - <<<5-1000
}

@test "damage ends the stream before its END, with status 1" {
	for format in "${formats[@]}"; do
		rm -rf out
		# shellcheck disable=SC2086
		make_dataset out -n 60 -i 20 "${tiny[@]}" $format
		file=$(find out -name 'checkpoint_00001.*')
		cp "$file" whole
		"$PYTHON" - "$file" "$format" <<-'END'
			import io, struct, subprocess, sys, records
			file, format = sys.argv[1:]
			good = open("whole", "rb").read()
			for at in range(7, len(good), max(1, len(good) // 25)):
			    open(file, "wb").write(good[:at] + bytes([good[at] ^ 4]) + good[at + 1:])
			    for options in ([], ["--shuffle", "3"]):
			        r = subprocess.run(["vg-cat", "-d", "out", *options], capture_output=True)
			        said = r.stderr.decode()
			        assert r.returncode == 1, (format, at, options, r.returncode, said)
			        assert said.startswith(f"vg-cat: {file}: ") and said.count("\n") == 1, (at, said)
			        if not options:
			            try:
			                list(records.segments(io.BytesIO(r.stdout)))
			            except (AssertionError, IndexError, ValueError, struct.error):
			                continue
			            raise SystemExit(f"{format}, byte {at}: the stream is whole")
		END
		# the others are not touched by it
		vg-cat -d out 0-19 40-59 | cmp - <(vg-render "${tiny[@]}" 0-19 40-59)
	done
}

@test "without end, until nobody reads" {
	make_dataset out -n 40 -i 20 "${tiny[@]}"
	vg-cat -d out --epochs 0 2>err | head -c 10000000 | wc -c >size
	assert_equal "$(cat size err)" 10000000
	# an empty choice is not repeated for ever
	vg-cat -d out --epochs 0 --class 9 | indices >none
	assert_equal "$(cat none)" ''
}

@test "lent samples arrive unchanged" {
	make_dataset out -n 60 -i 20
	vg-render -d out 0-59 | sha256sum >wanted
	vg-cat -d out --lend | dd bs=7k status=none | sha256sum | cmp - wanted
	vg-cat -d out --lend --split train | dd bs=64k status=none | indices >lent
	vg-cat -d out --split train | indices | cmp - lent
}

@test "usage, a terminal and a full disk are told apart" {
	make_dataset out -n 40 -i 20 "${tiny[@]}"
	assert_refused 2 '-d DIR' vg-cat
	assert_refused 2 '--part 0/3: must be I/N' vg-cat -d out --part 0/3
	assert_refused 2 '--split dev: must be train, val, test or all' vg-cat -d out --split dev
	assert_refused 2 'must be the only operand' vg-cat -d out - 0-1
	for option in '--shuffle 1' '--epochs 2' '--part 1/2'; do
		# shellcheck disable=SC2086
		assert_refused 2 'give them as operands' vg-cat -d out $option -
	done
	assert_refused 1 'PLAN.txt: does not exist' vg-cat -d .
	run -3 --separate-stderr bash -c 'vg-cat -d out >/dev/full'
	assert_regex "$stderr" '^vg-cat: standard output: write: No space left'
	run -2 "$PYTHON" "$repo/tests/terminal.py" vg-cat -d out
	assert_output --partial 'standard output is a terminal'
}
