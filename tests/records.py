"""Read and check, or write, a record stream, vg-record(5), apart from vg's own
code. records.py indices < STREAM prints the indices, a segment a line."""
import struct
import sys

import numpy as np
import xxhash

xxh3 = xxhash.xxh3_64_intdigest


def segments(stream):
    """For each segment: fingerprint, first, the fields, and its records as a
    structured array."""
    while True:
        head = stream.read(64)
        if not head:
            return
        magic, version, size, fingerprint, first, count, payload, n = \
            struct.unpack_from("<8sIIQQQQI", head)
        assert magic == b"VGHEAD\r\n" and version == 1
        rest = stream.read(size - 64)
        assert struct.unpack("<Q", rest[-8:])[0] == xxh3(head + rest[:-8])
        names, formats, offsets, at = ["magic", "index", "hash"], ["S8", "<u8", "<u8"], [0, 8, 16], 24
        for i in range(n):
            name, dtype, dims = struct.unpack_from("<32s8sI", rest, 112 * i)
            shape = struct.unpack_from("<8Q", rest, 112 * i + 48)[:dims]
            kind = (dtype.rstrip(b"\0").decode(), shape)
            names.append(name.rstrip(b"\0").decode())
            formats.append(kind)
            offsets.append(at)
            at += -(-np.dtype(kind).itemsize // 8) * 8
        assert at == 24 + payload
        raw = stream.read(at * count)
        assert len(raw) == at * count, "cut"
        for i in range(count):
            assert struct.unpack_from("<Q", raw, at * i + 16)[0] == xxh3(raw[at * i + 24:at * (i + 1)])
        records = np.frombuffer(raw, np.dtype({"names": names, "formats": formats,
                                               "offsets": offsets, "itemsize": at}))
        assert (records["magic"] == b"VGRECORD").all()
        assert (records["index"] == first + np.arange(count, dtype="u8")).all()
        assert stream.read(24) == struct.pack("<8sQQ", b"VGEND\r\n", count,
                                              xxh3(records["hash"].tobytes())), "END"
        yield fingerprint, first, names[3:], records


def write(stream, first, arrays, fingerprint=0):
    """A segment of the samples in arrays, by name, each of shape (samples, ...)."""
    count = len(next(iter(arrays.values())))
    size = {name: a[0].nbytes for name, a in arrays.items()}
    payload = sum(-(-n // 8) * 8 for n in size.values())
    head = struct.pack("<8sIIQQQQIIQ", b"VGHEAD\r\n", 1, 64 + 112 * len(arrays) + 8, fingerprint,
                       first, count, payload, len(arrays), 0, 0)
    for name, a in arrays.items():
        shape = a.shape[1:] + (0,) * (9 - a.ndim)
        head += struct.pack("<32s8sII8Q", name.encode(), a.dtype.str.encode(), a.ndim - 1, 0,
                            *shape)
    stream.write(head + struct.pack("<Q", xxh3(head)))
    hashes = b""
    for i in range(count):
        raw = b"".join(a[i].tobytes() + bytes(-size[name] % 8) for name, a in arrays.items())
        hashes += struct.pack("<Q", xxh3(raw))
        stream.write(struct.pack("<8sQQ", b"VGRECORD", first + i, xxh3(raw)) + raw)
    stream.write(struct.pack("<8sQQ", b"VGEND\r\n", count, xxh3(hashes)))


if __name__ == "__main__":
    for fingerprint, first, fields, records in segments(sys.stdin.buffer):
        print(*records["index"])
