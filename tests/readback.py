"""Read a dataset with numpy and xxhash alone: no vg.

readback.py DIR checks every promise of vg-dataset(5) that can be checked from
outside and prints the dataset digest.
"""
import glob
import os
import sys
import xxhash
import numpy as np
import shards


def plan(directory):
    lines = open(os.path.join(directory, "PLAN.txt")).read().splitlines()
    pairs = [l.split(" = ", 1) for l in lines if l and l[0] != "#"]
    return dict(pairs)


def fingerprint(keys):
    scene = "".join(f"{k} = {v}\n" for k, v in keys.items()
                    if k not in ("samples", "interval", "format", "compress"))
    return xxhash.xxh3_64_hexdigest(scene.encode())


def manifest(directory):
    """The newest line of each file, every check recomputed."""
    rows = {}
    for path in sorted(glob.glob(os.path.join(directory, "MANIFEST*.tsv"))):
        for line in open(path).read().splitlines():
            if line.startswith("#"):
                continue
            text, check = line.rsplit("\t", 1)
            assert xxhash.xxh3_64_hexdigest(text.encode()) == check, line
            row = text.split("\t")
            rows[row[1]] = row
    return rows


def shapes(keys):
    t, v, c = (int(keys[k]) for k in ("frames", "cameras", "channels"))
    objects, distractors = int(keys["objects"]), int(keys["distractors"])
    truth = keys["truth"].split(",")
    h, w = (int(x) for x in keys["size"].split("x"))
    view = () if v == 1 else (v,)
    each = () if objects == 1 else (objects,)
    tchw = keys["layout"] == "tchw"
    frame = (c, h, w) if tchw else (h, w, c)
    out = {
        "videos": (view + (t,) + frame,
                   {"u1": "uint8", "f4": "float32"}[keys["dtype"]]),
        "labels": ((), "int64"),
        "trajectory_3d": (each + (t, 3), "float32"),
        "trajectory_2d": (view + each + (t, 2), "float32"),
        "camera_matrix": (view + (3, 4), "float32"),
        "split": ((), "uint8"),
    }
    if objects > 1:
        out["object_labels"] = ((objects,), "int64")
    if distractors:
        out["distractor_3d"] = ((distractors, 3), "float32")
        out["distractor_frames"] = ((distractors, 2), "int64")
    kinds = {
        "mask": (view + (t, h, w), "uint8"),
        "depth": (view + (t, h, w), "float32"),
        "flow": (view + ((t, 2, h, w) if tchw else (t, h, w, 2)), "float32"),
        "box": (view + each + (t, 4), "int32"),
    }
    out.update({k: kinds[k] for k in kinds if k in truth})
    out["index"] = ((), "int64")
    out["sample_xxh3"] = ((), "int64")
    return out


def payload_hashes(data, fields, n):
    """XXH3-64 of each sample's payload, put together from the arrays."""
    for i in range(n):
        parts = []
        for name in fields:
            raw = data[name][i].tobytes()
            parts.append(raw + bytes(-len(raw) % 8))
        yield xxhash.xxh3_64_intdigest(b"".join(parts))


def check_geometry(keys, data):
    """P x 3D = 2D, and every point of every object inside every frame."""
    n, views, objects = (len(data["labels"]), int(keys["cameras"]),
                         int(keys["objects"]))
    h, w = (int(x) for x in keys["size"].split("x"))
    p = data["camera_matrix"].astype("f8").reshape(n, views, 3, 4)
    x = data["trajectory_3d"].astype("f8").reshape(n, objects, -1, 3)
    x = np.concatenate([x, np.ones(x.shape[:-1] + (1,))], -1)
    uvw = np.einsum("nvij,notj->nvoti", p, x)
    assert (uvw[..., 2] > 0).all()
    uv = uvw[..., :2] / uvw[..., 2:]
    got = data["trajectory_2d"].reshape(uv.shape)
    assert np.abs(uv - got).max() < 1e-4, np.abs(uv - got).max()
    assert (got >= 0).all()
    assert (got[..., 0] <= w - 1).all() and (got[..., 1] <= h - 1).all()


def check_checkpoint(keys, path, row, first, count):
    n = min(count, int(keys["samples"]) - first)
    raw = open(path, "rb").read()
    assert xxhash.xxh128_hexdigest(raw) == row[0], path
    assert [int(row[2]), int(row[3]), int(row[4])] == [first, n, len(raw)]
    assert row[6] == fingerprint(keys)
    data = shards.arrays(path)
    wanted = shapes(keys)
    assert list(data) == list(wanted), list(data)
    for name, (shape, dtype) in wanted.items():
        assert data[name].shape == (n,) + shape, (name, data[name].shape)
        assert data[name].dtype == dtype, (name, data[name].dtype)
        if data[name].dtype.kind == "f":
            assert np.isfinite(data[name]).all(), name
    if keys["dtype"] == "f4":
        assert data["videos"].min() >= 0 and data["videos"].max() <= 1
    assert (data["index"] == np.arange(first, first + n)).all()
    fields = [name for name in wanted if name not in ("index", "sample_xxh3")]
    hashes = list(payload_hashes(data, fields, n))
    assert (data["sample_xxh3"].view("u8") == np.array(hashes, "u8")).all()
    content = xxhash.xxh3_64_hexdigest(data["sample_xxh3"].tobytes())
    assert content == row[5]
    check_geometry(keys, data)
    return data


def check(directory, each=None):
    """Check it all; EACH is called with every checkpoint's arrays."""
    keys = plan(directory)
    rows = manifest(directory)
    interval = int(keys["interval"])
    hashes, labels = [], []
    for k in range(-(-int(keys["samples"]) // interval)):
        name, = [n for n in rows if n.startswith(f"checkpoint_{k:05d}.")]
        data = check_checkpoint(keys, os.path.join(directory, name),
                                rows[name], k * interval, interval)
        hashes.append(data["sample_xxh3"])
        labels.append(data["labels"])
        if each:
            each(data)
    assert len(rows) == len(hashes), "more lines than checkpoints"
    labels = np.concatenate(labels)
    ahead = np.cumsum(np.eye(int(keys["classes"]), dtype=int)[labels], axis=0)
    assert (ahead.max(1) - ahead.min(1) <= 1).all(), "classes out of balance"
    digest = xxhash.xxh3_128_hexdigest(np.concatenate(hashes).tobytes())
    return labels, digest


if __name__ == "__main__":
    print(check(sys.argv[1])[1])
