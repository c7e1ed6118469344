"""seeds.py DIRECTORY: write the seeds of each fuzz target into
DIRECTORY/TARGET/. The good ones are made as the formats say, or with the
tools; the bad ones are what somebody would try."""
import gzip
import io
import os
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile

import numpy as np
import xxhash

COUNT = 4  # samples of an archive
FORMATS = 4  # with auto
PLANNED = 0x80  # fuzz_archive.c, fuzz_members.c: what is expected


def put(target, name, data):
    folder = os.path.join(sys.argv[1], target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def ranges():
    for i, text in enumerate([
            "0-999\n", "7\n", "0-0\n1-1\n2\n", "", "\n\n", "5-4\n", "-\n",
            "1-\n", "-1\n", "0x10\n", " 1-2\n", "1 - 2\n", "01-02\n",
            "18446744073709551615\n", "18446744073709551616\n",
            "0-18446744073709551615\n", "1-2", "1-2\r\n", "1-2\0\n3\n",
            "1" * 5000 + "\n", "1-2-3\n", "+1-2\n", "1e3\n"]):
        put("range", f"{i:02}", text)


def plans():
    def made(*options):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(["vg-plan", "-d", out, *options], check=True,
                           stdout=subprocess.DEVNULL)
            with open(out + "/PLAN.txt") as f:
                return f.read()

    good = made()
    put("plan", "default", good)
    put("plan", "all", made(
        "-n", "1000000", "-i", "1000", "--frames", "4", "--size", "32x48",
        "--style", "disc", "--cameras", "3", "--truth", "mask,depth,flow,box",
        "--objects", "3", "--distractors", "2", "--colour", "ff8000",
        "--dtype", "f4", "--layout", "thwc", "--split", "80,10,10"))
    put("plan", "foreign", "samples = 10\ninterval = 5\nrenderer = other/1\n"
        "x-model = some/thing\nx-prompt = a ball\n")
    for i, line in enumerate(good.splitlines()):
        if "=" not in line:
            continue
        key = line.split("=")[0]
        put("plan", f"without-{i:02}", good.replace(line + "\n", ""))
        put("plan", f"twice-{i:02}", good + line + "\n")
        for j, value in enumerate(["0", "-1", "18446744073709551616", "1e9",
                                   "nan", "0.0000001", "x", "", "1:2",
                                   "9" * 200, "%n%s", "\xff"]):
            put("plan", f"value-{i:02}-{j}",
                good.replace(line, f"{key}= {value}"))
    put("plan", "nul", good.replace("= 42", "= 4\0" + "2"))
    put("plan", "crlf", good.replace("\n", "\r\n"))
    put("plan", "extras", good + "".join(f"x-{i} = {i}\n" for i in range(70)))


def manifests():
    def line(k, count=10, name=None, first=None):
        text = "\t".join([f"{k:032x}", name or f"checkpoint_{k:05}.npz",
                          str(k * 10 if first is None else first), str(count),
                          "12345", f"{k:016x}", fingerprint,
                          "2024-02-29T12:00:00Z"])
        return f"{text}\t{xxhash.xxh3_64_hexdigest(text)}\n"

    # The plan of fuzz_manifest.c, and what the tool writes of it.
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(["vg-plan", "-d", out, "-n1000", "-i10"], check=True,
                       stdout=subprocess.DEVNULL)
        stream = subprocess.run(["vg-render", "-d", out, "0-9"], check=True,
                                capture_output=True).stdout
        subprocess.run(["vg-pack", "-d", out], check=True, input=stream,
                       stdout=subprocess.DEVNULL)
        with open(out + "/MANIFEST.tsv") as f:
            written = f.read()
    heading = "".join(x + "\n" for x in written.splitlines() if x[0] == "#")
    fingerprint = written.split("\t")[-3]
    put("manifest", "written", written)
    put("manifest", "many", heading + "".join(map(line, range(100))))
    put("manifest", "again", heading + line(3) + line(3, 5) + line(3))
    put("manifest", "torn", heading + line(0) + line(1)[:-9])
    put("manifest", "damaged", heading + line(0)[:-2] + "x\n" + line(1))
    put("manifest", "no-heading", line(0))
    put("manifest", "name", heading + line(1, name="../../etc/passwd"))
    put("manifest", "far", heading + line(999999) + line(1000000))
    put("manifest", "first", heading + line(1, first=11))
    put("manifest", "huge", heading + line(1, first=2**64 - 1))
    put("manifest", "count", heading + line(1, 0) + line(2, 11))
    put("manifest", "other", heading +
        line(0).replace(fingerprint, "0" * 16))
    put("manifest", "long", heading + "#" * 5000 + "\n" + line(0))
    put("manifest", "nul", heading + line(0).replace("12345", "1\0345"))
    put("manifest", "empty", "")


def header(dtype="|u1", shape=(COUNT, 2, 3)):
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {
        "descr": dtype, "fortran_order": False, "shape": shape})
    return out.getvalue()


