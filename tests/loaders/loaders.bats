#!/usr/bin/env bats
# pipelines/vgdata.py: the loader for numpy and PyTorch.
load ../helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	for storage in 'npz deflate' 'npz none' 'webdataset none' 'webdataset gz' \
		'webdataset zstd' 'mds none' 'mds zstd'; do
		# shellcheck disable=SC2086 # words on purpose
		set -- $storage
		make_by_hand "$1-$2" -n 700 -i 90 --frames 4 --size 24 --format "$1" --compress "$2"
	done
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
	export PYTHONPATH=$repo/pipelines PYTHONDONTWRITEBYTECODE=1
}

# Run a program of standard input, which may use these.
python() {
	cat - >"$BATS_TEST_TMPDIR/body.py"
	cat - "$BATS_TEST_TMPDIR/body.py" >"$BATS_TEST_TMPDIR/all.py" <<-'END'
		import glob, os, sys
		import numpy as np
		import vgdata
		datasets = sorted(sum((glob.glob(f + "-*[!s]") for f in ("npz", "webdataset", "mds")), []))
		assert len(datasets) == 7
		def indexes(*args, **kwargs):
		    return [int(s["index"]) for s in vgdata.Checkpoints(*args, **kwargs)]
		def whole(name):
		    files = [np.load(f) for f in sorted(glob.glob("npz-none/*.npz"))]
		    return np.concatenate([f[name] for f in files])
	END
	timeout 120 "$PYTHON" "$BATS_TEST_TMPDIR/all.py"
}

@test "every format gives the bytes that numpy reads, in the order of index" {
	python <<-'END'
		fields = ("videos", "labels", "trajectory_3d", "index")
		for d in datasets:
		    got = list(vgdata.Checkpoints(d, fields))
		    for name in fields:
		        a, b = np.stack([s[name] for s in got]), whole(name)
		        assert a.dtype == b.dtype and (a == b).all(), (d, name)
		    assert set(got[0]) == set(fields)
		    batches = list(vgdata.Checkpoints(d, batch=64))
		    assert [len(b["videos"]) for b in batches] == [64] * 10 + [60]
		    assert (np.concatenate([b["videos"] for b in batches]) == whole("videos")).all()
	END
}

@test "an order depends on seed and epoch alone, whatever the format; each sample comes once" {
	python <<-'END'
		orders = [indexes(d, shuffle=3) for d in datasets]
		assert all(o == orders[0] for o in orders)
		assert sorted(orders[0]) == list(range(700)) and orders[0] != list(range(700))
		assert indexes("npz-none", shuffle=3, epoch=1) != orders[0]
		assert indexes("npz-none", shuffle=4) != orders[0]
		# neighbours are not neighbours any more
		step = np.abs(np.diff(orders[0]))
		assert np.median(step) > 50, np.median(step)
		for ranks in (2, 3, 7):
		    shares = [indexes("mds-zstd", shuffle=3, rank=r, ranks=ranks) for r in range(ranks)]
		    assert sorted(sum(shares, [])) == list(range(700))
		    assert max(map(len, shares)) - min(map(len, shares)) <= 1
	END
}

