"""Read vg datasets and record streams: with numpy alone, or in PyTorch.

    import vgdata
    for sample in vgdata.Checkpoints("dataset", split="train", shuffle=1):
        sample["videos"], sample["labels"], sample["index"]   # numpy

    data = vgdata.Checkpoints("dataset", shuffle=1, epoch=epoch, batch=32)
    loader = torch.utils.data.DataLoader(data, batch_size=None)

    data = vgdata.Stream("vg-render --size 128 0-999999", batch=32)

Both give one dict a sample, or with batch=N one dict of arrays with N samples on
axis 0 (the last batch may be smaller). Where torch is installed they are
IterableDatasets. Arrays are as they were stored: videos are bytes, 0 to 255.
"""
import mmap
import os
import re
import shlex
import struct
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np

try:
    import xxhash  # to check the lines of manifests
except ImportError:
    xxhash = None
try:
    from torch.utils.data import IterableDataset, get_worker_info
except ImportError:
    IterableDataset, get_worker_info = object, lambda: None

__all__ = ["Checkpoints", "Stream"]

BLOCK_BYTES = 4 << 20    # of samples that are read at once
SHUFFLE_BYTES = 48 << 20  # of samples among which the next one is drawn
SPLITS = {"train": 0, "val": 1, "test": 2}


class _Memory:
    """Arrays in memory that is used again when nobody refers to it any more: to
    touch fresh pages may take longer than to read what goes there."""

    KEPT, SMALL = 16, 64 << 10

    def __init__(self):
        self.kept = []

    def take(self, size):
        """SIZE bytes, as u1."""
        if size < self.SMALL:
            return np.empty(size, "u1")
        for whole in self.kept:
            # the list, the loop and the call itself refer to it
            if len(whole) >= size and sys.getrefcount(whole) == 3:
                return whole[:size]
        whole = np.empty(size, "u1")
        if len(self.kept) < self.KEPT:
            self.kept.append(whole)
        return whole[:size]

    def rows(self, count, like):
        """COUNT arrays like LIKE, as one."""
        like = np.asarray(like)
        out = self.take(count * like.nbytes).view(like.dtype)
        return out.reshape(count, *like.shape)


# Records: vg-record(5)