def headers():
    for i, (dtype, shape) in enumerate([
            ("|u1", (1000, 16, 3, 64, 64)), ("<i8", (1000,)), ("<f4", ()),
            ("<f8", (2**62, 2**62)), ("|O", (1,)), ("<U8", (3,)),
            ("|u1", (0,)), ("|u1", (1,) * 17), ("|u1", (10**18,) * 16)]):
        put("npy", f"{i:02}", header(dtype, shape))
    good = header()
    put("npy", "fortran", good.replace(b"False, ", b"True,  "))
    put("npy", "no-newline", good.replace(b"\n", b" "))
    put("npy", "version-2", good.replace(b"Y\1", b"Y\2"))
    for at, name in ((8, "length"), (0, "magic"), (20, "text")):
        put("npy", name, good[:at] + b"\xff" + good[at + 1:])
    for length in range(0, len(good), 7):
        put("npy", f"cut-{length:03}", good[:length])


def arrays():
    """Name and content of each member of a good archive."""
    def npy(array):
        out = io.BytesIO()
        np.lib.format.write_array(out, array, version=(1, 0))
        return out.getvalue()

    yield "videos.npy", npy(np.arange(COUNT * 6, dtype="u1").reshape(-1, 2, 3))
    yield "labels.npy", npy(np.arange(COUNT, dtype="<i8"))
    yield "index.npy", npy(np.arange(COUNT, dtype="<i8"))
    yield "sample_xxh3.npy", npy(np.arange(COUNT, dtype="<i8") + 1)


def zipped(members, compression):
    out = io.BytesIO()
    with warnings.catch_warnings(), \
            zipfile.ZipFile(out, "w", compression) as z:
        warnings.simplefilter("ignore")  # names that stand there twice
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()


def archives():
    good = list(arrays())
    variants = {"good": good, "backwards": good[::-1], "none": [],
                "without-first": good[1:], "without-last": good[:-1],
                "twice": good + good, "longer": [
                    (name, data + b"\0") for name, data in good],
                "shorter": [(name, data[:-1]) for name, data in good],
                "huge": [(name, data.replace(b"(4", b"(9" * 1, 1))
                         for name, data in good],
                "path": [("../" + name, data) for name, data in good],
                "absolute": [("/etc/" + name, data) for name, data in good],
                "folder": good + [("folder/", b"")],
                "text": good + [("README", b"hello")],
                "bomb": [("videos.npy", good[0][1] + bytes(1 << 16))]}
    for name, members in variants.items():
        for expected in (COUNT, PLANNED | COUNT, 0, PLANNED | 127):
            start = bytes([expected])
            put("members", f"{name}-{expected:02x}", start + b"".join(
                struct.pack("<BH", len(n), min(len(data), 65535)) +
                n.encode() + data[:65535] for n, data in members))
            for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                put("archive", f"{name}-{expected:02x}-{how}",
                    start + zipped(members, how))
    z = zipped(good, zipfile.ZIP_STORED)
    for at in range(0, len(z), 13):
        put("archive", f"cut-{at:04}", bytes([COUNT]) + z[:at])
    end = len(z) - 22  # the end of central directory
    for at, size in ((8, 2), (10, 2), (12, 4), (16, 4)):
        put("archive", f"end-{at}", bytes([COUNT]) + z[:end + at] +
            b"\xff" * size + z[end + at + size:])


