"""A shard of MosaicML Streaming read with numpy, as its documentation describes
the format."""
import json
import subprocess

import numpy as np


def content(path):
    if not path.endswith(".zstd"):
        with open(path, "rb") as f:
            return f.read()
    return subprocess.run(["zstd", "-dcq", path], check=True,
                          capture_output=True).stdout


def decode(encoding, raw):
    kind, *rest = encoding.split(":")
    if kind != "ndarray":
        value = np.frombuffer(raw, kind)
        assert value.shape == (1,) and not rest
        return value[0]
    dtype, shape = rest
    return np.frombuffer(raw, dtype).reshape([int(n) for n in shape.split(",")])


def arrays(path):
    """Name to array, in the order of the fields, samples on axis 0."""
    raw = content(path)
    n, = np.frombuffer(raw, "<u4", 1)
    offsets = [int(o) for o in np.frombuffer(raw, "<u4", n + 1, 4)]
    config = json.loads(raw[8 + 4 * n:offsets[0]])
    fields = dict((text + " ").split(" ")[:2]
                  for text in config.pop("fields").split("; "))
    names, encodings, sizes = (config.pop(f"column_{key}")
                               for key in ("names", "encodings", "sizes"))
    assert config == {"compression": "zstd" if path.endswith(".zstd") else None,
                      "format": "mds", "hashes": ["xxh128"],
                      "size_limit": None, "version": 2}, config
    assert names == sorted(names)
    assert set(names) == set(fields) | {"index", "sample_xxh3"}
    assert offsets[-1] == len(raw)
    columns = {name: [] for name in [*fields, "index", "sample_xxh3"]}
    for begin, end in zip(offsets, offsets[1:]):
        for name, encoding, size in zip(names, encodings, sizes):
            value = decode(encoding, raw[begin:begin + size])
            if fields.get(name) == "|b1":  # Streaming has no bool
                value = np.asarray(value).view("?")
            columns[name].append(value)
            begin += size
        assert begin == end
    data = {name: np.stack(values) for name, values in columns.items()}
    for name, dtype in fields.items():
        assert data[name].dtype.str == dtype, name
    return data
