"""zipcheck.py ARCHIVE…: what vg-dataset(5) says of an archive as a zip file,
by Python's zipfile, by numpy, and by its own bytes."""
import struct
import sys
import zipfile

import numpy as np


def local_header(raw, info):
    """(crc, packed, size, offset of the data) as stands before the data."""
    (magic, need, flags, method, time, date, crc, packed, size, name,
     extra) = struct.unpack_from("<IHHHHHIIIHH", raw, info.header_offset)
    assert magic == 0x04034B50 and flags == 0 and method == info.compress_type
    assert (time, date) == (0, 0x21), "a time"
    at = info.header_offset + 30
    assert bytes(raw[at:at + name]).decode("ascii") == info.filename
    fields, end = at + name, at + name + extra
    while fields < end:
        kind, length = struct.unpack_from("<HH", raw, fields)
        if kind == 1:
            assert (size, packed) == (0xFFFFFFFF,) * 2 and need == 45
            size, packed = struct.unpack_from("<QQ", raw, fields + 4)
        fields += 4 + length
    assert fields == end
    return crc, packed, size, end


def check(path):
    raw = np.memmap(path, "u1", "r")
    end = 0
    with zipfile.ZipFile(path) as z:
        for info in z.infolist():
            crc, packed, size, data = local_header(raw.data, info)
            assert (crc, packed, size) == (info.CRC, info.compress_size, info.file_size)
            assert info.header_offset == end, "a gap"
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == 0o100644
            end = data + packed
            if info.compress_type == zipfile.ZIP_STORED:
                assert data % 64 == 0
        assert z.testzip() is None
        assert z.start_dir == end, "a gap"
        stored = {i.filename: local_header(raw.data, i)[3] for i in z.infolist()
                  if i.compress_type == zipfile.ZIP_STORED and i.file_size < 2**30}
    with np.load(path) as arrays:
        for name, data in stored.items():
            header = raw[data + 8:data + 10].view("<u2")[0]
            array = arrays[name[:-4]]
            mapped = np.memmap(path, array.dtype, "r", int(data) + 10 + int(header),
                               array.shape)
            assert mapped.ctypes.data % 64 == 0 and (mapped == array).all()
        return len(arrays.files)


for path in sys.argv[1:]:
    assert check(path) >= 3, path
