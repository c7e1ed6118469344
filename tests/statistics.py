"""Are the scenes what scenes are documented to be? numpy alone.

statistics.py parameters DIR    each parameter of each class against its range
statistics.py independence A B  consecutive samples, and two seeds
statistics.py leakage DIR       what a linear classifier learns, and from what
"""
import glob
import sys
import numpy as np

import shards

# Kolmogorov's distribution: sqrt(n) D exceeds this once in 10,000 times.
KOLMOGOROV = 2.23
LINEAR, CIRCULAR, HELICAL, PARABOLIC = range(4)


def checkpoints(directory):
    for path in sorted(glob.glob(f"{directory}/checkpoint_*")):
        yield shards.arrays(path)


def tracks(directory):
    parts = [(d["trajectory_3d"].astype("f8"), d["labels"])
             for d in checkpoints(directory)]
    return (np.concatenate(p) for p in zip(*parts))


def uniform(name, values, low, high):
    """The Kolmogorov-Smirnov test of values against U(low, high)."""
    assert values.min() > low - 1e-5 and values.max() < high + 1e-5, \
        (name, values.min(), values.max())
    x = np.sort((values - low) / (high - low))
    n = len(x)
    d = max((np.arange(1, n + 1) / n - x).max(), (x - np.arange(n) / n).max())
    assert d * np.sqrt(n) < KOLMOGOROV, (name, d * np.sqrt(n))
    print(f"{name}: {n} values, sqrt(n) D = {d * np.sqrt(n):.2f}")


def fair(name, hits, chance):
    """A share, within four standard deviations."""
    n = len(hits)
    assert abs(hits.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / n), \
        (name, hits.mean())
    print(f"{name}: {hits.mean():.4f} of {n}")


def linear(p, neutral):
    d = p[:, -1] - p[:, 0]
    t = np.linspace(0, 1, p.shape[1])[None, :, None]
    assert np.abs(p - p[:, :1] - t * d[:, None]).max() < 1e-5, "not a line"
    axes = [2] if neutral else [0, 1, 2]  # a turn mixes x and y
    for axis in axes:
        size = np.abs(d[:, axis])
        at_least = np.isclose(size, 0.11, atol=1e-6)
        fair(f"linear d{axis} at its least", at_least, 0.11 / 0.3)
        uniform(f"linear d{axis}", size[~at_least], 0.11, 0.3)
        fair(f"linear d{axis} positive", d[:, axis] > 0, 0.5)
    if neutral:
        uniform("linear heading", np.arctan2(d[:, 1], d[:, 0]) / np.pi, -1, 1)
        return
    for axis, middle in enumerate((0, 0, 2)):
        uniform(f"linear s{axis}", p[:, 0, axis], middle - 0.5, middle + 0.5)


def turning(name, p, turns, radii, neutral):
    """A circle or a helix: centre, radius, start, sense."""
    centre = p[:, :-1, :2].mean(1)  # first and last are the same angle
    off = p[:, :, :2] - centre[:, None]
    radius = np.hypot(off[..., 0], off[..., 1])
    assert np.abs(radius - radius[:, :1]).max() < 1e-5, f"{name}: not round"
    uniform(f"{name} radius", radius[:, 0], *radii)
    angle = np.unwrap(np.arctan2(off[..., 1], off[..., 0]), axis=1)
    sweep = (angle[:, -1] - angle[:, 0]) / (2 * np.pi)
    assert np.abs(np.abs(sweep) - turns).max() < 1e-4, f"{name}: turns"
    if neutral:
        uniform(f"{name} start", angle[:, 0] / np.pi % 2, 0, 2)
        fair(f"{name} sense", sweep > 0, 0.5)
        return
    assert np.abs(off[:, 0, 1]).max() < 1e-5 and (off[:, 0, 0] > 0).all()
    assert (sweep > 0).all()
    uniform(f"{name} cx", centre[:, 0], -0.2, 0.2)
    uniform(f"{name} cy", centre[:, 1], -0.2, 0.2)


def circular(p, neutral):
    turning("circular", p, 1, (0.3, 0.6), neutral)
    assert np.ptp(p[..., 2], axis=1).max() < 1e-6
    if not neutral:
        uniform("circular z", p[:, 0, 2], 1.8, 2.2)


