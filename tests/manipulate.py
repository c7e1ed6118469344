"""Manipulate a complete dataset as a careful forger would.

manipulate.py DIR TO NAME... makes copies TO/NAME of DIR, each with a manipulation:
the function below with this name. DIR has 40 samples in four checkpoints of any
format, but webdataset not in gz; DIR.other is a dataset of another seed. Unless
its name says otherwise, a manipulation mends what depends on it: file hashes,
sizes, content hashes and the checks of the lines.
"""
import bz2
import glob
import json
import lzma
import os
import shutil
import struct
import subprocess
import sys
import zlib

import numpy as np
import readback
import tamper
import xxhash


def zstd(raw, *options):
    return subprocess.run(["zstd", "-qc", *options], input=raw, check=True,
                          capture_output=True).stdout


# Zip archives, with headers as vg writes them.

METHODS = {
    0: lambda raw: raw,
    8: lambda raw: zlib.compress(raw, 6, -15),
    12: bz2.compress,
    14: lambda raw: bytes((9, 4, 5, 0)) + struct.pack("<BI", 93, 1 << 16) + lzma.compress(
        raw, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}]),
    93: zstd,
}


def local(name, method, crc, packed, size):
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, method, 0, 0x21, crc, packed,
                       size, len(name), 0) + name


def central(name, method, crc, packed, size, offset):
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 3 << 8 | 20, 20, 0, method, 0, 0x21,
                       crc, packed, size, len(name), 0, 0, 0, 0, 0o100644 << 16, offset) + name


def zipped(pairs, method=8, hide=(), more=0):
    """The archive of PAIRS; those in HIDE are not in its directory, which has MORE
    entries that are all alike."""
    body, directory, entries = bytearray(), bytearray(), 0
    for name, raw in pairs:
        packed = METHODS[method](raw)
        about = name.encode(), method, zlib.crc32(raw), len(packed), len(raw)
        if name not in hide:
            directory += central(*about, len(body))
            entries += 1
        body += local(*about) + packed
    directory += central(*about, 0) * more
    entries += more
    at = len(body)
    end = b""
    if entries > 0xFFFF:
        end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 3 << 8 | 45, 45, 0, 0, entries,
                          entries, len(directory), at)
        end += struct.pack("<IIQI", 0x07064B50, 0, at + len(directory), 1)
    short = min(entries, 0xFFFF)
    return bytes(body + directory) + end + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, short, short,
                                                len(directory), at, 0)


# Checkpoints: get and set arrays by name, samples on axis 0.

class Npz:
    def __init__(self, raw, path):
        self.raws = tamper.members(path)

    def get(self, name):
        return tamper.array(self.raws[name + ".npy"])[1]

    def set(self, name, data):
        self.raws[name + ".npy"] = tamper.array(self.raws[name + ".npy"])[0] + data.tobytes()

    def names(self):
        return [name[:-4] for name in self.raws]

    def bytes(self):
        return zipped(self.raws.items())


class Mds:
    def __init__(self, raw, path):
        self.compressed = path.endswith(".zstd")
        raw = subprocess.run(["zstd", "-dcq"], input=raw, check=True,
                             capture_output=True).stdout if self.compressed else raw
        n, = np.frombuffer(raw, "<u4", 1)
        at = int(np.frombuffer(raw, "<u4", 1, 4)[0])
        self.head = raw[:at]
        self.samples = np.frombuffer(raw[at:], "u1").reshape(n, -1).copy()
        config = json.loads(raw[8 + 4 * int(n):at])
        self.fields = [text.split(" ")[0] for text in config["fields"].split("; ")]
        self.place, at = {}, 0
        for name, encoding, size in zip(*(config["column_" + key]
                                          for key in ("names", "encodings", "sizes"))):
            kind, *rest = encoding.split(":")
            dtype = rest[0] if rest else kind
            shape = tuple(map(int, rest[1].split(","))) if rest else ()
            self.place[name] = slice(at, at + size), dtype, shape
            at += size

    def get(self, name):
        where, dtype, shape = self.place[name]
        raw = np.ascontiguousarray(self.samples[:, where])
        return raw.view(dtype).reshape((len(raw),) + shape).copy()

    def set(self, name, data):
        self.samples[:, self.place[name][0]] = np.ascontiguousarray(data).view("u1").reshape(
            len(data), -1)

    def names(self):
        return [*self.fields, "index", "sample_xxh3"]

    def bytes(self):
        raw = self.head + self.samples.tobytes()
        return zstd(raw, f"--stream-size={len(raw)}") if self.compressed else raw


