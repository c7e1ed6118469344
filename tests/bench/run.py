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

Writes SCRATCH/bench.tsv. CPU seconds are user and system of all processes;
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
VIDEO_BYTES = 16 * 3 * 64 * 64
RENDERED = 10000  # by one core into /dev/null
PEER = min(VIDEOS, 8000)  # it needs no more to show its rate


def python():
    """One that has numpy and OpenCV, or None."""
    for command in "python3", "/usr/bin/python3":
        if subprocess.run([command, "-c", "import numpy, cv2"],
                          capture_output=True).returncode == 0:
            return command


class Path:
    """One line of the table: a shell command on $D, made anew or kept."""

    def __init__(self, name, videos, command, prepare="rm -rf $D", keep=None, core=None):
        self.name, self.videos, self.command = name, videos, command
        self.prepare, self.core = prepare, core
        self.directory = os.path.join(SCRATCH, keep or "work", "data")
        self.wall, self.cpu, self.rss = [], [], 0

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

    def rate(self):
        return self.videos / statistics.median(self.wall)

    def cpu_each(self):
        return statistics.median(self.cpu) / self.videos


def generate(name, videos, options, core=None):
    return Path(name, videos, f"'{GENERATE}' -d $D -n {videos} {options}", core=core)


def paths():
    full = f"{VIDEOS} videos"
    interpreter = python()
    yield Path("floor", VIDEOS, f"floor $D {VIDEOS} {CORES}", "rm -rf $D; mkdir $D")
    if interpreter:
        yield Path("peer: numpy, OpenCV, savez_compressed", PEER,
                   f"{interpreter} '{HERE}/peer.py' $D {PEER} {PEER // (2 * CORES)} {CORES}")
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


def table(done):
    peer = next((p for p in done if p.name.startswith("peer")), None)
    floor = next((p for p in done if p.name == "floor"), None)
    rows = [("path", "videos/s", "GB/s", "us CPU each", "of peer", "of peer, CPU",
             "of floor", "of floor, CPU", "peak RSS MiB")]
    for p in done:
        ratios = []
        for other in peer, floor:
            ratios += [f"{p.rate() / other.rate():.2f}",
                       f"{other.cpu_each() / p.cpu_each():.2f}"] if other else ["-", "-"]
        rows.append((p.name, f"{p.rate():.0f}", f"{p.rate() * VIDEO_BYTES / 1e9:.2f}",
                     f"{p.cpu_each() * 1e6:.0f}", *ratios, f"{p.rss / 1024:.0f}"))
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
        for name in "work", "whole", "many":
            shutil.rmtree(os.path.join(SCRATCH, name), ignore_errors=True)
    rows = table(chosen)
    with open(os.path.join(SCRATCH, "bench.tsv"), "w") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:])))


if __name__ == "__main__":
    main()