def helical(p, neutral):
    turning("helical", p, 2, (0.3, 0.5), neutral)
    if neutral:
        rise = p[:, -1, 2] - p[:, 0, 2]  # of two uniform ends
        fair("helical upwards", rise > 0, 0.5)
        rise = np.abs(rise)
        assert rise.min() > 0.5 - 1e-5 and rise.max() < 1.5 + 1e-5
        r = rise - 0.5                   # a triangle's distribution on (0, 1)
        uniform("helical rise", np.where(r < .5, 2 * r * r, 1 - 2 * (1 - r) ** 2), 0, 1)
        return
    uniform("helical z0", p[:, 0, 2], 1.5, 2)
    uniform("helical z1", p[:, -1, 2], 2.5, 3)


def parabolic(p, neutral):
    t = np.linspace(0, 1, p.shape[1])
    powers = np.stack([np.ones_like(t), t, -t * t / 2], 1)
    z0, vz, g = np.linalg.lstsq(powers, p[..., 2].T, rcond=None)[0]
    assert np.abs(powers @ [z0, vz, g] - p[..., 2].T).max() < 1e-5
    uniform("parabolic g", g, 0.8, 1.5)
    v = p[:, -1, :2] - p[:, 0, :2]
    if neutral:
        uniform("parabolic heading", np.arctan2(v[:, 1], v[:, 0]) / np.pi, -1, 1)
        return
    uniform("parabolic vz", vz, 0.2, 0.6)
    uniform("parabolic vx", v[:, 0], 0.3, 0.8)
    uniform("parabolic vy", v[:, 1], -0.2, 0.2)
    uniform("parabolic x0", p[:, 0, 0], -0.3, 0.3)
    uniform("parabolic y0", p[:, 0, 1], -0.3, 0.3)
    uniform("parabolic z0", p[:, 0, 2], 2, 2.3)


def parameters(directory):
    neutral = "motion = neutral" in open(f"{directory}/PLAN.txt").read()
    p, labels = tracks(directory)
    for label, check in enumerate((linear, circular, helical, parabolic)):
        check(p[labels == label], neutral)
        if neutral:
            mean = p[labels == label].mean(1)
            for axis, middle in enumerate((0, 0, 2.1)):
                uniform(f"class {label} place {axis}", mean[:, axis],
                        middle - 0.35, middle + 0.35)


def independence(one, other):
    (a, labels), (b, _) = tracks(one), tracks(other)
    n = len(a)

    def uncorrelated(name, x, y):
        r = np.corrcoef(x, y)[0, 1]
        assert abs(r) < 4 / np.sqrt(len(x)), (name, r)
        print(f"{name}: r = {r:.4f}")

    for axis in range(3):
        x, y = a[:, :, axis].mean(1), b[:, :, axis].mean(1)
        for step in (1, 2, 4):
            uncorrelated(f"axis {axis}, {step} apart", x[:-step], x[step:])
        uncorrelated(f"axis {axis}, neighbouring seeds", x, y)
    places = labels.reshape(-1, 4)
    for place in range(4):
        for label in range(4):
            fair(f"label {label} at place {place}", places[:, place] == label, 0.25)
    assert len(np.unique(a.reshape(n, -1), axis=0)) == n


def linear_classifier(features, labels):
    """Accuracy of ridge regression onto the classes, on the second half."""
    x = np.asarray(features, "f8").reshape(len(labels), -1)
    half = len(x) // 2
    spread = x[:half].std(0)
    x = (x - x[:half].mean(0)) / np.where(spread > 1e-9, spread, 1)
    x = np.concatenate([x, np.ones((len(x), 1))], 1)
    target = np.eye(4)[labels[:half]]
    gram = x[:half].T @ x[:half] + 1e-2 * half * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, x[:half].T @ target)
    return ((x[half:] @ weights).argmax(1) == labels[half:]).mean()


def profiles(p):
    """Speed, acceleration and height over time, and their magnitudes."""
    v, a = np.diff(p, axis=1), np.diff(p, 2, axis=1)
    flat = lambda q: np.hypot(q[..., 0], q[..., 1])
    z = p[..., 2] - p[..., 2].mean(1, keepdims=True)
    return np.concatenate([flat(v), flat(a), z, v[..., 2], a[..., 2],
                           np.abs(v[..., 2]), z * z], 1)