def shards():
    """Byte 2 is the compression: none, gz, zstd; 0x80 with members."""
    def made(*options):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(["vg-plan", "-d", out, "-n", str(COUNT), *options,
                            "--format", "webdataset", "--frames", "1",
                            "--size", "8"], check=True,
                           stdout=subprocess.DEVNULL)
            stream = subprocess.run(["vg-render", "-d", out, f"0-{COUNT - 1}"],
                                    check=True, capture_output=True).stdout
            subprocess.run(["vg-pack", "-d", out], check=True, input=stream,
                           stdout=subprocess.DEVNULL)
            with open(out + "/" + min(os.listdir(out), key=lambda n: n[0] != "c"),
                      "rb") as f:
                return f.read()

    def members(how):
        videos, labels = header(shape=(2, 3)), bytes(6)
        for i in range(COUNT):
            yield f"{i:06}.json", (
                f'{{"index": {i}, "sample_xxh3": "{i:016x}", "fields": '
                '"videos |u1 2,3; labels <i8"}').encode()
            yield f"{i:06}.labels.cls", b"%d" % (i - 2)
            npy = videos + labels
            yield (f"{i:06}.videos.npy", npy) if how == 0 else (
                f"{i:06}.videos.npy.gz", bytes.fromhex("1f8b08000000000000ff") +
                gzip.compress(npy)[10:])

    for how, name in enumerate(["none", "gz", "zstd"]):
        good = made("--compress", name)
        put("webdataset", f"file-{name}", bytes([COUNT, how]) + good)
        for at in range(0, len(good), len(good) // 12):
            put("webdataset", f"file-{name}-cut-{at:05}",
                bytes([COUNT, how]) + good[:at])
    for how, name in enumerate(["none", "gz"]):
        good = list(members(how))
        variants = {"good": good, "backwards": good[::-1], "none": [],
                    "without-first": good[1:], "without-last": good[:-1],
                    "longer": [(n, d + b"1") for n, d in good],
                    "path": [("../" + n, d) for n, d in good],
                    "bomb": good[:2] + [(good[2][0], good[2][1][:10] +
                                         gzip.compress(bytes(1 << 24))[10:])]}
        for old, new in ((b'"index": 0', b'"index": 99999999999999999999'),
                         (b"|u1 2,3", b"|u1 " + b"9" * 18 + b",9,9"),
                         (b"|u1", b"|O8"), (b"2,3", b"2,3,1,1,1,1,1,1,1"),
                         (b"videos", b"v" * 40), (b"; labels <i8", b""),
                         (b"; labels <i8", b"; a <i8" * 70)):
            variants[f"json-{len(variants)}"] = [
                (n, d.replace(old, new)) for n, d in good]
        for variant, what in variants.items():
            for expected in (COUNT, PLANNED | COUNT):
                put("webdataset", f"{variant}-{name}-{expected:02x}",
                    bytes([expected, 0x80 | how]) + b"".join(
                        struct.pack("<BH", len(n), min(len(d), 65535)) +
                        n.encode() + d[:65535] for n, d in what))


def mosaic():
    fields = "videos |u1 2,3; labels <i8"

    def made(n=COUNT, config=None, step=30, zstd=False):
        config = config or (
            '{"column_encodings": ["int64", "int64", "int64", '
            '"ndarray:uint8:2,3"], "column_names": ["index", "labels", '
            '"sample_xxh3", "videos"], "column_sizes": [8, 8, 8, 6], '
            '"compression": %s, "fields": ' % ('"zstd"' if zstd else "null") +
            f'"{fields}", "format": "mds", "hashes": ["xxh128"], '
            '"size_limit": null, "version": 2}')
        start = 8 + 4 * n + len(config)
        raw = struct.pack(f"<{n + 2}I", n, *(
            start + i * step for i in range(n + 1)))
        raw += config.encode() + b"".join(
            struct.pack("<qqQ", i, i % 2, xxhash.xxh3_64_intdigest(
                bytes(8) + struct.pack("<q", i % 2))) + bytes(6)
            for i in range(n))
        if not zstd:
            return raw
        return subprocess.run(["zstd", "-qc", f"--stream-size={len(raw)}"],
                              input=raw, check=True,
                              capture_output=True).stdout

    good = made()
    at = good.index(b"{")
    config = good[at:good.index(b"}") + 1].decode()
    variants = {"good": good, "few": made(COUNT - 1), "many": made(COUNT + 1),
                "step": made(step=31), "longer": good + b"\0",
                "nul": good.replace(b"mds", b"m\0s"),
                "offset": good[:8] + b"\xff" * 4 + good[12:],
                "far": good[:4] + b"\xff" * 8 + good[12:],
                "near": good[:4] + bytes(8) + good[12:]}
    for old, new in ((fields, "videos |u1 " + "9" * 18 + ",9,9; labels <i8"),
                     (fields, "v" * 40 + " |u1"), (fields, ""),
                     (fields, "; ".join(["a <i8"] * 70)),
                     (fields, "videos |O8 2,3; labels <i8"),
                     (fields, "labels <i8; videos |u1 2,3"),
                     (fields, "videos |u1 2,3,1,1,1,1,1,1,1; labels <i8"),
                     ("6]", "7]"), ("fields", "field"), ("}", ", " + "x" * 40000),
                     ("}", ', "more": 1}')):
        variants[f"config-{len(variants)}"] = made(
            config=config.replace(old, new))
    for name, raw in variants.items():
        for expected in (COUNT, PLANNED | COUNT, 0):
            put("mds", f"{name}-{expected:02x}", bytes([expected, 0]) + raw)
    packed = made(zstd=True)
    put("mds", "good-zstd", bytes([PLANNED | COUNT, 1]) + packed)
    put("mds", "good-none", bytes([PLANNED | COUNT, 0]) + good)
    put("mds", "zstd-twice", bytes([COUNT, 1]) + packed + packed)
    put("mds", "not-zstd", bytes([COUNT, 1]) + good)
    for length in range(0, len(good), 17):
        put("mds", f"cut-{length:03}", bytes([COUNT, 0]) + good[:length])
        put("mds", f"zstd-cut-{length:03}",
            bytes([COUNT, 1]) + packed[:length])


def streams():
    options = ["--frames", "1", "--size", "8"]

    def made(*ranges):
        return subprocess.run(["vg-render", *options, *ranges], check=True,
                              capture_output=True).stdout

    good = made("0-2")
    head = struct.unpack_from("<I", good, 12)[0]
    put("stream", "good", good)
    put("stream", "two", made("0", "3-4"))
    put("stream", "none", made("0")[:0])
    put("stream", "head-only", good[:head])
    put("stream", "no-end", good[:-24])
    put("stream", "doubled", good + good[head:])
    for length in range(0, head + 60, 16):
        put("stream", f"cut-{length:04}", good[:length])
    for name, at, form, value in (
            ("fields", 48, "<I", 64), ("count", 32, "<Q", 2**63),
            ("first", 24, "<Q", 2**64 - 1), ("payload", 40, "<Q", 2**40),
            ("length", 12, "<I", 2**31), ("dims", 104, "<I", 8),
            ("shape", 112, "<Q", 2**63), ("version", 8, "<I", 2)):
        bad = bytearray(good)
        struct.pack_into(form, bad, at, value)
        put("stream", name, bytes(bad))


def deflated():
    """Distance (u16) - 1, chunks, then (length, its shift, a byte) each."""
    for distance in 0, 1, 257, 12287, 32767, 32768, 65535:
        for chunks in 0x00, 0x1B, 0xFF, 0xE4:
            head = struct.pack("<HB", distance, chunks)
            for i, runs in enumerate([
                    b"", bytes(3), b"\xff\x07a" * 10, b"\x05\x00b" * 300,
                    bytes(range(256)) * 3, b"\xff\xff\x00\x03\x01z" * 5]):
                put("deflater", f"{distance}-{chunks:02x}-{i}", head + runs)


def working_files():
    """The first byte says who reads it: fuzz_working_files.c."""
    beat = "%018d %018d %018d %018d\n"
    when = "2026-11-24T14:03:15Z"
    rehearsal = ("Fingerprint: %s\nTools:       vg 0.2.0\n"
                 "Machine:     a processor, 4 processors, 1 GiB of memory\n"
                 "Disk:        1.1e+09 bytes\nJobs:        2 with xargs\n"
                 "Result:      %s\n")
    fingerprint = subprocess.run(["vg-plan", "--show"], check=True, text=True,
                                 capture_output=True).stdout
    fingerprint = fingerprint.split("Fingerprint: ")[1].split()[0]
    texts = {
        "heartbeat": (0, [
            beat % (0, 8, 3, 1500), beat % (0, 8, 9, 0), beat % (0, 0, 0, 0),
            beat % ((10**18 - 1,) * 4), beat % (0, 8, 3, 1500) * 2,
            (beat % (0, 8, 3, 1500))[:-2], "-" + beat % (0, 8, 3, 1500), ""]),
        "failures": (1, [
            f"0-7 {when}\n- {when}\n0-7 {when}\n8-15 {when}\n",
            f"7-0 {when}\n", f"0-7 {when}", f"0-7  {when}\n", "0-7\n",
            "0-7 9999-12-31T23:59:59Z\n", "0-7 0000-00-00T00:00:00Z\n",
            f"0-18446744073709551615 {when}\n" * 40, "\0" * 200 + "\n",
            f"{'9' * 100} {when}\n", "\n" * 70, ""]),
        "rehearsal": (2, [
            rehearsal % (fingerprint, "PASS"), rehearsal % (fingerprint, "FAIL"),
            rehearsal % ("0" * 16, "PASS"), rehearsal % ("\x1b[31m", "PASS"),
            rehearsal % (fingerprint, "\x1b[31m\xff"), "Result: PASS",
            "Result:" + " " * 300 + "PASS\n", "Result:      PASS\r\n", ""]),
        "memory": (3, [
            "1000\n" * 40 + "2000\n" * 40, "0\n", "9" * 18 + "\n", "-1\n",
            "9223372036854775807\n" * 50, "1\n\n2\n", "1" * 100, "1\0\n",
            ""]),
        "reports": (4, [
            "begin\nout/checkpoint_00001.npz\nfailed\t0-7\t1\tno room\n"
            "stop no room\nsaid hello\nxargs: killed\n",
            "failed\t0-7\t256\ta\n", "failed\t7-0\t1\ta\n", "failed\t\t\t\n",
            "failed\t0-7\t1\t\x1b[31m\x7f\n", "failed\t0-7\t1\t" + "a" * 600,
            "".join(f"failed\t{i}-{i}\t1\ta\n" for i in range(130)) +
            "failed\t0-0\t1\ta\n", "stop " + "\x1b" * 600 + "\n",
            "x" * 5000 + "\nbegin\n", "/checkpoint_99999999999.npz\n", ""])}
    for name, (reader, variants) in texts.items():
        for i, text in enumerate(variants):
            put("working_files", f"{name}-{i:02}",
                bytes([reader]) + text.encode("latin-1"))


def command_lines():
    """The first byte is odd for a tool with plan keys: fuzz_options.c."""
    for i, words in enumerate([
            "-d out -f --flags a b", "--same", "--same -d out", "--flags -d out",
            "-d", "-dout -fc 3", "-c 0 -d out", "--count=17 -d out",
            "--cou 3 --dir=out", "--fla", "--flag=1 -d a", "-x", "--nothing",
            "--help", "-h", "--version", "--list a --list b --list c -d o",
            "--list 1 --list 2 --list 3 --list 4 -d o", "--share 0.6000001 -d o",
            "--share 1 -d o", "--portion .5 -d o", "--choice green -d o",
            "--choice= -d o", "--set red,green -d o", "--set red,,red -d o",
            "--set none,red -d o", "--bytes 9223372036854775808 -d o",
            "-d o -- -f --same", "-d o a b c d e", "- -d o", "-- ", "-W x -d o",
            "-n 100 -i 10 -d o --size 16x24 --truth mask,box --extra a=b",
            "-d o --colour ff8000 --color random --noise 0,0.05 --split 100,0,0",
            "-d o --frames 1024 --size 1024 --cameras 16 --dtype f4",
            "-d o --interval auto --format mds --compress gz",
            "-d o --extra =", "-d o --extra x", "-d o --renderer other/1"]):
        text = words.replace(" ", "\n").encode()
        put("options", f"{i:02}-own", b"\0" + text)
        put("options", f"{i:02}-keys", b"\1" + text)
    put("options", "many", b"\1-d\no\n" + b"-n\n5\n" * 400)


def pictures():
    """The first byte is how it is shown: fuzz_view.c."""
    for name, options in {
            "plain": [], "grey": ["--channels", "1", "--layout", "thwc"],
            "float": ["--dtype", "f4", "--frames", "2"],
            "truth": ["--truth", "mask,depth,flow,box", "--objects", "2"],
            "views": ["--truth", "mask,depth,flow,box", "--cameras", "2",
                      "--layout", "thwc"]}.items():
        good = subprocess.run(
            ["vg-render", "--frames", "1", "--size", "8", *options, "0-1"],
            check=True, capture_output=True).stdout
        head = struct.unpack_from("<I", good, 12)[0]
        ones = struct.pack("<f", -1e38)
        for mode in 0x00, 0x09, 0x1b, 0x3f, 0x80, 0x87:
            put("view", f"{name}-{mode:02x}", bytes([mode]) + good)
        for i, value in enumerate([b"\xff" * 4, b"\0\0\xc0\x7f", ones,
                                   b"\0\0\x80\x7f", b"\1\0\0\0"]):
            at = head + 24
            end = (head + len(good) - 24) // 2  # of the first record
            put("view", f"{name}-value-{i}", b"\x09" + good[:at] +
                (value * end)[:end - at] + good[end:])


def field_sets():
    """Format, samples, level, fields; of each the length of its name, its type,
    its axes and their lengths: fuzz_fields.c."""
    def field(name, dtype, *shape):
        if isinstance(name, int):  # a usual one
            return bytes([name, dtype, len(shape), *shape])
        return bytes([len(name), dtype, len(shape)]) + name + bytes(shape)

    videos, labels = field(250, 0, 2, 3, 4, 4), field(251, 6)
    sets = {"usual": [videos, labels], "labels": [labels],
            "twice": [videos, videos], "header": [videos, field(253, 6)],
            "axes": [field(b"a", 5, *[1] * 8)], "none": [field(b"a", 5, 0)],
            "name": [field(b"a" * 31, 0, 5), field(b"A b", 0), field(b"", 0)],
            "many": [field(b"f%d" % i, i % 14, 1 + i % 3) for i in range(64)],
            "large": [field(b"v", 0, 255, 255)],
            "odd": [field(b"a", 0, 7), field(b"b", 1, 3), labels, videos]}
    for how in range(FORMATS * 5):
        for name, fields in sets.items():
            put("fields", f"{name}-{how:02}", bytes([how, how, how, len(fields)]) +
                b"".join(fields) + bytes(range(90)))


for seeds in (ranges, plans, manifests, headers, archives, shards, mosaic, streams,
              deflated, working_files, command_lines, pictures, field_sets):
    seeds()
