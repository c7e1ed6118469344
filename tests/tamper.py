"""Change arrays inside a checkpoint, so that everything still agrees with it.

tamper.py DIR K [--keep] ARRAY SAMPLE [ARRAY SAMPLE ...] flips a bit of each of
these samples' arrays, SAMPLE counted from the checkpoint's first, computes
sample_xxh3 anew unless --keep, zips the same headers again, and appends a
manifest line with the right hashes. As a module it does the same for any
change of the members.
"""
import os
import sys
import zipfile
import numpy as np
import xxhash
import readback


def members(path):
    """The archive's members: name to bytes, in order."""
    with zipfile.ZipFile(path) as z:
        return {name: z.read(name) for name in z.namelist()}


def array(raw):
    """A writable copy of a member's array, and the header before it."""
    length = 10 + int.from_bytes(raw[8:10], "little")
    head = eval(raw[10:length])
    data = np.frombuffer(raw[length:], head["descr"]).copy()
    return raw[:length], data.reshape(head["shape"])


def hash_again(raws):
    """sample_xxh3 of what the arrays hold now."""
    data = {name[:-4]: array(raw)[1] for name, raw in raws.items()}
    fields = [name for name in data if name not in ("index", "sample_xxh3")]
    hashes = list(readback.payload_hashes(data, fields, len(data["index"])))
    head = array(raws["sample_xxh3.npy"])[0]
    raws["sample_xxh3.npy"] = head + np.array(hashes, "<u8").tobytes()


def write(directory, k, raws, pairs=None):
    """Zip members (PAIRS, if names are not unique) and give them a valid manifest line."""
    name = f"checkpoint_{k:05d}.npz"
    path = os.path.join(directory, name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for member, raw in pairs or raws.items():
            z.writestr(member, raw)
    zipped = open(path, "rb").read()
    row = readback.manifest(directory)[name]
    row[0], row[4] = xxhash.xxh128_hexdigest(zipped), str(len(zipped))
    row[5] = xxhash.xxh3_64_hexdigest(array(raws["sample_xxh3.npy"])[1].tobytes())
    text = "\t".join(row)
    with open(os.path.join(directory, "MANIFEST.tsv"), "a") as f:
        f.write(text + "\t" + xxhash.xxh3_64_hexdigest(text.encode()) + "\n")


def main(directory, k, *what):
    raws = members(os.path.join(directory, f"checkpoint_{int(k):05d}.npz"))
    keep = what[0] == "--keep"
    what = what[keep:]
    for name, sample in zip(what[::2], what[1::2]):
        head, data = array(raws[name + ".npy"])
        flat = data.view("u1").reshape(len(data), -1)
        flat[int(sample), flat.shape[1] // 2] ^= 1
        raws[name + ".npy"] = head + data.tobytes()
    if not keep:
        hash_again(raws)
    write(directory, int(k), raws)


if __name__ == "__main__":
    main(*sys.argv[1:])
