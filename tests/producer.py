"""producer.py FINGERPRINT FIRST-LAST KIND SHAPE…: records of one |u1 array for
each SHAPE, such as 16x64x64. KIND is noise, which cannot be compressed, or
zeros. All records are alike."""
import struct
import sys

import numpy as np
import xxhash

fingerprint = int(sys.argv[1], 16)
first, last = map(int, sys.argv[2].split("-"))
shapes = [tuple(map(int, s.split("x"))) for s in sys.argv[4:]]
xxh3 = xxhash.xxh3_64_intdigest
random = np.random.default_rng(1)
raw = b""
for shape in shapes:
    array = random.integers(0, 256, shape, "u1") if sys.argv[3] == "noise" \
        else np.zeros(shape, "u1")
    raw += array.tobytes() + bytes(-array.size % 8)
head = struct.pack("<8sIIQQQQIIQ", b"VGHEAD\r\n", 1, 64 + 112 * len(shapes) + 8,
                   fingerprint, first, last - first + 1, len(raw), len(shapes), 0, 0)
for i, shape in enumerate(shapes):
    head += struct.pack("<32s8sII8Q", f"a{i}".encode(), b"|u1", len(shape), 0,
                        *shape, *[0] * (8 - len(shape)))
out = sys.stdout.buffer
out.write(head + struct.pack("<Q", xxh3(head)))
hash_ = xxh3(raw)
for i in range(first, last + 1):
    out.write(struct.pack("<8sQQ", b"VGRECORD", i, hash_))
    out.write(raw)
hashes = struct.pack("<Q", hash_) * (last - first + 1)
out.write(struct.pack("<8sQQ", b"VGEND\r\n", last - first + 1, xxh3(hashes)))
