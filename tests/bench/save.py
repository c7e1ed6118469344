#!/usr/bin/env python3
"""Save vg's own videos as numpy does: what compression alone costs there.

    save.py VIDEOS.npy DIRECTORY COUNT INTERVAL PROCESSES

Writes COUNT of the videos in VIDEOS.npy, again from the first one when it has
fewer, as np.savez_compressed does it; INTERVAL in a file.
"""
import multiprocessing
import os
import sys

import numpy as np


def checkpoint(job):
    source, path, first, count = job
    videos = np.load(source, mmap_mode="r")
    chosen = np.arange(first, first + count) % len(videos)
    np.savez_compressed(path, videos=videos[chosen])


def main():
    source, directory = sys.argv[1:3]
    count, interval, processes = map(int, sys.argv[3:])
    os.makedirs(directory, exist_ok=True)
    jobs = [(source, f"{directory}/{first}.npz", first, min(interval, count - first))
            for first in range(0, count, interval)]
    with multiprocessing.Pool(processes) as pool:
        for _ in pool.imap_unordered(checkpoint, jobs):
            pass


if __name__ == "__main__":
    main()
