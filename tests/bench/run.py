#!/usr/bin/env python3
"""Time vg, a peer and a floor side by side, and print a table.

    run.py BUILD SCRATCH

BUILD holds the tools and `floor`. Paths take turns, RUNS times each, so that
whatever else the machine does meets all of them; the median counts. Limited
by variables:

    RUNS=5          of each path
    VIDEOS=30000    in the large runs
    LARGE=0         1: 300,000 as well, 7 GB of disk for a while
    CHECKPOINTS=100000  of the finished dataset that is planned again
    ONLY=REGEX      paths whose names match

A size of frames has a peer of its own, which rows of that size are compared
with. Writes SCRATCH/bench.tsv. CPU seconds are user and system of all processes;
where others use the machine too, they are what to compare. Peak RSS, of the
largest process, is never less than this script's own 15 MiB.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

BUILD, SCRATCH = map(os.path.abspath, sys.argv[1:3])
HERE = os.path.dirname(os.path.abspath(__file__))
GENERATE = os.path.join(HERE, "../../pipelines/generate.sh")
RUNS = int(os.environ.get("RUNS", 5))
VIDEOS = int(os.environ.get("VIDEOS", 30000))
LARGE = int(os.environ.get("LARGE", 0))
CHECKPOINTS = int(os.environ.get("CHECKPOINTS", 100000))
ONLY = re.compile(os.environ.get("ONLY", ""))
CORES = os.cpu_count()
RENDERED = 10000  # by one core into /dev/null
PEER = min(VIDEOS, 8000)  # it needs no more to show its rate
SMALL = 16, 64  # frames, and their side


def python():
    """One that has numpy and OpenCV, or None."""
    for command in "python3", "/usr/bin/python3":
        if subprocess.run([command, "-c", "import numpy, cv2"],
                          capture_output=True).returncode == 0:
            return command


class Path:
    """One line of the table: a shell command on $D, made anew or kept."""

    def __init__(self, name, videos, command, prepare="rm -rf $D", keep=None, core=None,
                 shape=SMALL, truth=0):
        self.name, self.videos, self.command = name, videos, command
        self.truth = truth  # bytes of it for each pixel
        self.prepare, self.core, self.shape = prepare, core, shape
        self.directory = os.path.join(SCRATCH, keep or "work", "data")
        self.wall, self.cpu, self.rss, self.stored = [], [], 0, 0

    def run(self):
        env = dict(os.environ, D=self.directory, LC_ALL="C",
                   PATH=f"{BUILD}:{os.environ['PATH']}")
        os.makedirs(os.path.dirname(self.directory), exist_ok=True)
        subprocess.run(["sh", "-ec", self.prepare], env=env, check=True)
        begun = time.monotonic()
        child = subprocess.Popen(
            ["sh", "-ec", self.command], env=env, stdout=subprocess.DEVNULL,
            preexec_fn=self.core is not None and (
                lambda: os.sched_setaffinity(0, {self.core})) or None)
        _, status, usage = os.wait4(child.pid, 0)
        self.wall.append(time.monotonic() - begun)
        if status != 0:
            sys.exit(f"{self.name}: status {status}")
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.rss = max(self.rss, usage.ru_maxrss)
        self.stored = sum(os.path.getsize(os.path.join(folder, name))
                          for folder, _, names in os.walk(self.directory)
                          for name in names)

    def rate(self):
        return self.videos / statistics.median(self.wall)

    def video_bytes(self):
        frames, side = self.shape
        return frames * (3 + self.truth) * side * side

    def cpu_each(self):
        return statistics.median(self.cpu) / self.videos


def generate(name, videos, options, core=None, shape=SMALL):
    frames, side = shape
    return Path(name, videos, f"'{GENERATE}' -d $D -n {videos} --frames {frames} "
                f"--size {side} {options}", core=core, shape=shape)


def pipe(name, videos, interval, options, shape):
    """A worker on each core, and nothing else: what the tools themselves cost."""
    frames, side = shape
    return Path(name, videos,
                f"vg-plan -d $D | xargs -P {CORES} -I RANGE "
                "sh -c 'vg-render -d $D RANGE | vg-pack -d $D'",
                f"rm -rf $D; vg-plan -d $D -n {videos} -i {interval} --frames {frames} "
                f"--size {side} {options} >/dev/null", shape=shape)


def peer(interpreter, videos, shape):
    frames, side = shape
    return Path(f"peer {side}x{side}: numpy, OpenCV, savez_compressed", videos,
                f"{interpreter} '{HERE}/peer.py' $D {videos} "
                f"{max(1, videos // (2 * CORES))} {CORES} {frames} {side}", shape=shape)


def larger(interpreter, shape, videos):
    """The paths for frames that do not fit into the window of deflate."""
    frames, side = shape
    size = f"{frames}x{side}x{side}"
    scene = f"--frames {frames} --size {side}"
    interval = max(1, videos // (4 * CORES))
    some = 32
    if interpreter:
        yield peer(interpreter, videos, shape)
        yield Path(f"{size}: numpy saves vg's videos", 2 * some,
                   f"{interpreter} '{HERE}/save.py' $D/../videos.npy $D {2 * some} "
                   f"{some // CORES} {CORES}",
                   f"rm -rf $D; [ -e $D/../videos.npy ] || {{ vg-plan -d $D -n {some} "
                   f"{scene} --format npz; vg-plan -d $D | vg-render -d $D | vg-pack -d $D; "
                   f"{interpreter} -c 'import sys, numpy; numpy.save(sys.argv[2], "
                   "numpy.load(sys.argv[1])[\"videos\"])' $D/checkpoint_00000.npz "
                   "$D/../videos.npy; rm -rf $D; } >/dev/null",
                   f"saved{side}", shape=shape)
    for store in "webdataset", "mds", "npz":
        yield pipe(f"{size}: a pipe on each core, {store}", videos, interval,
                   f"--format {store}", shape)
    yield generate(f"{size}: generate.sh", videos, f"-i {interval}", shape=shape)
    yield Path(f"{size}: index to disk, one core", videos // 2,
               f"vg-plan -d $D | vg-render -d $D | vg-pack -d $D",
               f"rm -rf $D; vg-plan -d $D -n {videos // 2} -i {interval} {scene} "
               "--format webdataset >/dev/null", core=0, shape=shape)
    yield Path(f"{size}: vg-cat >/dev/null, one core", videos, "vg-cat -d $D >/dev/null",
               f"[ -d $D ] || '{GENERATE}' -d $D -n {videos} -i {interval} {scene} "
               "--format webdataset >/dev/null", f"whole{side}", core=0, shape=shape)
    yield Path(f"{size}, three objects, all truth: index to disk, one core", videos // 4,
               "vg-plan -d $D | vg-render -d $D | vg-pack -d $D",
               f"rm -rf $D; vg-plan -d $D -n {videos // 4} -i {interval} {scene} "
               "--objects 3 --truth mask,depth,flow,box --format webdataset >/dev/null",
               core=0, shape=shape, truth=1 + 4 + 8)


def paths():
    full = f"{VIDEOS} videos"
    interpreter = python()
    yield Path("floor", VIDEOS, f"floor $D {VIDEOS} {CORES}", "rm -rf $D; mkdir $D")
    if interpreter:
        yield peer(interpreter, PEER, SMALL)
    else:
        print("no peer: needs python3-numpy and python3-opencv "
              "(build-aux/need.sh bench)", file=sys.stderr)
    for style in "disc", "ball":
        yield Path(f"vg-render {style} >/dev/null, one core", RENDERED,
                   f"vg-render --style {style} 0-{RENDERED - 1} >/dev/null", core=0)
    for style in "disc", "ball":
        yield generate(f"generate.sh {style}, {full}", VIDEOS, f"--style {style}")
    yield Path(f"vg-verify of {full}", VIDEOS, "vg-verify -d $D",
               f"[ -d $D ] || '{GENERATE}' -d $D -n {VIDEOS} >/dev/null", "whole")
    yield Path("generate.sh, nothing to do", VIDEOS, f"'{GENERATE}' -d $D -n {VIDEOS}",
               f"[ -d $D ] || '{GENERATE}' -d $D -n {VIDEOS} >/dev/null", "whole")
    yield Path(f"vg-plan --skip-done, {CHECKPOINTS} checkpoints", CHECKPOINTS,
               "vg-plan -d $D --skip-done",
               f"[ -d $D ] || '{GENERATE}' -d $D -n {CHECKPOINTS} -i 1 "
               "--size 8 --frames 1 >/dev/null", "many")
    for n in [3000, 300000][:1 + LARGE]:
        yield generate(f"generate.sh ball, {n} videos", n, "")
    for interval in 1, 10, 1000:
        n = min(VIDEOS, 3000)
        yield generate(f"generate.sh disc, {n} videos, {interval} a checkpoint", n,
                       f"--style disc -i {interval}")
    yield from larger(interpreter, (16, 128), min(VIDEOS, 3200))
    yield from larger(interpreter, (24, 256), min(VIDEOS, 800))


def table(done):
    rows = [("path", "videos/s", "GB/s", "us CPU each", "of peer", "of peer, CPU",
             "of floor", "of floor, CPU", "bytes each", "peak RSS MiB")]
    for p in done:
        ratios = []
        for beginning in "peer", "floor":
            other = next((o for o in done if o.name.startswith(beginning) and
                          o.shape == p.shape), None)
            ratios += [f"{p.rate() / other.rate():.2f}",
                       f"{other.cpu_each() / p.cpu_each():.2f}"] if other else ["-", "-"]
        rows.append((p.name, f"{p.rate():.0f}", f"{p.rate() * p.video_bytes() / 1e9:.2f}",
                     f"{p.cpu_each() * 1e6:.0f}", *ratios, f"{p.stored / p.videos:.0f}",
                     f"{p.rss / 1024:.0f}"))
    return rows


def main():
    os.makedirs(SCRATCH, exist_ok=True)
    chosen = [p for p in paths() if ONLY.search(p.name)]
    try:
        for turn in range(RUNS):
            for p in chosen:
                p.run()
                print(f"{turn + 1}/{RUNS} {p.name}: {p.wall[-1]:.2f} s, "
                      f"CPU {p.cpu[-1]:.2f} s", file=sys.stderr)
    finally:
        for p in chosen:
            shutil.rmtree(os.path.dirname(p.directory), ignore_errors=True)
    rows = table(chosen)
    with open(os.path.join(SCRATCH, "bench.tsv"), "w") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:])))


if __name__ == "__main__":
    main()
