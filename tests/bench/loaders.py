#!/usr/bin/env python3
"""Time how fast training reads what vg made, and print a table.

    loaders.py BUILD SCRATCH

Each path is a process of its own; paths take turns, RUNS times each, and the
median counts. The ceiling is a DataLoader over copies of one array, which reads
nothing. `copied` is the loader of whole checkpoints that people write by hand.
Peak memory is that of the largest process beyond what torch itself takes. Writes
SCRATCH/loaders.tsv. Limited by variables:

    RUNS=5           of each path
    LOADED=24000     videos of 16x64x64, and a thirtieth of 24x256x256
    LOAD_ONLY=REGEX  paths whose names match

A path alone: loaders.py BUILD SCRATCH NAME prints samples, seconds, seconds to
the first batch, bytes of videos, and peak memory in KiB.
"""
import glob
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

BUILD, SCRATCH = map(os.path.abspath, sys.argv[1:3])
HERE = os.path.dirname(os.path.abspath(__file__))
PIPELINES = os.path.join(HERE, "../../pipelines")
RUNS = int(os.environ.get("RUNS", 5))
LOADED = int(os.environ.get("LOADED", 24000))
LOAD_ONLY = re.compile(os.environ.get("LOAD_ONLY", ""))
BATCH = 32
SMALL, LARGE, WIDE = LOADED, max(64, LOADED // 30), max(64, LOADED // 60)
SETS = {  # name: videos, options of vg-plan
    "npz": (SMALL, "--size 64"),
    "zstd": (SMALL, "--size 64 --format webdataset"),
    "stored": (SMALL, "--size 64 --format npz --compress none"),
    "large": (LARGE, "--frames 24 --size 256"),
    "wide": (WIDE, "--frames 32 --cameras 4"),
}


def copied(directory):
    """Whole checkpoints in memory, as floats: the loader by hand."""
    import numpy as np
    import torch
    from torch.utils.data import IterableDataset, get_worker_info

    class Videos(IterableDataset):
        def __iter__(self):
            files = sorted(glob.glob(f"{directory}/checkpoint_*.npz"))
            worker = get_worker_info()
            if worker:
                files = files[worker.id::worker.num_workers]
            for path in files:
                with np.load(path) as data:
                    videos, labels = data["videos"], data["labels"]
                for i in np.random.permutation(len(labels)):
                    yield {"videos": torch.from_numpy(videos[i]).float() / 255,
                           "labels": labels[i]}
    return Videos()


def constant(samples, batch):
    """Arrays that are copied and no more: what the DataLoader itself costs."""
    import numpy as np
    from torch.utils.data import IterableDataset, get_worker_info
    shape = (16, 3, 64, 64)

    class Constant(IterableDataset):
        def __iter__(self):
            worker = get_worker_info()
            count = samples // (worker.num_workers if worker else 1)
            one = {"videos": np.zeros(((batch,) if batch else ()) + shape, "u1"),
                   "labels": np.zeros(batch, "i8") if batch else np.int64(0)}
            for _ in range(count // (batch or 1)):
                yield {name: a.copy() for name, a in one.items()}
    return Constant()


def loader(data, workers, ready):
    from torch.utils.data import DataLoader
    return DataLoader(data, batch_size=None if ready else BATCH, num_workers=workers)


def checkpoints(name, batch=None):
    import vgdata
    return vgdata.Checkpoints(f"{SCRATCH}/{name}", fields=("videos", "labels"), shuffle=1,
                              batch=batch)


def stream():
    import vgdata
    return vgdata.Stream(f"vg-render --size 64 0-{SMALL - 1}", fields=("videos", "labels"),
                         batch=BATCH)


PATHS = {
    "ceiling, 2 workers": lambda: loader(constant(SMALL, None), 2, False),
    "npz by hand, 2 workers": lambda: loader(copied(f"{SCRATCH}/npz"), 2, False),
    "npz, 2 workers": lambda: loader(checkpoints("npz"), 2, False),
    "zstd, 2 workers": lambda: loader(checkpoints("zstd"), 2, False),
    "stored, 2 workers": lambda: loader(checkpoints("stored"), 2, False),
    "ceiling, ready batches": lambda: loader(constant(SMALL, BATCH), 0, True),
    "npz, ready batches": lambda: loader(checkpoints("npz", BATCH), 0, True),
    "zstd, ready batches": lambda: loader(checkpoints("zstd", BATCH), 0, True),
    "stored, ready batches": lambda: loader(checkpoints("stored", BATCH), 0, True),
    "vg-render, ready batches": lambda: loader(stream(), 0, True),
    "24x256x256 zstd, ready batches": lambda: loader(checkpoints("large", BATCH), 0, True),
    "4 cameras by hand, 1 worker": lambda: loader(copied(f"{SCRATCH}/wide"), 1, False),
    "4 cameras, 1 worker": lambda: loader(checkpoints("wide"), 1, False),
}


def peak_kib():
    """Of this process or the largest of its children, whichever is more."""
    return max(resource.getrusage(who).ru_maxrss
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def one(name):
    import torch
    import vgdata  # noqa: F401: it is not part of what is timed
    torch.set_num_threads(1)
    before = peak_kib()
    begun = time.monotonic()
    samples = size = 0
    for batch in PATHS[name]():
        if samples == 0:
            first_s = time.monotonic() - begun
        samples += len(batch["labels"])
        size += batch["videos"].nelement()
    print(samples, time.monotonic() - begun, first_s, size, peak_kib() - before)


def python():
    """One that has numpy and torch, or None."""
    for command in "python3", "/usr/bin/python3":
        if subprocess.run([command, "-c", "import numpy, torch"],
                          capture_output=True).returncode == 0:
            return command


def make(name, env):
    count, options = SETS[name]
    subprocess.run(f"generate.sh -d '{SCRATCH}/{name}' -n {count} -i {max(1, count // 24)} "
                   f"{options} >/dev/null 2>&1", shell=True, env=env, check=True)


def table(done):
    rows = [("path", "videos/s", "GB/s", "first batch s", "memory MiB", "of ceiling")]
    ceiling = {}
    for name, runs in done.items():
        samples, _, _, size, _ = runs[0]
        seconds = statistics.median(r[1] for r in runs)
        kind = name.split(", ")[-1]
        if name.startswith("ceiling"):
            ceiling[kind] = samples / seconds
        same = ceiling.get(kind) if "x" not in name and "cameras" not in name else None
        rows.append((name, f"{samples / seconds:.0f}", f"{size / seconds / 1e9:.2f}",
                     f"{statistics.median(r[2] for r in runs):.2f}",
                     f"{max(r[4] for r in runs) / 1024:.0f}",
                     f"{samples / seconds / same:.2f}" if same else "-"))
    return rows


def main():
    interpreter = python()
    if interpreter is None:
        print("no loaders: needs python3-numpy and python3-torch "
              "(build-aux/need.sh loaders)", file=sys.stderr)
        return
    env = dict(os.environ, PATH=f"{BUILD}:{PIPELINES}:{os.environ['PATH']}",
               PYTHONPATH=PIPELINES)
    os.makedirs(SCRATCH, exist_ok=True)
    chosen = [name for name in PATHS if LOAD_ONLY.search(name)]
    done = {name: [] for name in chosen}
    try:
        for name in SETS:
            make(name, env)
        for turn in range(RUNS):
            for name in chosen:
                out = subprocess.run([interpreter, __file__, BUILD, SCRATCH, name], env=env,
                                     check=True, capture_output=True, text=True).stdout
                done[name].append([float(x) for x in out.split()])
                print(f"{turn + 1}/{RUNS} {name}: {done[name][-1][1]:.2f} s", file=sys.stderr)
    finally:
        for name in SETS:
            shutil.rmtree(f"{SCRATCH}/{name}", ignore_errors=True)
    rows = table(done)
    with open(os.path.join(SCRATCH, "loaders.tsv"), "w") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:])))


if __name__ == "__main__":
    if len(sys.argv) > 3:
        one(sys.argv[3])
    else:
        main()