@test "splits and classes are chosen; from any position, it goes on as it would have" {
	python <<-'END'
		split, labels = whole("split"), whole("labels")
		for d in ("npz-deflate", "npz-none", "webdataset-zstd", "mds-none"):
		    for kwargs, wanted in ((dict(), np.arange(700)), (dict(split="val"), np.flatnonzero(split == 1)),
		                           (dict(classes=(1, 3)), np.flatnonzero(labels % 2 == 1))):
		        for shuffle in (None, 9):
		            order = indexes(d, shuffle=shuffle, **kwargs)
		            assert sorted(order) == wanted.tolist(), (d, kwargs)
		            for at in (1, len(order) // 3, len(order) - 1, len(order)):
		                assert indexes(d, shuffle=shuffle, position=at, **kwargs) == order[at:], (d, at)
	END
}

@test "what is missing, damaged or killed is an error, not a short epoch" {
	for d in npz-deflate npz-none webdataset-zstd mds-zstd; do
		cp -r $d broken
		rm broken/checkpoint_00003.*
		python <<-'END'
			try:
			    indexes("broken")
			    raise AssertionError("no error")
			except (OSError, RuntimeError) as e:
			    assert "checkpoint_00003" in str(e) or "vg-cat" in str(e), e
		END
		rm -r broken
	done
	python <<-'END'
		import random, shutil
		random.seed(5)
		for d in datasets:
		    want = [s["videos"].tobytes() for s in vgdata.Checkpoints(d)]
		    for how in "cut", "flip", "flip", "flip", "manifest":
		        shutil.copytree(d, "broken")
		        name = glob.glob("broken/checkpoint_00002.*")[0]
		        data = bytearray(open(name, "rb").read())
		        if how == "cut":
		            del data[-100:]
		        elif how == "manifest":
		            name = "broken/MANIFEST.tsv"
		            data = open(name, "rb").read().replace(b"\t90\t90\t", b"\t90\t50\t")
		        else:
		            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
		        open(name, "wb").write(data)
		        try:
		            got = [s["videos"].tobytes() for s in vgdata.Checkpoints("broken")]
		            # what is stored has no checksum here, and some bytes are not read
		            assert how == "flip" and (got == want or d.endswith("-none")), (d, how)
		        except (RuntimeError, ValueError, EOFError, KeyError, OSError) as e:
		            assert name in str(e) or "vg-cat -d broken" in str(e), (d, how, e)
		        shutil.rmtree("broken")
	END
	# fewer rows in a header, which a stored array has no checksum for
	cp -r npz-none broken
	sed -i '0,/(90, 4, 3, 24, 24)/s//(80, 4, 3, 24, 24)/' broken/checkpoint_00001.npz
	# vg-cat fails the first time
	mkdir bin
	printf '#!/bin/sh\n[ -e bin/started ] || { : >bin/started; exit 9; }\nexec %s "$@"\n' \
		"$(command -v vg-cat)" >bin/vg-cat
	chmod +x bin/vg-cat
	PATH=$PWD/bin:$PATH python <<-'END'
		for d, part in ("broken", "checkpoint_00001.npz: videos: has not the 90"), ("mds-zstd", "status 9"):
		    try:
		        list(vgdata.Checkpoints(d, shuffle=1))
		        raise AssertionError(d)
		    except (ValueError, RuntimeError) as e:
		        assert part in str(e), e
	END
	rm -r broken bin
	python <<-'END'
		import signal, subprocess
		data = iter(vgdata.Checkpoints("mds-zstd"))
		next(data)
		os.kill(int(subprocess.check_output(["pgrep", "-n", "-x", "vg-cat"])), signal.SIGKILL)
		try:
		    print(len(list(data)))
		    raise AssertionError("no error")
		except RuntimeError as e:
		    assert "vg-cat" in str(e) and "-9" in str(e), e
		for command in ("vg-render 0-99 | head -c 1000000", "vg-render 0-99; exit 7", "true", "echo no"):
		    try:
		        list(vgdata.Stream(command))
		        raise AssertionError(command)
		    except (RuntimeError, EOFError, ValueError) as e:
		        assert command in str(e), e
	END
}

@test "a stream of the renderer is read, by samples and in batches" {
	python <<-'END'
		command = ["vg-render", "-d", "npz-none", "0-399", "400-699"]
		got = list(vgdata.Stream(command, ("videos", "split", "index")))
		assert (np.stack([s["videos"] for s in got]) == whole("videos")).all()
		assert [int(s["index"]) for s in got] == list(range(700))
		got = list(vgdata.Stream("vg-cat -d mds-none --shuffle 1 --epochs 2", batch=100))
		assert sum(len(b["index"]) for b in got) == 1400
		try:
		    next(iter(vgdata.Stream(command, ("video",))))
		    raise AssertionError
		except KeyError as e:
		    assert "video" in str(e) and "trajectory_2d" in str(e)
	END
}

@test "arrays that compress to next to nothing are read to their end" {
	vg-plan -d black -n 1000 -i 1000 --renderer black/1 --format npz --compress deflate >/dev/null
	{
		printf 'index\tlabels\tstart_s:f4\n'
		seq 0 999 | sed 's/$/\t1\t0/'
	} >table.tsv
	head -c $((1000 * 8 * 64 * 64 * 3)) /dev/zero |
		vg-wrap -d black --shape 8,64,64,3 --table table.tsv 0-999 | vg-pack -d black
	python <<-'END'
		got = list(vgdata.Checkpoints("black", ("videos", "start_s", "index"), batch=100))
		assert [len(b["index"]) for b in got] == [100] * 10
		assert not any(b["videos"].any() or b["start_s"].any() for b in got)
	END
}

@test "memory is bounded: 4 cameras of 32 frames" {
	for storage in 'npz deflate' 'webdataset zstd'; do
		# shellcheck disable=SC2086 # words on purpose
		set -- $storage
		make_by_hand large -n 12 -i 12 --frames 32 --size 256 --cameras 4 --format "$1" --compress "$2"
		# torch alone takes as much: it is hidden
		cat >"$BATS_TEST_TMPDIR/peak.py" <<-'END'
			import resource, sys
			sys.modules["torch"] = None
			import vgdata
			n = sum(1 for s in vgdata.Checkpoints("large", shuffle=1))
			peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
			print(n, "samples,", peak >> 10, "MiB")
			assert n == 12 and peak < 200 << 10, peak
		END
		"$PYTHON" "$BATS_TEST_TMPDIR/peak.py"
		rm -r large
	done
}

@test "in a DataLoader: 2 ranks of 2 workers read each sample once; a killed worker is an error" {
	python <<-'END'
		import signal
		import torch
		from torch.utils.data import DataLoader
		def load(d, rank=0, ranks=2, position=0, **kwargs):
		    data = vgdata.Checkpoints(d, shuffle=5, rank=rank, ranks=ranks, position=position)
		    return DataLoader(data, batch_size=10, num_workers=2, **kwargs)
		videos = whole("videos")
		for d in ("npz-deflate", "npz-none", "webdataset-zstd"):
		    seen = []
		    for rank in range(2):
		        for batch in load(d, rank):
		            assert batch["videos"].dtype == torch.uint8 and batch["index"].dtype == torch.int64
		            assert (batch["videos"].numpy() == videos[batch["index"]]).all()
		            seen += batch["index"].tolist()
		    assert sorted(seen) == list(range(700)), d
		    # resumed in the middle, at a multiple of the batches of all workers
		    order = [b["index"].tolist() for b in load(d)]
		    assert [b["index"].tolist() for b in load(d, position=120)] == order[12:]
		assert isinstance(vgdata.Stream("true"), torch.utils.data.IterableDataset)
		ready = DataLoader(vgdata.Checkpoints("npz-none", batch=50, shuffle=1), batch_size=None)
		assert [b["videos"].shape[0] for b in ready] == [50] * 14
		loader = iter(load("npz-none", ranks=1, prefetch_factor=1))
		next(loader)
		os.kill(loader._workers[1].pid, signal.SIGKILL)
		try:
		    print(len(list(loader)))
		    raise AssertionError("a short epoch")
		except RuntimeError as e:
		    assert "killed" in str(e) or "exited" in str(e), e
	END
}

@test "a worker of a DataLoader takes less than 200 MiB of its own for a checkpoint of 1 GiB" {
	make_by_hand wide -n 700 -i 700 --frames 32 --cameras 4
	cat >"$BATS_TEST_TMPDIR/worker.py" <<-'END'
		import resource
		import torch, vgdata
		from torch.utils.data import DataLoader
		peak = lambda who: resource.getrusage(who).ru_maxrss >> 10
		before = peak(resource.RUSAGE_SELF)
		data = vgdata.Checkpoints("wide", shuffle=1)
		n = sum(len(b["index"]) for b in DataLoader(data, batch_size=8, num_workers=1))
		own = peak(resource.RUSAGE_CHILDREN) - before
		print(n, "samples,", own, "MiB beyond torch's", before)
		assert n == 700 and own < 200, own
	END
	timeout 300 "$PYTHON" "$BATS_TEST_TMPDIR/worker.py"
	rm -r wide
}

@test "the example in the README trains" {
	make_by_hand "$BATS_TEST_TMPDIR/dataset" -n 300 -i 100
	cd "$BATS_TEST_TMPDIR" || return
	awk '/^```python/ { some = ""; inside = 1; next } /^```/ { if (some ~ /loss/) print some; inside = 0 }
		inside { some = some $0 "\n" }' "$repo/README.md" >train.py
	run timeout 300 "$PYTHON" train.py
	assert_success
	assert_equal "$(wc -l <<<"$output")" 3
	for line in "${lines[@]}"; do
		assert_regex "$line" '^[0-2] [0-9.]+$'
	done
}
