#!/usr/bin/env bats
# vg-wrap: raw video of other programs becomes records.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 40 -i 10 --renderer raw/1 >/dev/null
}

# raw N [BYTES]: N samples of random bytes, and the same in ./raw.
raw() {
	head -c $(($1 * ${2:-1536})) /dev/urandom | tee raw
}

@test "video and every type of field come back as numpy wrote them" {
	"$PYTHON" - <<-'END'
		import numpy as np
		random = np.random.default_rng(7)
		n = 40
		types = "u1 i1 b1 u2 i2 u4 i4 f4 u8 i8 f8".split()
		columns, names = {}, []
		for t in types:
		    for shape in ((), (3,), (2, 2)):
		        name = f"{t}_{len(shape)}"
		        if t[0] == "f":
		            a = random.standard_normal((n, *shape)) * 10.0 ** random.integers(-30, 30, (n, *shape))
		            a = a.astype(t)
		            a.flat[:6] = [np.inf, -np.inf, np.nan, 0.5, -0.0, 1e-45]
		        elif t == "b1":
		            a = random.integers(0, 2, (n, *shape)).astype(bool)
		        else:
		            i = np.iinfo(t)
		            a = random.integers(i.min, i.max, (n, *shape), t, endpoint=True)
		            a.flat[:2] = [i.min, i.max]
		        columns[name] = a
		        names.append(name + ":" + t + (":" + "x".join(map(str, shape)) if shape else ""))
		labels = random.integers(0, 4, n)
		with open("table.tsv", "w") as f:
		    f.write("index\tlabels\t" + "\t".join(names) + "\n")
		    for i in range(n):
		        cells = [",".join(repr(v.item() if v.dtype != bool else int(v)) for v in np.ravel(a[i]))
		                 for a in columns.values()]
		        f.write(f"{i}\t{labels[i]}\t" + "\t".join(cells) + "\n")
		videos = random.integers(0, 65536, (n, 4, 8, 8, 3), "<u2")
		videos.tofile("raw")
		np.savez("wanted.npz", videos=videos, labels=labels, **columns)
	END
	# ranges in any order
	for ranges in '20-29 0-9' '10-10 11-19' '30-39'; do
		"$PYTHON" - $ranges <<-'END' >part
			import sys
			data = open("raw", "rb").read()
			for first, last in (r.split("-") for r in sys.argv[1:]):
			    sys.stdout.buffer.write(data[int(first) * 1536:(int(last) + 1) * 1536])
		END
		# shellcheck disable=SC2086 # words on purpose
		vg-wrap -d out --shape 4,8,8,3 --dtype u2 --table table.tsv $ranges <part |
			vg-pack -d out
	done
	run vg-verify -d out
	assert_success
	"$PYTHON" - <<-'END'
		import numpy as np
		wanted = np.load("wanted.npz")
		for k in range(4):
		    data = np.load(f"out/checkpoint_{k:05d}.npz")
		    assert set(data.files) == set(wanted.files) | {"index", "sample_xxh3"}, data.files
		    for name in wanted.files:
		        a, b = data[name], wanted[name][10 * k:10 * k + 10]
		        assert a.dtype == b.dtype and a.shape == b.shape, name
		        assert a.tobytes() == b.tobytes() or np.array_equal(a, b, equal_nan=True), name
	END
}

@test "input that is too short or too long commits nothing" {
	while read -r bytes message; do
		head -c "$bytes" /dev/zero >input
		run --separate-stderr bash -o pipefail -c \
			'vg-wrap -d out --shape 8,8,8,3 10-19 <input | vg-pack -d out 2>packed'
		assert_failure
		assert_equal "$stderr" "vg-wrap: standard input: $message"
		assert_equal "$(ls out)" PLAN.txt
	done <<-'END'
		0 ends before sample 10, after 0 of its 1536 bytes
		1536 ends before sample 11, after 0 of its 1536 bytes
		15359 ends within sample 19, after 1535 of its 1536 bytes
		15361 goes on after sample 19, the last one of 1536 bytes; check --shape
		1000000 goes on after sample 19, the last one of 1536 bytes; check --shape
	END
}

@test "a table that is wrong is refused, with its line" {
	raw 2 >/dev/null
	while IFS='|' read -r rows message; do
		printf '%b' "$rows" >table.tsv
		run --separate-stderr vg-wrap -d out --shape 8,8,8,3 --table table.tsv 0-1 <raw
		assert_equal "$status" 1
		assert_equal "$stderr" "vg-wrap: table.tsv: $message"
	done <<-'END'
		|the first line must name the columns: index, then others, with tabs between them
		labels\n|the first line must name the columns: index, then others, with tabs between them
		index|line 1: is not a whole line of text
		index\tlabels:f2\n|line 1: column labels: its type must be u1, i1, b1, u2, i2, u4, i4, f4, u8, i8 or f8
		index\tbox:f4:0x2\n|line 1: column box: its shape must be like 3 or 2x4
		index\tlabels\n0\t1\n|has no row for sample 1
		index\tlabels\n1\t1\n2\t1\n|has no row for sample 0
		index\tlabels\n0\t1\n0\t1\n|line 3: index 0 follows 0; sort the rows by index
		index\tlabels\n-1\t1\n|line 2: -1: index must be a whole number
		index\tlabels\n0\n|line 2: column labels is missing
		index\tlabels\n0\t1\t2\n|line 2: has more columns than the first line
		index\tlabels\n0\t1.5\n|line 2: column labels: .5: must end after 1 value
		index\tlabels\n0\tone\n|line 2: column labels: is not a value of type i8
		index\tsmall:u1\n0\t256\n|line 2: column small: is not a value of type u1
		index\tsmall:u1\n0\t-1\n|line 2: column small: is not a value of type u1
		index\tsmall:i1\n0\t-129\n|line 2: column small: is not a value of type i1
		index\tis:b1\n0\t2\n|line 2: column is: is not a value of type b1
		index\tx:f4\n0\t1e39\n|line 2: column x: is not a value of type f4
		index\tx:f4\n0\t 1\n|line 2: column x: is not a value of type f4
		index\tbox:f4:2x2\n0\t1,2,3\n|line 2: column box: 4 values are needed
		index\tbox:f4:2\n0\t1,2,3\n|line 2: column box: ,3: must end after 2 values
	END
	# names are those that records may have
	for names in videos 'A' 'sample_xxh3' 'labels\tlabels'; do
		printf "index\t$names\n" >table.tsv
		assert_refused 1 'table.tsv: line 1: ' vg-wrap -d out --shape 8,8,8,3 --table table.tsv 0-1 <raw
	done
	assert_refused 3 'none.tsv: open: No such file' vg-wrap -d out --shape 8,8,8,3 --table none.tsv 0-1 <raw
}