def leakage(directory):
    brightness, place, first, track, labels = [], [], [], [], []
    for data in checkpoints(directory):
        v = data["videos"].astype("f4").mean(2)  # grey
        n, t, h, w = v.shape
        brightness.append(v.mean((1, 2, 3))[:, None])
        ground = np.median(v, axis=1, keepdims=True)
        moves = np.abs(v - ground)
        mass = moves.sum((1, 2, 3))
        y, x = np.mgrid[:h, :w]
        place.append(np.stack([(moves * x).sum((1, 2, 3)) / mass,
                               (moves * y).sum((1, 2, 3)) / mass], 1))
        f = v[:, 0].reshape(n, 16, h // 16, 16, w // 16).mean((2, 4))
        first.append(f.reshape(n, -1))
        track.append(profiles(data["trajectory_3d"].astype("f8")))
        labels.append(data["labels"])
    labels = np.concatenate(labels)
    results = {name: linear_classifier(np.concatenate(features), labels)
               for name, features in (("brightness", brightness), ("place", place),
                                      ("first", first), ("track", track))}
    print(results)
    assert results["brightness"] < 0.33 and results["place"] < 0.33
    assert results["first"] < 0.50
    assert results["track"] > 0.95


def casting(directory):
    """Other objects' classes and the distractors know nothing of the label."""
    parts = [(d["labels"], d["object_labels"], d["distractor_frames"],
              d["distractor_3d"].astype("f8")) for d in checkpoints(directory)]
    labels, others, frames, places = (np.concatenate(x) for x in zip(*parts))
    assert (others[:, 0] == labels).all()
    for k in range(1, others.shape[1]):
        for label in range(4):
            fair(f"object {k} of class {label}", others[:, k] == label, 0.25)
            fair(f"object {k} given label {label}",
                 others[labels == label, k] == label, 0.25)
    life = frames[..., 1] - frames[..., 0]
    assert life.min() == 1 and life.max() == 3
    assert frames.min() == 0 and frames[..., 1].max() == 16
    for d in range(life.shape[1]):
        for n in (1, 2, 3):
            fair(f"distractor {d} lives {n}", life[:, d] == n, 1 / 3)
            fair(f"distractor {d} of {n} begins at once",
                 frames[life[:, d] == n, d, 0] == 0, 1 / (17 - n))
        for axis in range(3):
            low, high = places[:, d, axis].min(), places[:, d, axis].max()
            uniform(f"distractor {d} place {axis}", places[:, d, axis],
                    low - 1e-9, high + 1e-9)
            for label in range(4):
                fair(f"distractor {d} axis {axis} label {label}",
                     places[labels == label, d, axis] > (low + high) / 2, 0.5)


def colours(directory):
    """The colours of object and background do not tell the class."""
    object_rgb, ground, labels = [], [], []
    for data in checkpoints(directory):
        v = data["videos"].astype("f8")          # n, T, 3, H, W
        ground.append(v[:, 0, :, 0, 0])
        y, x = np.rint(data["trajectory_2d"][:, 0]).astype(int)[:, ::-1].T
        object_rgb.append(v[np.arange(len(v)), 0, :, y, x])
        labels.append(data["labels"])
    labels = np.concatenate(labels)
    for name, rgb in (("object", object_rgb), ("background", ground)):
        rgb = np.concatenate(rgb)
        assert len(np.unique(rgb, axis=0)) > len(rgb) / 3, name
        features = np.concatenate([rgb, rgb ** 2, np.sin(rgb / 20)], 1)
        result = linear_classifier(features, labels)
        print(name, result)
        assert abs(result - 0.25) < 4 * np.sqrt(0.25 * 0.75 / (len(labels) / 2))
        for label in range(4):
            for c in range(3):
                fair(f"{name} channel {c} of class {label}",
                     rgb[labels == label, c] > np.median(rgb[:, c]),
                     (rgb[:, c] > np.median(rgb[:, c])).mean())
    apart = np.concatenate(object_rgb) - np.concatenate(ground)
    grey = apart @ [0.299, 0.587, 0.114]
    assert (np.abs(grey) > 40).mean() > 0.99, "hard to see in grey"


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
