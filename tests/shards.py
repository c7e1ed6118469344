"""The arrays of a checkpoint of any format, read without vg.

shards.py FILE… compares checkpoints of the same samples: prints how many arrays
are equal, or which differs."""
import gzip
import io
import json
import re
import subprocess
import sys
import tarfile

import numpy as np


def whole_tar(raw):
    """The members of the tar RAW: plain files and nothing else, in order."""
    at = 0
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as tar:
        for m in tar:
            assert m.offset == at and m.offset_data == at + 512, m.name
            assert raw[at + 257:at + 265] == b"ustar\x0000", m.name
            assert m.type == tarfile.REGTYPE and m.mode == 0o644, m.name
            assert (m.uid, m.gid, m.uname, m.gname) == (0, 0, "", ""), m.name
            assert m.mtime == 0 and not m.pax_headers, m.name
            at = m.offset_data + -(-m.size // 512) * 512
            assert not any(raw[m.offset_data + m.size:at]), m.name
            yield m.name, raw[m.offset_data:m.offset_data + m.size]
    assert raw[at:] == bytes(1024), "end of the tar"


def scalar(value, dtype):
    assert type(value) is int
    array = np.array(value, dtype)
    assert int(array) == value
    return array


def sample(fields, members):
    """The arrays of one sample, by its FIELDS, each of its MEMBERS used once."""
    data = {}
    for text in fields.split("; "):
        name, dtype, *shape = text.split(" ")
        shape = tuple(map(int, shape[0].split(","))) if shape else ()
        integer = shape == () and dtype[1] in "iu"
        if name == "labels" and integer:
            text = members.pop("labels.cls").decode()
            array = scalar(int(text), dtype)
            assert text == str(int(array))
        elif integer and name != "fields":
            array = scalar(members["json"].pop(name), dtype)
        else:
            raw = members.pop(f"{name}.npy", None)
            if raw is None:
                raw = gzip.decompress(members.pop(f"{name}.npy.gz"))
            with io.BytesIO(raw) as f:
                array = np.lib.format.read_array(f, allow_pickle=False)
                assert f.read() == b"", name
        assert array.dtype.str == dtype and array.shape == shape, name
        data[name] = array
    assert set(members) == {"json"} and members["json"] == {}, members
    return data


def webdataset(path):
    if path.endswith(".zst"):
        raw = subprocess.run(["zstd", "-dcq", path], check=True,
                             capture_output=True).stdout
    else:
        with open(path, "rb") as f:
            raw = f.read()
    groups = []
    for name, content in whole_tar(raw):
        key, suffix = name.split(".", 1)
        assert re.fullmatch("[0-9]{6,}", key) and key == f"{int(key):06}", key
        if not groups or groups[-1][0] != key:
            assert suffix == "json", name
            groups.append((key, {}))
        assert suffix not in groups[-1][1], name
        groups[-1][1][suffix] = content
    samples, fields = [], None
    for key, members in groups:
        members["json"] = json.loads(members["json"])
        index = members["json"].pop("index")
        xxh3 = members["json"].pop("sample_xxh3")
        assert key == f"{index:06}" and re.fullmatch("[0-9a-f]{16}", xxh3)
        described = members["json"].pop("fields")
        assert fields in (None, described)
        fields = described
        samples.append(sample(described, members))
        samples[-1]["index"] = np.array(index, "<i8")
        samples[-1]["sample_xxh3"] = np.array(int(xxh3, 16), "<u8").view("<i8")
    return {name: np.stack([s[name] for s in samples]) for name in samples[0]}


def arrays(path):
    """Name to array, in the archive's order, samples on axis 0."""
    if path.endswith(".npz"):
        with np.load(path) as file:
            return {name: file[name] for name in file.files}
    return webdataset(path)


def main(first, *others):
    wanted = arrays(first)
    for path in others:
        got = arrays(path)
        assert list(got) == list(wanted), list(got)
        for name in wanted:
            assert got[name].dtype == wanted[name].dtype, name
            assert got[name].shape == wanted[name].shape, name
            assert got[name].tobytes() == wanted[name].tobytes(), name
    print(len(others) * len(wanted), "arrays are equal")


if __name__ == "__main__":
    main(*sys.argv[1:])
