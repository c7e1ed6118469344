#!/usr/bin/env bats
# A run at full size: 30,000 videos of 16x64x64x3, checkpoints of 2,000, seed
# 42; killed half-way and resumed.
load ../helper

@test "30,000 samples, killed half-way and resumed, are complete and readable" {
	setsid make -C "$repo" run ARGS="-d $PWD/out" >log 2>&1 3>&- &
	job=$!
	half_way() { [ -e out/MANIFEST.tsv ] && [ "$(grep -vc "^#" out/MANIFEST.tsv)" -ge 6 ]; }
	wait_until 200 half_way
	kill -KILL -- "-$job"
	wait "$job" || :
	before=$(grep -v '^#' out/MANIFEST.tsv | cut -f 2 | (cd out && xargs stat -c '%i %y %n'))

	run make -s -C "$repo" run ARGS="-d $PWD/out"
	assert_success
	assert_line --regexp '^Coverage: +30000 / 30000 samples$'
	assert_line --regexp '^Classes: +7500 7500 7500 7500$'
	assert_line --regexp '^Result: +COMPLETE$'
	assert_line --regexp '^Size: +[0-9.]+ MB in '
	assert_line --regexp '^Time: +[0-9]+:[0-9]{2}:[0-9]{2}$'
	printf '%s\n' "$output" | sed -n '/^Load it/,$s/^    //p' >load.py
	assert_equal "$(wc -l <load.py)" 3

	# no finished checkpoint was made again
	after=$(cut -d ' ' -f 5- <<<"$before" | (cd out && xargs stat -c '%i %y %n'))
	assert_equal "$after" "$before"

	# standard tools can read it
	(cd out && grep -v '^#' MANIFEST.tsv | awk -F'\t' '{print $1"  "$2}' | xxhsum -c -) >sums
	assert_equal "$(grep -c ': OK$' sums)" 15
	for file in out/checkpoint_*.npz; do unzip -tq "$file"; done
	run "$PYTHON" load.py
	assert_success
	assert_output --partial '(2000, 16, 3, 64, 64)'

	# check every array of every checkpoint; no two videos are equal
	run "$PYTHON" - "$repo" <<-'END'
		import sys
		sys.path.insert(0, sys.argv[1] + "/tests")
		import readback, numpy as np, xxhash
		seen = set()
		def each(data):
		    v = data["videos"]
		    assert (v[:, 0] != v[:, 1]).any((1, 2, 3)).all(), "nothing moves"
		    seen.update(xxhash.xxh3_128_digest(s.tobytes()) for s in v)
		labels, digest = readback.check("out", each)
		assert len(seen) == 30000, len(seen)
		assert (np.bincount(labels) == 7500).all()
		print(digest)
	END
	assert_success
	assert_output "$(digest_of out)"

	# all of it in one archive, whose videos unpack to more than 4 GiB
	vg-cat -d out | vg-pack -o all.npz
	rm out/checkpoint_0000[1-9].npz
	unzip -tq all.npz
	run "$PYTHON" - <<-'END'
		import zipfile, numpy as np
		with np.load("all.npz") as data:
		    assert (data["index"] == np.arange(30000)).all()
		    labels = data["labels"]
		    assert np.array_equal(np.bincount(labels), [7500] * 4)
		# a piece at a time: not every machine has 6 GB of memory
		with zipfile.ZipFile("all.npz").open("videos.npy") as member:
		    assert np.lib.format.read_magic(member) == (1, 0)
		    shape, _, dtype = np.lib.format.read_array_header_1_0(member)
		    assert shape == (30000, 16, 3, 64, 64) and dtype == "u1"
		    each = 16 * 3 * 64 * 64
		    for k in range(15):
		        piece = np.frombuffer(member.read(2000 * each), "u1").reshape(2000, *shape[1:])
		        if k in (0, 10, 14):
		            with np.load(f"out/checkpoint_{k:05d}.npz") as one:
		                assert np.array_equal(piece, one["videos"]), k
		    assert member.read() == b""
	END
	assert_success
	rm -r out
	memory=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
	[ "${memory:-0}" -lt 9000000 ] || {
		run "$PYTHON" -c 'import numpy; print(numpy.load("all.npz")["videos"].shape)'
		assert_success
		assert_output '(30000, 16, 3, 64, 64)'
	}
}