class WebDataset:
    def __init__(self, raw, path):
        self.compressed = path.endswith(".zst")
        raw = subprocess.run(["zstd", "-dcq"], input=raw, check=True,
                             capture_output=True).stdout if self.compressed else raw
        self.members, at = [], 0
        while raw[at]:
            size = int(raw[at + 124:at + 135], 8)
            name = raw[at:at + 100].rstrip(b"\0").decode()
            self.members.append([name, raw[at:at + 512], raw[at + 512:at + 512 + size]])
            at += 512 + -(-size // 512) * 512
        text = json.loads(self.members[0][2])["fields"]
        self.kind = {}
        for field in text.split("; "):
            name, dtype, *shape = field.split(" ")
            self.kind[name] = dtype, tuple(map(int, shape[0].split(","))) if shape else ()

    def of(self, ending):
        return [m for m in self.members if m[0].split(".", 1)[1] == ending]

    def get(self, name):
        if name == "labels":
            return np.array([int(m[2]) for m in self.of("labels.cls")], "<i8")
        if self.of(name + ".npy"):
            raws = [m[2] for m in self.of(name + ".npy")]
            dtype, shape = self.kind[name]
            size = int(np.prod(shape)) * np.dtype(dtype).itemsize
            return np.array([np.frombuffer(raw[-size:], dtype).reshape(shape) for raw in raws])
        values = [json.loads(m[2])[name] for m in self.of("json")]
        if name == "sample_xxh3":
            return np.array([int(v, 16) for v in values], "<u8").view("<i8")
        return np.array(values, self.kind[name][0] if name != "index" else "<i8")

    def set(self, name, data):
        if name == "labels":
            for m, value in zip(self.of("labels.cls"), data):
                m[2] = str(int(value)).encode()
        elif self.of(name + ".npy"):
            for m, value in zip(self.of(name + ".npy"), data):
                m[2] = m[2][:len(m[2]) - value.nbytes] + value.tobytes()
        else:
            for m, value in zip(self.of("json"), data):
                about = json.loads(m[2])
                about[name] = int(value)
                if name == "sample_xxh3":
                    about[name] = f"{int(value) & 2**64 - 1:016x}"
                m[2] = json.dumps(about).encode() + b"\n" * m[2].endswith(b"\n")
        if name == "index":
            each = len(self.members) // len(data)
            for i, m in enumerate(self.members):
                m[0] = f"{int(data[i // each]):06d}." + m[0].split(".", 1)[1]

    def names(self):
        return [*self.kind, "index", "sample_xxh3"]

    def bytes(self):
        raw = b""
        for name, head, data in self.members:
            head = name.encode().ljust(100, b"\0") + head[100:124] + b"%011o " % len(data) \
                + head[136:]
            total = sum(head[:148]) + 8 * 32 + sum(head[156:])
            head = head[:148] + b"%06o\0 " % total + head[156:]
            raw += head + data + bytes(-len(data) % 512)
        raw += bytes(1024)
        return zstd(raw) if self.compressed else raw


class Checkpoint:
    """Checkpoint K of DIRECTORY."""

    def __init__(self, directory, k):
        self.path = path_of(directory, k)
        with open(self.path, "rb") as f:
            raw = f.read()
        kind = Npz if self.path.endswith(".npz") else Mds if ".mds" in self.path else WebDataset
        self.store = kind(raw, self.path)
        self.get, self.set = self.store.get, self.store.set

    def each(self, change):
        """Set all arrays but index to what CHANGE makes of them."""
        for name in self.store.names():
            if name != "index":
                self.set(name, change(name, self.get(name)))

    def hash_again(self):
        names = self.store.names()[:-2]
        data = {name: self.get(name) for name in names}
        hashes = list(readback.payload_hashes(data, names, len(data[names[0]])))
        self.set("sample_xxh3", np.array(hashes, "<u8").view("<i8"))

    def save(self, raw=None):
        write(self.path, self.store.bytes() if raw is None else raw)
        mend(self.path, xxhash.xxh3_64_hexdigest(self.get("sample_xxh3").tobytes()))


def write(path, raw):
    with open(path, "wb") as f:
        f.write(raw)


def swap(data, i, j):
    data = data.copy()
    data[[i, j]] = data[[j, i]]
    return data


# Manifests.

def checked(row):
    text = "\t".join(row)
    return f"{text}\t{xxhash.xxh3_64_hexdigest(text.encode())}\n"


def lines(directory):
    """The heading's lines, and the rows without their checks."""
    with open(os.path.join(directory, "MANIFEST.tsv")) as f:
        text = f.read().splitlines(True)
    heading = next((i for i, line in enumerate(text) if line[0] != "#"), len(text))
    return text[:heading], [line.split("\t")[:-1] for line in text[heading:]]


def put_lines(directory, rows, name="MANIFEST.tsv"):
    heading, _ = lines(directory)
    with open(os.path.join(directory, name), "w") as f:
        f.write("".join(heading) + "".join(map(checked, rows)))


def mend(path, content=None):
    """Let the line of the file at PATH describe it as it is."""
    directory, name = os.path.split(path)
    _, rows = lines(directory)
    with open(path, "rb") as f:
        raw = f.read()
    for row in rows:
        if row[1] == name:
            row[0], row[4] = xxhash.xxh128_hexdigest(raw), str(len(raw))
            row[5] = content or row[5]
    put_lines(directory, rows)


def older(row, when=None):
    """The line of an earlier version of the file."""
    row = list(row)
    row[0], row[4] = xxhash.xxh128_hexdigest(b"older"), str(int(row[4]) - 1)
    row[7] = when or row[7]
    return row


def append_text(directory, text, name="MANIFEST.tsv"):
    with open(os.path.join(directory, name), "a") as f:
        f.write(text)


# The manipulations: samples.

def untouched(d):
    """Written by the code above, to show that this alone is no fault."""
    for k in range(4):
        c = Checkpoint(d, k)
        c.each(lambda name, data: data)
        c.hash_again()
        c.save()


def samples_swapped(d):
    c = Checkpoint(d, 1)
    c.each(lambda name, data: swap(data, 2, 3))
    c.save()


def samples_and_index_swapped(d):
    c = Checkpoint(d, 1)
    c.each(lambda name, data: swap(data, 2, 3))
    c.set("index", swap(c.get("index"), 2, 3))
    c.save()


def index_wrong(d):
    c = Checkpoint(d, 1)
    index = c.get("index")
    index[-1] += 1
    c.set("index", index)
    c.save()


def index_of_another_file(d):
    c = Checkpoint(d, 1)
    c.set("index", c.get("index") + 10)
    c.save()


def label_too_large(d):
    c = Checkpoint(d, 1)
    labels = c.get("labels")
    labels[4] = 7
    c.set("labels", labels)
    c.hash_again()
    c.save()


def label_negative(d):
    c = Checkpoint(d, 1)
    labels = c.get("labels")
    labels[4] = -1
    c.set("labels", labels)
    c.hash_again()
    c.save()


def labels_exchanged(d):
    """Within a block of four samples, so that the classes stay balanced."""
    c = Checkpoint(d, 1)
    c.set("labels", swap(c.get("labels"), 2, 3))
    c.save()


def labels_exchanged_hashed(d):
    c = Checkpoint(d, 1)
    c.set("labels", swap(c.get("labels"), 2, 3))
    c.hash_again()
    c.save()


def classes_unbalanced(d):
    c = Checkpoint(d, 3)
    labels = c.get("labels")
    labels[:] = 0
    c.set("labels", labels)
    c.hash_again()
    c.save()


def videos_zeroed(d):
    for k in range(4):
        c = Checkpoint(d, k)
        c.set("videos", np.zeros_like(c.get("videos")))
        c.save()


def videos_zeroed_hashed(d):
    for k in range(4):
        c = Checkpoint(d, k)
        c.set("videos", np.zeros_like(c.get("videos")))
        c.hash_again()
        c.save()


def samples_duplicated(d):
    """Those of a checkpoint in another, that begins with the same class."""
    a, b = Checkpoint(d, 0), Checkpoint(d, 2)
    b.each(lambda name, data: a.get(name))
    b.save()


def sample_duplicated_in_its_file(d):
    c = Checkpoint(d, 1)

    def change(name, data):
        data[6] = data[2]
        return data
    c.each(change)
    c.save()


def sample_duplicated_of_its_class(d):
    """The classes stay balanced."""
    c = Checkpoint(d, 1)
    labels = list(c.get("labels"))
    i = next(i for i, label in enumerate(labels) if label in labels[:i])
    j = labels.index(labels[i])

    def change(name, data):
        data[i] = data[j]
        return data
    c.each(change)
    c.save()


def other_fields(d):
    """DIR.other is of another renderer's other arrays."""
    for k in (2, 3):
        move_in(d, k)


# Files.

def path_of(d, k):
    path, = glob.glob(os.path.join(d, f"checkpoint_{k:05d}.*"))
    return path


def exchange(d, i, j):
    a, b = path_of(d, i), path_of(d, j)
    os.rename(a, a + ".x")
    os.rename(b, a)
    os.rename(a + ".x", b)
    return a, b


def files_swapped_only(d):
    exchange(d, 1, 2)


def files_swapped(d):
    exchange(d, 1, 2)
    for k in (1, 2):
        c = Checkpoint(d, k)
        mend(c.path, xxhash.xxh3_64_hexdigest(c.get("sample_xxh3").tobytes()))


def files_swapped_and_numbered(d):
    """Of the same length in blocks, each with the other's indices."""
    a, b = Checkpoint(d, 0), Checkpoint(d, 2)
    data = {name: (a.get(name), b.get(name)) for name in a.store.names()}
    a.each(lambda name, _: data[name][1])
    b.each(lambda name, _: data[name][0])
    a.save()
    b.save()


def move_in(d, k):
    c = Checkpoint(OTHER, k)
    path = os.path.join(d, os.path.basename(c.path))
    shutil.copy(c.path, path)
    mend(path, xxhash.xxh3_64_hexdigest(c.get("sample_xxh3").tobytes()))


def other_seed(d):
    """All files, with lines that have this plan's fingerprint."""
    for k in range(4):
        move_in(d, k)


def other_seed_in_one_file(d):
    move_in(d, 3)


def other_seed_with_its_fingerprint(d):
    move_in(d, 3)
    _, rows = lines(d)
    rows[3][6] = lines(OTHER)[1][3][6]
    put_lines(d, rows)


def file_beyond_unlisted(d):
    path = path_of(d, 3)
    shutil.copy(path, path.replace("_00003", "_00004"))


def bytes_appended_only(d):
    path = path_of(d, 1)
    with open(path, "ab") as f:
        f.write(b"more")


def bytes_appended(d):
    bytes_appended_only(d)
    mend(path_of(d, 1))


def local_header_lzma(d):
    """The directory says another compression than the member itself."""
    path = path_of(d, 1)
    with open(path, "rb") as f:
        raw = bytearray(f.read())
    raw[8:10] = (14).to_bytes(2, "little")
    write(path, raw)
    mend(path)


def name_for_a_pattern(d):
    """What a loader's checkpoint_* takes, and no plan has."""
    path = path_of(d, 1)
    shutil.copy(path, path.replace("00001", "00001b"))


def bytes_prepended(d):
    path = path_of(d, 1)
    with open(path, "rb") as f:
        raw = f.read()
    write(path, b"more" + raw)
    mend(path)


def frame_appended(d):
    """A skippable frame, which zstd ignores."""
    path = path_of(d, 1)
    with open(path, "ab") as f:
        f.write(struct.pack("<II", 0x184D2A50, 4) + b"more")
    mend(path)


def sample_frame_appended(d):
    """The file twice: two frames, of which numpy or zstd -d see the second too."""
    path = path_of(d, 1)
    with open(path, "rb") as f:
        raw = f.read()
    write(path, raw + raw)
    mend(path)


# Members.

def zip_again(d, change, **how):
    c = Checkpoint(d, 1)
    pairs = list(c.store.raws.items())
    change(pairs)
    c.save(zipped(pairs, **how))


def members_permuted(d):
    c = Checkpoint(d, 1)
    if isinstance(c.store, WebDataset):
        each = len(c.store.members) // len(c.get("index"))
        c.store.members[each + 2], c.store.members[each + 3] = \
            c.store.members[each + 3], c.store.members[each + 2]
        c.save()
    elif isinstance(c.store, Mds):
        # the second and third sample in the other order, and their offsets too
        offsets = np.frombuffer(c.store.head, "<u4", 11, 4).copy()
        offsets[[2, 3]] = offsets[[3, 2]]
        c.store.head = c.store.head[:4] + offsets.tobytes() + c.store.head[48:]
        c.save()
    else:
        zip_again(d, lambda pairs: pairs.insert(0, pairs.pop(3)))


def member_more(d):
    c = Checkpoint(d, 1)
    if isinstance(c.store, WebDataset):
        name, head, data = c.store.members[2]
        c.store.members.insert(2, [name.replace("videos", "more"), head, data])
        c.save()
    else:
        zip_again(d, lambda pairs: pairs.append(("more.npy", pairs[1][1])))


def member_twice(d):
    """A second array under the name of the first, which numpy would take."""
    zip_again(d, lambda pairs: pairs.append(("labels.npy", pairs[1][1])))


def member_hidden(d):
    """Data that the zip's directory does not list."""
    zip_again(d, lambda pairs: pairs.insert(2, ("more.npy", pairs[1][1])), hide=["more.npy"])


def members_stored(d):
    """Uncompressed in another way than with compress = none."""
    zip_again(d, lambda pairs: None, method=0)


def members_bzip2(d):
    zip_again(d, lambda pairs: None, method=12)


def members_lzma(d):
    zip_again(d, lambda pairs: None, method=14)


def members_zstd(d):
    zip_again(d, lambda pairs: None, method=93)


def directory_of_300000(d):
    zip_again(d, lambda pairs: None, more=300000)


def members_300000(d):
    zip_again(d, lambda pairs: pairs.extend((f"{i}.npy", b"") for i in range(300000)))


def crc_wrong(d):
    """That of the videos, where all else agrees."""
    c = Checkpoint(d, 1)
    raw = bytearray(zipped(c.store.raws.items()))
    crc = struct.pack("<I", zlib.crc32(c.store.raws["videos.npy"]))
    at = raw.index(crc)
    again = raw.index(crc, at + 1)
    raw[at] ^= 1
    raw[again] ^= 1
    c.save(bytes(raw))


# Manifests.

def file_hash_of_another(d):
    _, rows = lines(d)
    rows[1][0] = rows[2][0]
    put_lines(d, rows)


def content_of_another(d):
    _, rows = lines(d)
    rows[1][5] = rows[2][5]
    put_lines(d, rows)


def content_and_hash_of_two_files(d):
    _, rows = lines(d)
    rows[1][0], rows[1][5] = rows[2][0], rows[3][5]
    put_lines(d, rows)


def line_names_another_file(d):
    """A line with the name of one checkpoint and the first sample of another."""
    _, rows = lines(d)
    rows[1][1] = rows[2][1]
    put_lines(d, rows)


def count_lowered(d):
    _, rows = lines(d)
    rows[1][3] = "9"
    put_lines(d, rows)


def lines_reversed(d):
    put_lines(d, lines(d)[1][::-1])


def lines_twice(d):
    put_lines(d, lines(d)[1] * 2)


def superseded_before(d):
    _, rows = lines(d)
    put_lines(d, list(map(older, rows)) + rows)


def superseded_after(d):
    _, rows = lines(d)
    put_lines(d, rows + [older(rows[1])])


def superseded_after_then_right(d):
    _, rows = lines(d)
    put_lines(d, rows + [older(rows[1]), rows[1]])


def line_beyond(d):
    _, rows = lines(d)
    row = list(rows[3])
    row[1], row[2] = row[1].replace("_00003", "_00004"), "40"
    put_lines(d, rows + [row])


def line_far_beyond(d):
    _, rows = lines(d)
    row = list(rows[3])
    row[1], row[2] = row[1].replace("_00003", "_999999"), "9999990"
    put_lines(d, rows + [row])


def set_samples(d, n):
    path = os.path.join(d, "PLAN.txt")
    with open(path) as f:
        text = f.read()
    with open(path, "w") as f:
        f.write(text.replace("samples = 40", f"samples = {n}"))


def samples_lowered(d):
    set_samples(d, 20)


def samples_lowered_within_a_file(d):
    set_samples(d, 35)


def samples_raised(d):
    set_samples(d, 50)


def other_host_before(d):
    put_lines(d, [older(lines(d)[1][1], "2020-01-01T00:00:00Z")], "MANIFEST.b.tsv")


def other_host_in_the_future(d):
    put_lines(d, [older(lines(d)[1][1], "2099-01-01T00:00:00Z")], "MANIFEST.b.tsv")


def at_the_end_of_time(d):
    put_lines(d, [older(lines(d)[1][1], "9999-12-31T23:59:59Z")], "MANIFEST.b.tsv")


def run_again(d):
    """What a user does whose dataset is not complete."""
    subprocess.run(f"vg-plan -d {d} --skip-done | vg-render -d {d} | vg-pack -d {d};"
                   f"vg-verify -d {d} --list | vg-render -d {d} | vg-pack -d {d} --replace",
                   shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def in_the_future_mended(d):
    other_host_in_the_future(d)
    run_again(d)


def at_the_end_of_time_mended(d):
    at_the_end_of_time(d)
    run_again(d)


def damaged_at_the_end_of_time_mended(d):
    """One manifest, as a machine with a wrong clock would write it."""
    _, rows = lines(d)
    rows[1][7] = "9999-12-31T23:59:59Z"
    put_lines(d, rows)
    with open(path_of(d, 1), "r+b") as f:
        f.write(b"damage")
    run_again(d)


def damaged_under_another_name_at_the_end_of_time_mended(d):
    """As before, but the line is in the manifest of another host."""
    _, rows = lines(d)
    put_lines(d, [row for row in rows if row is not rows[1]])
    rows[1][7] = "9999-12-31T23:59:59Z"
    put_lines(d, [rows[1]], "MANIFEST.b.tsv")
    with open(path_of(d, 1), "r+b") as f:
        f.write(b"damage")
    run_again(d)


def committed(d, when):
    _, rows = lines(d)
    rows[1][7] = when
    put_lines(d, rows)


def year_0(d):
    committed(d, "0000-01-01T00:00:00Z")


def year_1969(d):
    committed(d, "1969-12-31T23:59:59Z")


def year_1970(d):
    committed(d, "1970-01-01T00:00:00Z")


def year_9999(d):
    committed(d, "9999-12-31T23:59:59Z")


def day_30_of_february(d):
    committed(d, "2026-02-30T00:00:00Z")


def torn_last_line(d):
    append_text(d, checked(lines(d)[1][1])[:40])


def torn_last_line_with_its_end(d):
    append_text(d, checked(lines(d)[1][1])[:40] + "\n")


def torn_only_line_of_a_file(d):
    _, rows = lines(d)
    put_lines(d, rows[:3])
    append_text(d, checked(rows[3])[:40])


def torn_line_inside(d):
    _, rows = lines(d)
    put_lines(d, rows[:2])
    append_text(d, checked(rows[2])[:40] + "\n" + checked(rows[3]))


def heading_only(d):
    put_lines(d, [])


def heading_only_of_another_host(d):
    put_lines(d, [], "MANIFEST.b.tsv")


def manifest_empty(d):
    write(os.path.join(d, "MANIFEST.tsv"), b"")


def another_manifest_empty(d):
    write(os.path.join(d, "MANIFEST.b.tsv"), b"")


def nul_in_a_line(d):
    _, rows = lines(d)
    put_lines(d, rows[:1])
    append_text(d, checked(rows[1])[:-1] + "\0\n" + "".join(map(checked, rows[2:])))


def nul_in_a_comment(d):
    _, rows = lines(d)
    put_lines(d, rows[:1])
    append_text(d, "# a\0b\n" + "".join(map(checked, rows[1:])))


def check_wrong(d):
    _, rows = lines(d)
    put_lines(d, rows[:1])
    append_text(d, checked(rows[1]).replace("\t10\t", "\t11\t") + "".join(map(checked, rows[2:])))


def column_more(d):
    _, rows = lines(d)
    rows[1].append("more")
    put_lines(d, rows)


def zeros_before_a_number(d):
    _, rows = lines(d)
    rows[1][4] = "0" + rows[1][4]
    put_lines(d, rows)


def path_in_a_line(d):
    _, rows = lines(d)
    rows[1][1] = "../" + os.path.basename(d) + "/" + rows[1][1]
    put_lines(d, rows)


def main(directory, to, *names):
    global OTHER
    OTHER = directory + ".other"
    for name in names:
        path = os.path.join(to, name)
        shutil.copytree(directory, path)
        globals()[name.replace("-", "_")](path)


if __name__ == "__main__":
    main(*sys.argv[1:])
