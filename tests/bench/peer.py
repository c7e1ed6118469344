#!/usr/bin/env python3
"""The honest peer: what a competent hand writes with numpy and OpenCV.

    peer.py DIRECTORY VIDEOS INTERVAL PROCESSES FRAMES SIDE

Videos of FRAMESx3xSIDExSIDE in u1, a disc with a ring on white, as vg's style `disc`
draws it; labels, trajectories in 3D and 2D; a compressed npz for each
INTERVAL, each under its final name only when it is whole. Nothing is synced,
hashed, resumed or verified. All of the drawing is OpenCV's, all of the
compression zlib's through numpy, all of the geometry vectorised.
"""
import multiprocessing
import os
import sys

import cv2
import numpy as np

SHIFT = 4


def tracks(rng, labels, frames):
    """Positions (n, frames, 3) of linear, circular, helical, parabolic motion."""
    n = len(labels)
    t = np.linspace(0, 1, frames)
    start = rng.uniform(-0.5, 0.5, (n, 1, 3))
    way = rng.uniform(-0.3, 0.3, (n, 1, 3))
    radius = rng.uniform(0.3, 0.6, (n, 1))
    out = start + way * t[None, :, None]
    turns = np.where(labels == 2, 2, 1)[:, None]
    round_ = np.isin(labels, (1, 2))[:, None]
    angle = 2 * np.pi * turns * t
    out[..., 0] = np.where(round_, start[..., 0] + radius * np.cos(angle), out[..., 0])
    out[..., 1] = np.where(round_, start[..., 1] + radius * np.sin(angle), out[..., 1])
    out[..., 2] -= np.where(labels == 3, 1, 0)[:, None] * t**2
    return out.astype("f4")


def project(points, side):
    """To pixels, by a camera that looks along y."""
    depth = 5 + points[..., 1]
    x = side / 2 + 70 / 64 * side * points[..., 0] / depth
    y = side / 2 - 70 / 64 * side * points[..., 2] / depth
    return np.stack([x, y], -1).astype("f4")


def checkpoint(job):
    directory, k, first, count, frames, side = job
    rng = np.random.default_rng(first)
    labels = np.arange(first, first + count) % 4
    points = tracks(rng, labels, frames)
    image = project(points, side)
    fixed = np.round(image * (1 << SHIFT)).astype(int)
    videos = np.empty((count, frames, 3, side, side), "u1")
    frame = np.empty((side, side, 3), "u1")
    for i in range(count):
        for t in range(frames):
            frame.fill(255)
            centre = (int(fixed[i, t, 0]), int(fixed[i, t, 1]))
            cv2.circle(frame, centre, 88 * side // 64, (0, 0, 0), -1, cv2.LINE_AA, SHIFT)
            cv2.circle(frame, centre, 72 * side // 64, (255, 0, 0), -1, cv2.LINE_AA, SHIFT)
            videos[i, t] = frame.transpose(2, 0, 1)
    path = f"{directory}/checkpoint_{k:05d}.npz"
    with open(path + ".tmp", "wb") as file:
        np.savez_compressed(file, videos=videos, labels=labels,
                            trajectory_3d=points, trajectory_2d=image)
    os.rename(path + ".tmp", path)


def main():
    directory, (videos, interval, processes, frames, side) = sys.argv[1], map(int, sys.argv[2:])
    cv2.setNumThreads(1)
    os.makedirs(directory, exist_ok=True)
    jobs = [(directory, k, first, min(interval, videos - first), frames, side)
            for k, first in enumerate(range(0, videos, interval))]
    with multiprocessing.Pool(processes) as pool:
        for _ in pool.imap_unordered(checkpoint, jobs):
            pass


if __name__ == "__main__":
    main()