@test "a wrong request is refused" {
	raw 2 >/dev/null
	for shape in 0 0,8 8,x 8,,8 1,1,1,1,1,1,1,1,1 -8; do
		assert_refused 2 "--shape $shape: must be 1 to 8 whole numbers" \
			vg-wrap -d out "--shape=$shape" 0-1 <raw
	done
	assert_refused 2 'range 0-40: the plan has samples 0-39 only' vg-wrap -d out --shape 8 0-40 <raw
	assert_refused 1 'field videos: the sample is over the limit of 1 GiB' vg-wrap -d out --shape 1024,1024,1025 0-1 <raw
	vg-plan -d ours -n 4 >/dev/null
	assert_refused 1 "ours: the plan's renderer is vg/[0-9.]+; plan the dataset with --renderer" \
		vg-wrap -d ours --shape 8,8,8,3 0-1 <raw
}

@test "the card counts classes of one's own by their names" {
	vg-plan -d named -n 40 -i 10 --renderer raw/1 -x 'classes=square, round one,a|b' >/dev/null
	awk 'BEGIN { print "index\tlabels:i8\tsplit:u1"
		for (i = 0; i < 40; i++) print i "\t" i % 4 "\t" (i < 30 ? 0 : 2) }' >table.tsv
	raw 40 | vg-wrap -d named --shape 8,8,8,3 --table table.tsv 0-39 | vg-pack -d named
	vg-index -d named
	run grep '^| [0-9o]' named/README.md
	assert_output '| 0 | square | 10 | 25.0 % |
| 1 | round one | 10 | 25.0 % |
| 2 | a\|b | 10 | 25.0 % |
| others | | 10 | 25.0 % |
| 0 | training | 30 | 75.0 % |
| 1 | validation | 0 | 0.0 % |
| 2 | test | 10 | 25.0 % |'
}

@test "a renderer of one's own runs as ours does: forecast, failures, stop, resume, rehearsal" {
	rm -rf out
	cat >render.sh <<-'END'
		[ -e "$VG_DIR/PLAN.txt" ] || exit 9
		case " $* " in *' 20-29 '*) [ ! -e broken ] || { echo 'no frame 20' >&2; exit 1; } ;; esac
		for range; do
			first=${range%-*} last=${range#*-}
			[ ! -e slow ] || sleep 0.3
			i=$first
			while [ "$i" -le "$last" ]; do printf '%01536d' "$i"; i=$((i + 1)); done
		done | vg-wrap -d "$VG_DIR" --shape 8,8,8,3 "$@"
	END
	mine=(generate.sh -d out -n 200 -i 10 -j 2 --renderer 'sh render.sh')
	run "${mine[@]}" --forecast
	assert_line --regexp '^Result: +FITS'
	assert [ ! -e out/MANIFEST.tsv ]
	touch broken
	run "${mine[@]}"
	assert_equal "$status" 1
	assert_output --partial 'no frame 20'
	run vg-plan -d out --skip-done
	assert_output 20-29
	rm -r out broken
	touch slow
	# stopped: what is committed stays, nobody works on
	"${mine[@]}" >log 2>&1 3>&- &
	wait_until 20 test -s out/MANIFEST.tsv
	kill -TERM "$(processes vg-run)"
	status=0
	wait $! || status=$?
	assert_equal "$status" 143
	before=$(vg-plan -d out --skip-done | wc -l)
	assert [ "$before" -gt 0 ]
	assert [ "$before" -lt 20 ]
	rm slow
	run "${mine[@]}"
	assert_success
	assert_output --partial COMPLETE
	unzip -p out/checkpoint_00003.npz videos.npy | tail -c 1536 | cmp - <(printf '%01536d' 39)
	# PLAN.txt names the renderer, but only the command line has it run
	run generate.sh -d out -n 300
	assert_equal "$status" 2
	assert_output --partial "the plan's renderer is sh render.sh; give the command that runs it with --renderer"
	run "${mine[@]}" -n 300
	assert_success
	rehearsal_passes rehearse.sh -d rehearsed -n 600 -i 10 -j 2 --renderer 'sh render.sh' \
		--rehearse-seconds 20
	assert_line --regexp '^Result: +PASS'
}