def _field_list(head, count):
    """The fields of a HEAD: names, formats and offsets in a record."""
    names, formats, offsets = ["magic_", "index", "sample_xxh3"], ["S8", "<i8", "<i8"], [0, 8, 16]
    at = 24
    for i in range(count):
        name, dtype, dims = struct.unpack_from("<32s8sI", head, 64 + 112 * i)
        shape = struct.unpack_from("<8Q", head, 64 + 112 * i + 48)[:dims]
        dtype = np.dtype(dtype.rstrip(b"\0").decode())
        names.append(name.rstrip(b"\0").decode())
        formats.append((dtype, shape))
        offsets.append(at)
        at += -(-dtype.itemsize * int(np.prod(shape, dtype=object)) // 8) * 8
    return names, formats, offsets, at


class _Records:
    """The segments of a record stream, in blocks of samples."""

    def __init__(self, file, name):
        self.file, self.name = file, name
        self.segments = 0
        self.memory = _Memory()

    def _read(self, size):
        data = self.memory.take(size)
        got, view = 0, memoryview(data)
        while got < size:
            n = self.file.readinto(view[got:])
            if not n:
                break
            got += n
        return data[:got]

    def _need(self, size):
        data = self._read(size)
        if len(data) < size:
            raise EOFError(f"{self.name}: the record stream ends before its END")
        return data

    def segment(self):
        """Yield the blocks of the next segment; None if the stream has ended."""
        start = self._read(64)
        if len(start) == 0 and self.segments > 0:
            return None
        if len(start) < 64:
            raise EOFError(f"{self.name}: the record stream ends before its END")
        if bytes(start[:8]) != b"VGHEAD\r\n":
            raise ValueError(f"{self.name}: not a record stream, see vg-record(5)")
        version, size = struct.unpack_from("<II", start, 8)
        count, payload, fields = (struct.unpack_from(f, start, at)[0]
                                  for f, at in (("<Q", 32), ("<Q", 40), ("<I", 48)))
        if version != 1 or fields > 64 or size != 72 + 112 * fields:
            raise ValueError(f"{self.name}: record stream of another version")
        head = bytes(start) + bytes(self._need(size - 64))
        names, formats, offsets, end = _field_list(head, fields)
        if end != 24 + payload:
            raise ValueError(f"{self.name}: HEAD contradicts itself")
        record = np.dtype({"names": names, "formats": formats, "offsets": offsets,
                           "itemsize": end})
        self.segments += 1
        return self._blocks(record, struct.unpack_from("<Q", start, 24)[0], count)

    def _ahead(self, sizes):
        """Yield what _need gives for each of SIZES, the next one read meanwhile."""
        with ThreadPoolExecutor(1) as thread:
            coming = None
            for size in sizes:
                data, coming = coming and coming.result(), thread.submit(self._need, size)
                if data is not None:
                    yield data
                del data
            if coming:
                yield coming.result()

    def _blocks(self, record, first, count):
        each = max(1, BLOCK_BYTES // record.itemsize)
        sizes = (record.itemsize * min(each, count - at) for at in range(0, count, each))
        at = 0
        for data in self._ahead(sizes):
            block, n = data.view(record), len(data) // record.itemsize
            if (block["magic_"] != b"VGRECORD").any() or \
                    (block["index"] != np.arange(first + at, first + at + n)).any():
                raise ValueError(f"{self.name}: the record stream is damaged")
            at += n
            yield {name: block[name] for name in record.names[1:]}
            del data, block
        end = self._need(24)
        if bytes(end[:16]) != b"VGEND\r\n\0" + struct.pack("<Q", count):
            raise ValueError(f"{self.name}: a segment without its END")


class _Command:
    """A command that writes a record stream."""

    def __init__(self, command, takes_input=False, environment=None):
        self.text = command if isinstance(command, str) else shlex.join(command)
        self.process = subprocess.Popen(
            command, shell=isinstance(command, str), bufsize=0, stdout=subprocess.PIPE,
            env=environment,
            stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL)
        try:
            import fcntl
            fcntl.fcntl(self.process.stdout, 1031, 1 << 20)  # F_SETPIPE_SZ
        except (ImportError, OSError):
            pass
        self.records = _Records(self.process.stdout, self.text)

    def _finish(self):
        """Wait for the end, which must be a success."""
        if self.process.stdin:
            self.process.stdin.close()
        if self.process.wait() != 0:
            raise RuntimeError(f"{self.text}: ended with status {self.process.returncode}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        for file in (self.process.stdin, self.process.stdout):
            if file:
                file.close()

    def segment(self):
        """The blocks of the next segment, or None after a successful end."""
        try:
            blocks = self.records.segment()
        except EOFError:
            self._finish()  # a failure says more
            raise
        if blocks is None:
            self._finish()
        return blocks and self._whole(blocks)

    def _whole(self, blocks):
        try:
            yield from blocks
        except EOFError:
            self._finish()
            raise


# Samples and batches

def _chosen(block, fields, name):
    missing = [f for f in fields if f not in block]
    if missing:
        raise KeyError(f"{name}: has no array {missing[0]}; it has {', '.join(block)}")
    return {f: block[f] for f in fields}


def _is_most(array):
    whole = array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    return array.nbytes > _Memory.SMALL and 2 * array.nbytes >= whole.nbytes


def _own(sample):
    """Copies, so that a block is not kept for one of its samples; not of what is
    most of its block."""
    return {name: a if _is_most(a) else np.array(a) for name, a in sample.items()}


def _samples(blocks):
    for block in blocks:
        names, arrays = list(block), list(block.values())
        for row in range(len(arrays[0])):
            yield dict(zip(names, [a[row] for a in arrays]))


def _batches(samples, size):
    """SIZE samples at a time, each copied as it comes; the last batch may be smaller."""
    memory, batch, filled = _Memory(), {}, 0
    for sample in samples:
        if filled == 0:
            batch = {name: memory.rows(size, a) for name, a in sample.items()}
        for name, a in sample.items():
            batch[name][filled] = a
        filled += 1
        if filled == size:
            yield batch
            batch, filled = {}, 0
    if filled > 0:
        yield {name: a[:filled] for name, a in batch.items()}


class Stream(IterableDataset):
    """The samples that COMMAND writes as records, vg-record(5).

    COMMAND is a string for the shell or a list of words, such as "vg-render -d
    dataset 0-9999", "vg-cat -d dataset --shuffle 1 --epochs 0". Each iteration
    starts it anew. FIELDS are the arrays wanted; index is always there. In a
    DataLoader with workers, each of them runs the command, with VG_PART=I/N in
    its environment: give it to vg-cat --part or vg-plan --part.
    """

    def __init__(self, command, fields=("videos", "labels", "index"), batch=None):
        self.command, self.fields, self.batch = command, tuple(fields), batch

    def _blocks(self):
        worker = get_worker_info()
        part = f"{worker.id + 1}/{worker.num_workers}" if worker else "1/1"
        command = _Command(self.command, environment={**os.environ, "VG_PART": part})
        try:
            while (blocks := command.segment()) is not None:
                for block in blocks:
                    yield _chosen(block, self.fields, command.text)
        finally:
            command.stop()

    def __iter__(self):
        if self.batch is None:
            return _samples(self._blocks())
        return _batches(_samples(self._blocks()), self.batch)


# Checkpoints: vg-dataset(5)

class _Member:
    """An array of a deflated archive, its rows in order."""

    def __init__(self, file, offset, packed, unpacked, crc, name):
        self.file, self.name = file, name
        self.at, self.end = offset, offset + packed
        self.done, self.size = 0, unpacked
        self.crc, self.wanted_crc = 0, crc
        self.inflate = zlib.decompressobj(-15)
        self.memory = _Memory()
        self.tail = b""

    def read(self, size):
        out, got = self.memory.take(size), 0
        while got < size:
            if not self.tail:
                self.file.seek(self.at)
                self.tail = self.file.read(min(64 << 10, self.end - self.at))
                self.at += len(self.tail)
            fed = len(self.tail)  # without input, there may still be output
            try:
                part = self.inflate.decompress(self.tail, min(size - got, 1 << 20))
            except zlib.error as error:
                raise ValueError(f"{self.name}: {error}") from error
            if not fed and not part:
                raise ValueError(f"{self.name}: ends early")
            self.tail = self.inflate.unconsumed_tail
            self.crc = zlib.crc32(part, self.crc)
            out[got:got + len(part)] = np.frombuffer(part, "u1")
            got += len(part)
        self.done += size
        if self.done == self.size and self.crc != self.wanted_crc:
            raise ValueError(f"{self.name}: its checksum does not match")
        return out

    def skip(self, size):
        while size > 0:
            n = min(size, BLOCK_BYTES)
            self.read(n)
            size -= n


def _npy_header(read, name):
    start = bytes(read(10))
    if start[:6] != b"\x93NUMPY" or start[6] != 1:
        raise ValueError(f"{name}: not an array of numpy")
    text = bytes(read(struct.unpack("<H", start[8:10])[0])).decode("latin1")
    descr = re.search(r"'descr': '([^']+)'", text).group(1)
    shape = re.search(r"'shape': \(([0-9, ]*)\)", text).group(1)
    return np.dtype(descr), tuple(int(n) for n in shape.split(",") if n.strip())


def _directory(data, name):
    """What a zip archive has: {array: (offset, packed, unpacked, method, CRC-32)}."""
    end = data.rfind(b"PK\5\6", max(0, len(data) - 66000))
    if end < 0:
        raise ValueError(f"{name}: not a zip archive")
    count, size, at = struct.unpack_from("<HII", data, end + 10)
    if 0xffffffff in (size, at) or count == 0xffff:
        far = struct.unpack_from("<Q", data, end - 12)[0]
        count, size, at = struct.unpack_from("<QQQ", data, far + 32)
    found = {}
    for _ in range(count):
        (method, crc, packed, unpacked, name_size, extra_size, comment_size,
         offset) = struct.unpack_from("<10xH4xIIIHHH8xI", data, at)
        member = bytes(data[at + 46:at + 46 + name_size]).decode()
        extra = bytes(data[at + 46 + name_size:at + 46 + name_size + extra_size])
        while len(extra) >= 4:  # zip64: those that do not fit, in this order
            kind, length = struct.unpack_from("<HH", extra)
            if kind == 1:
                far = list(struct.unpack_from(f"<{length // 8}Q", extra, 4))
                unpacked = far.pop(0) if unpacked == 0xffffffff else unpacked
                packed = far.pop(0) if packed == 0xffffffff else packed
                offset = far.pop(0) if offset == 0xffffffff else offset
            extra = extra[4 + length:]
        skip = sum(struct.unpack_from("<HH", data, offset + 26))
        found[member.removesuffix(".npy")] = (offset + 30 + skip, packed, unpacked, method, crc)
        at += 46 + name_size + extra_size + comment_size
    return found


class _Stored:
    """An array of an archive that is not compressed. It is read, not mapped: that
    is as fast, on some virtual machines much faster, and a file that is cut
    meanwhile is an error, not a signal."""

    def __init__(self, file, offset, size, name):
        self.file, self.name = file, name
        self.at, self.end = offset, offset + size
        self.memory = _Memory()

    def read(self, size):
        out = self.memory.take(size)
        got, view = 0, memoryview(out)
        self.file.seek(self.at)
        while got < size:
            n = self.file.readinto(view[got:]) if self.at + size <= self.end else 0
            if not n:
                raise ValueError(f"{self.name}: ends early")
            got += n
        self.at += size
        return out

    def skip(self, size):
        self.at += size


class _Npz:
    """A checkpoint.npz: each array that is wanted is read, or inflated, in blocks."""

    def __init__(self, path, wanted, count):
        self.file = open(path, "rb", buffering=0)
        self.arrays = {}
        with mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            directory = _directory(data, path)
        for name in wanted:
            if name not in directory:
                raise KeyError(f"{path}: has no array {name}; it has {', '.join(directory)}")
            offset, packed, unpacked, method, crc = directory[name]
            if method == 0:
                array = _Stored(self.file, offset, unpacked, f"{path}: {name}")
            else:
                array = _Member(self.file, offset, packed, unpacked, crc, f"{path}: {name}")
            self.arrays[name] = (array, *_npy_header(array.read, array.name))
            if self.arrays[name][2][:1] != (count,):
                raise ValueError(f"{path}: {name}: has not the {count} samples of the manifest")

    def blocks(self, first, last):
        """Yield the rows FIRST to before LAST."""
        row_bytes = {name: dtype.itemsize * int(np.prod(shape[1:], dtype=int))
                     for name, (_, dtype, shape) in self.arrays.items()}
        each = max(1, BLOCK_BYTES // max(1, sum(row_bytes.values())))
        for at in [0] * (first > 0) + list(range(first, last, each)):
            count = min(each, last - at) if at >= first else first
            block = {}
            for name, (source, dtype, shape) in self.arrays.items():
                if at < first:
                    source.skip(row_bytes[name] * count)
                    continue
                block[name] = source.read(row_bytes[name] * count).view(dtype).reshape(
                    count, *shape[1:])
            if block:
                yield block


class _Cat:
    """One vg-cat for many ranges, each a segment."""

    def __init__(self, directory, fields):
        stored = [f for f in fields if f != "index"]
        chosen = ["--fields", ",".join(stored)] if stored and "sample_xxh3" not in stored else []
        self.command = _Command(["vg-cat", "-d", directory, *chosen, "-"], True)
        self.rest = iter(())

    def blocks(self, first, last):
        """Yield the samples FIRST to before LAST."""
        for _ in self.rest:  # of a range that was not wanted to its end
            pass
        try:
            self.command.process.stdin.write(b"%d-%d\n" % (first, last - 1))
        except BrokenPipeError:
            pass  # its status says why
        blocks = self.command.segment()
        if blocks is None:
            raise EOFError(f"{self.command.text}: ended early")
        self.rest = blocks
        for block in blocks:  # not yield from, which would end it with us
            yield block


def _lines(path):
    """The columns of each line of a manifest; a torn last one does not count."""
    with open(path, encoding="ascii", errors="replace") as file:
        lines = [line for line in file.read().split("\n")[:-1] if line[:1] not in ("", "#")]
    for number, line in enumerate(lines, 1):
        text, _, check = line.rpartition("\t")
        if line.count("\t") == 8 and \
                (xxhash is None or check == xxhash.xxh3_64_hexdigest(text)):
            yield line.split("\t")
        elif number < len(lines):
            raise ValueError(f"{path}: a damaged line, see vg-verify: {line!r}")


class Checkpoints(IterableDataset):
    """The committed samples of the vg dataset in DIR, whatever its format.

    fields    names of the arrays wanted; no others are read
    split     "train", "val" or "test"; None: all
    classes   labels wanted, as (0, 2); None: all
    shuffle   a seed; None: in the order of index. Checkpoints are permuted, and
              the next sample is drawn among 48 MiB of videos, or one video. The
              same seed, epoch and number of shares give the same order, in every
              format
    epoch     another epoch is another order
    position  begin after so many samples of the epoch, as if they had been read.
              With W workers each begins after its share: use a multiple of W
              batches
    rank, ranks  disjoint shares, of which DataLoader workers have shares again
    batch     give ready batches of so many samples, for DataLoader(batch_size=None)

    .npz is read here; tar and mds are read through vg-cat, which must be in PATH. Sizes are checked, and the
    checksums of what is compressed, where an array is read to its end; vg-verify
    checks every byte.
    """

    def __init__(self, dir, fields=("videos", "labels", "index"), split=None, classes=None,
                 shuffle=None, epoch=0, position=0, rank=0, ranks=1, batch=None):
        if not 0 <= rank < ranks:
            raise ValueError(f"rank {rank}: must be from 0 to {ranks - 1}")
        self.dir, self.fields = os.fspath(dir), tuple(fields)
        self.split = SPLITS[split] if split is not None else None
        self.classes = None if classes is None else np.array(sorted(classes), "i8")
        self.shuffle, self.epoch, self.position = shuffle, epoch, position
        self.rank, self.ranks, self.batch = rank, ranks, batch
        self._filters = [name for name, of in (("split", self.split), ("labels", self.classes))
                         if of is not None]
        self.files = self._committed()

    def _committed(self):
        """Name, first, count and bytes of each committed checkpoint, in order."""
        newest = {}
        manifests = sorted(n for n in os.listdir(self.dir) if re.fullmatch(r"MANIFEST.*\.tsv", n))
        for manifest in manifests:
            for line in _lines(os.path.join(self.dir, manifest)):
                name, first, count, at = line[1], int(line[2]), int(line[3]), line[7]
                old = newest.get(name)
                if old is None or old[0] == manifest or (at, count) >= old[1]:
                    newest[name] = manifest, (at, count), first, count, int(line[4])
        if not newest:
            raise FileNotFoundError(f"{self.dir}: no checkpoint is committed")
        return sorted(((name, *file[2:]) for name, file in newest.items()), key=lambda f: f[1])

    def _keep(self, block):
        """Which rows of a block are wanted."""
        keep = np.ones(len(next(iter(block.values()))), bool)
        if self.split is not None:
            keep &= block["split"] == self.split
        if self.classes is not None:
            keep &= np.isin(block["labels"], self.classes)
        return np.flatnonzero(keep)

    def _share(self, part, parts):
        """The pieces of share PART: file, and rows from and to, in this epoch's order."""
        order = list(range(len(self.files)))
        if self.shuffle is not None:
            order = np.random.default_rng([self.shuffle, self.epoch]).permutation(len(order))
        total = sum(count for _, _, count, _ in self.files)
        begin, end = total * part // parts, total * (part + 1) // parts
        at, pieces = 0, []
        for k in order:
            count = self.files[k][2]
            first, last = max(begin - at, 0), min(end - at, count)
            if first < last:
                pieces.append((int(k), first, last))
            at += count
        return pieces

    def _open(self, k, fields, cats):
        name, first, count, size = self.files[k]
        path = os.path.join(self.dir, name)
        if os.stat(path).st_size != size:
            raise ValueError(f"{path}: has {os.stat(path).st_size} bytes; the manifest says {size}")
        if name.endswith(".npz"):
            return _Npz(path, fields, count).blocks
        cat = cats.get(tuple(fields))
        if cat is None:
            cat = cats[tuple(fields)] = _Cat(self.dir, fields)
        return lambda begin, end: cat.blocks(first + begin, first + end)

    def _rows(self, piece, cats):
        """Yield the wanted samples of a piece, each with its row."""
        k, first, last = piece
        wanted = list(dict.fromkeys((*self.fields, *self._filters)))
        for block in self._open(k, wanted, cats)(first, last):
            chosen = _chosen(block, self.fields, self.files[k][0])
            arrays = list(chosen.values())
            for row in self._keep(block):
                yield first + int(row), dict(zip(chosen, [a[row] for a in arrays]))
            first += len(arrays[0])
            del block, chosen, arrays  # before the next one is read

    def _row_list(self, piece, cats):
        """The rows of a piece that are wanted, by split and label alone."""
        k, first, last = piece
        if self.split is None and self.classes is None:
            return range(first, last)
        rows = []
        for block in self._open(k, self._filters, cats)(first, last):
            rows += (first + self._keep(block)).tolist()
            first += len(next(iter(block.values())))
        return rows

    def _ordered(self, pieces, skip, cats):
        for k, first, last in pieces:
            if skip > 0:
                rows = self._row_list((k, first, last), cats)
                if len(rows) <= skip:
                    skip -= len(rows)
                    continue
                first, skip = rows[skip], 0
            for _, sample in self._rows((k, first, last), cats):
                yield sample

    def _load(self, held, cats):
        """Read the samples of those in HELD that are not read: [file, row, None]."""
        missing = {}
        for entry in held:
            if entry[2] is None:
                missing.setdefault(entry[0], {})[entry[1]] = entry
        for k, rows in missing.items():
            for row, sample in self._rows((k, min(rows), max(rows) + 1), cats):
                if row in rows:
                    rows[row][2] = _own(sample)

    def _buffer_size(self, cats):
        """Samples among which the next one is drawn."""
        # by the videos, so that the order does not depend on the fields
        wanted = ("videos",) if self.files[0][0].endswith(".npz") else ("index",)
        try:
            each = next(self._open(0, wanted, cats)(0, 1))["videos"].nbytes
        except KeyError:
            return 4096  # there are none
        return max(1, min(4096, SHUFFLE_BYTES // max(1, each)))

    def _shuffled(self, pieces, skip, cats, key):
        size, random = self._buffer_size(cats), np.random.default_rng(key)
        draws = iter(())
        held, position = [], 0
        for k, first, last in pieces:
            rows = ((row, None) for row in self._row_list((k, first, last), cats)) \
                if position < skip else self._rows((k, first, last), cats)
            while rows is not None:
                next_rows = None
                for row, sample in rows:
                    entry = [k, row, sample and _own(sample)]
                    if len(held) < size:
                        held.append(entry)
                        continue
                    if sample is None and position == skip:  # from here on, read
                        self._load(held, cats)
                        next_rows = self._rows((k, row, last), cats)
                        break
                    j = next(draws, None)
                    if j is None:
                        draws = iter(random.integers(size, size=4096).tolist())
                        j = next(draws)
                    out, held[j] = held[j], entry
                    position += 1
                    if position > skip:
                        if out[2] is None:
                            self._load(held + [out], cats)
                        yield out[2]
                rows = next_rows
        held = [held[j] for j in np.random.default_rng([*key, 1]).permutation(len(held))]
        held = held[skip - position if skip > position else 0:]
        self._load(held, cats)
        while held:
            yield held.pop(0)[2]

    def _one_share(self):
        worker = get_worker_info()
        w, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        if self.batch and self.position % (self.batch * workers) and workers > 1:
            raise ValueError(f"position {self.position}: with {workers} workers, must be a "
                             f"multiple of {self.batch * workers}")
        part, parts = self.rank * workers + w, self.ranks * workers
        skip = self.position // workers + (w < self.position % workers)
        pieces, cats = self._share(part, parts), {}
        try:
            if self.shuffle is None:
                yield from self._ordered(pieces, skip, cats)
            else:
                key = [self.shuffle, self.epoch, part, parts]
                yield from self._shuffled(pieces, skip, cats, key)
        finally:
            for cat in cats.values():
                cat.command.stop()

    def __iter__(self):
        samples = self._one_share()
        return samples if self.batch is None else _batches(samples, self.batch)
