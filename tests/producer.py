"""producer.py FINGERPRINT FIRST-LAST KIND ARRAY…: records of arrays. ARRAY is a
shape, such as 16x64x64, of |u1, or NAME:DTYPE:SHAPE; without a shape it is a
scalar. KIND is noise, which cannot be compressed, or zeros. All records are
alike."""
import struct
import sys

import numpy as np
import xxhash

fingerprint = int(sys.argv[1], 16)
first, last = map(int, sys.argv[2].split("-"))
arrays = []
for i, text in enumerate(sys.argv[4:]):
    name, dtype, shape = text.split(":") if ":" in text else (f"a{i}", "|u1", text)
    shape = tuple(map(int, shape.split("x"))) if shape else ()
    arrays.append((name, np.dtype(dtype), shape))
xxh3 = xxhash.xxh3_64_intdigest
random = np.random.default_rng(1)
raw = b""
for name, dtype, shape in arrays:
    size = int(np.prod(shape)) * dtype.itemsize
    array = random.integers(0, 256, size, "u1") if sys.argv[3] == "noise" \
        else np.zeros(size, "u1")
    raw += array.tobytes() + bytes(-size % 8)
head = struct.pack("<8sIIQQQQIIQ", b"VGHEAD\r\n", 1, 64 + 112 * len(arrays) + 8,
                   fingerprint, first, last - first + 1, len(raw), len(arrays), 0, 0)
for name, dtype, shape in arrays:
    head += struct.pack("<32s8sII8Q", name.encode(), dtype.str.encode(), len(shape), 0,
                        *shape, *[0] * (8 - len(shape)))
out = sys.stdout.buffer
out.write(head + struct.pack("<Q", xxh3(head)))
hash_ = xxh3(raw)
for i in range(first, last + 1):
    out.write(struct.pack("<8sQQ", b"VGRECORD", i, hash_))
    out.write(raw)
hashes = struct.pack("<Q", hash_) * (last - first + 1)
out.write(struct.pack("<8sQQ", b"VGEND\r\n", last - first + 1, xxh3(hashes)))
