"""random_directory.py [--seconds S] [--seed N] [--build DIR] [--keep DIR]:
damage small datasets at random, as disks, editors, other programs and other
people may, and run every tool on each. Whatever it meets, a tool must end soon
with a status of its own, within its memory, touch nothing outside the dataset,
and print a few printable lines; and what vg-verify calls COMPLETE must be it.

It begins with the case of seed N, so the seed of a finding repeats it. The
directory of a finding stays, with a log of what was done to it, in --keep, which
is /tmp unless given. The exit status is 1 if there was a finding.
"""
import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

import xxhash

SAMPLES, FRAMES, SIZE = 30, 2, 16
# Seconds of a processor, and until a run is called hung: far more than it takes,
# because other work may hold this machine up.
CPU_S, WALL_S, RUN_WALL_S = 5, 20, 120
MEMORY_MAX = 64 << 20  # the promised 32 MiB, and the libraries
LINES_MAX = 12         # on stderr
SPARSE = 1 << 36       # bytes: more than can be read in that time
FINDINGS_MAX = 20      # directories
FINDINGS_SHOWN = 3     # of each; its log has all
STORAGE = [("npz", "deflate"), ("npz", "none"), ("webdataset", "zstd"),
           ("webdataset", "gz"), ("webdataset", "none"), ("mds", "zstd"),
           ("mds", "none")]
SCENES = {  # what another dataset may differ in, or not
    "same": [], "seed": ["--seed", "7"], "size": ["--size", "24"],
    "truth": ["--truth", "mask,flow", "--objects", "2"]}
HOSTILE = [b"\x1b[31mred", b"a\nb", b"\xff\xfe", b"\x9b31m", b"%s%n", b"\0",
           b"-" * 300, b"\r\x08", b"<script>", b"../../mine/diary", b"\x7f",
           b"18446744073709551616", b"-1", b"", b"\t\t", "é‮".encode()]
PLAN_VALUES = {
    "samples": ["1", "29", "30", "31", "60", "1000000", "1000000000000000"],
    "interval": ["1", "7", "8", "30", "1000", "1000000000"],
    "format": ["npz", "webdataset", "mds"],
    "compress": ["none", "deflate", "gz", "zstd"],
    "renderer": ["vg/2.1", "other/1", "vg/9"],
    "seed": ["0", "42", "18446744073709551615"],
    "classes": ["1", "2", "4"], "frames": ["1", "2", "3", "1024"],
    "size": ["8x8", "16x16", "16x17", "1024x1024"], "channels": ["1", "3"],
    "dtype": ["u1", "f4"], "layout": ["tchw", "thwc"],
    "style": ["ball", "disc", "trail"], "cameras": ["1", "2", "16"],
    "elevation": ["5", "75", "25.000001"], "motion": ["neutral", "classic"],
    "augment": ["0", "1"], "noise": ["0,0", "0,0.05"],
    "split": ["100,0,0", "0,0,100"], "framing": ["workspace", "auto"],
    "coverage": ["0.2", "0.9"], "distance": ["0", "100"],
    "radius": ["0", "256"], "colour": ["ff8000", "random"],
    "background": ["000000", "studio"], "objects": ["1", "2", "3"],
    "distractors": ["0", "3"], "truth": ["none", "mask,depth,flow,box"],
    "x-note": ["a", "é", "\x1b[31m", "9" * 200]}
EXTENT = {"samples", "interval", "format", "compress"}


def read(path, limit=1 << 20):
    with open(path, "rb") as f:
        return f.read(limit)


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def is_file(path):
    return stat.S_ISREG(os.lstat(path).st_mode)


def remove(path):
    if os.path.islink(path) or not os.path.isdir(path):
        if os.path.lexists(path):
            os.unlink(path)
    else:
        shutil.rmtree(path)


def mend(line):
    """A line of a manifest with the check that its text has now."""
    text = line.rstrip(b"\n").rpartition(b"\t")[0]
    return text + b"\t" + xxhash.xxh3_64_hexdigest(text).encode() + b"\n"


class Bases:
    """Whole datasets, each made once."""

    def __init__(self, work):
        self.work, self.made = work, {}

    def get(self, storage, interval, scene):
        key = (*storage, interval, scene)
        if key not in self.made:
            path = os.path.join(self.work, "-".join(map(str, key)))
            self.made[key] = path
            os.mkdir(path)
            options = ["-n", SAMPLES, "-i", interval, "--frames", FRAMES,
                       "--size", SIZE, "--format", storage[0], "--compress",
                       storage[1]] + SCENES[scene]
            make(path + "/data", options)
            for i, name in enumerate(("first", "second")):
                with open(f"{path}/{name}", "wb") as f:
                    subprocess.run(["vg-render", "-d", path + "/data",
                                    f"{i * interval}-{(i + 1) * interval - 1}"],
                                   check=True, stdout=f)
        return self.made[key]


def make(path, options):
    """Make the dataset at PATH with OPTIONS of vg-plan."""
    plan = subprocess.run(["vg-plan", "-d", path, "--skip-done",
                           *map(str, options)], check=True, capture_output=True)
    records = subprocess.run(["vg-render", "-d", path], input=plan.stdout,
                             check=True, capture_output=True)
    subprocess.run(["vg-pack", "-d", path], input=records.stdout, check=True,
                   stdout=subprocess.DEVNULL)


def answer(tool, *options):
    """What TOOL prints, or "" if it fails."""
    done = subprocess.run([tool, *options], capture_output=True)
    return done.stdout.decode("latin-1") if done.returncode == 0 else ""


class Case:
    """A dataset, what is beside it, and what may be done to both."""

    def __init__(self, seed, root, bases):
        self.seed, self.root = seed, root
        self.rng = rng = random.Random(seed)
        self.log, self.findings = [], []
        self.foreign = False  # files of another dataset: --rebuild takes them
        storage, interval = rng.choice(STORAGE), rng.choice([8, 10])
        self.base = bases.get(storage, interval, "same")
        self.other = bases.get(
            rng.choice([storage, rng.choice(STORAGE)]), interval,
            rng.choice(["seed", "seed", "size", "truth"]))
        self.out, self.mine = root + "/out", root + "/mine"
        shutil.copytree(self.base + "/data", self.out)
        os.mkdir(self.mine)
        write(self.mine + "/diary", b"precious\n")
        shutil.copytree(self.base + "/data", self.mine + "/data")
        self.fingerprint = answer("vg-plan", "-d", self.out, "--fingerprint")
        assert self.fingerprint

    def note(self, *what):
        self.log.append(" ".join(map(repr, what)))

    def path(self, name):
        return os.path.join(os.fsencode(self.out), name)

    def names(self):
        return sorted(os.listdir(os.fsencode(self.out)))

    def checkpoints(self):
        return [n for n in self.names() if n.startswith(b"checkpoint_")]

    def pick(self):
        """A file in the directory, as often a checkpoint as another; or None."""
        names = [n for n in self.names() if is_file(self.path(n)) and
                 os.lstat(self.path(n)).st_size < SPARSE]
        is_checkpoint = self.rng.random() < 0.5
        choice = [n for n in names if
                  n.startswith(b"checkpoint_") == is_checkpoint] or names
        return self.rng.choice(choice) if choice else None

    def a_name(self):
        """A name of vg, there or not."""
        return self.rng.choice([
            b"PLAN.txt", b"MANIFEST.tsv", b"MANIFEST.b.tsv", b"PROGRESS.txt",
            b"REHEARSAL.txt", b".failures", b".run.lock",
            b".inflight.1.0.tmp", b".checkpoint_00000.npz.77.0.tmp",
            b".PLAN.txt.5.0.tmp", b"README.md", b"index.json",
            *self.checkpoints()[:3]])

    def bytes(self, size):
        return bytes(self.rng.randrange(256) for _ in range(size))

    # What may happen to a directory. Each makes one change.

    def flip(self):
        name = self.pick()
        data = bytearray(read(self.path(name))) if name else b""
        for _ in range(self.rng.choice([1, 1, 2, 8]) if data else 0):
            at = self.rng.randrange(len(data))
            data[at] ^= 1 << self.rng.randrange(8)
            self.note("flip", name, at)
        if data:
            write(self.path(name), data)

    def insert(self):
        name = self.pick()
        if name:
            data, what = read(self.path(name)), self.rng.choice(HOSTILE)
            at = self.rng.randint(0, len(data))
            self.note("insert", name, at, what)
            write(self.path(name), data[:at] + what + data[at:])

    def cut(self):
        name = self.pick()
        if name:
            size = self.rng.randint(0, os.lstat(self.path(name)).st_size)
            self.note("cut", name, size)
            os.truncate(self.path(name), size)

    def extend(self):
        name = self.pick()
        if name:
            data = read(self.path(name))
            more = self.rng.choice([data, bytes(4096), b"\n", b"\0",
                                    self.bytes(100), b"x" * 70000])
            self.note("extend", name, len(more))
            write(self.path(name), data + more)

    def lines(self):
        """Repeat, leave out or permute lines of a text."""
        name = self.pick()
        if not name:
            return
        lines = read(self.path(name)).splitlines(True)
        how = self.rng.choice(["repeat", "drop", "shuffle", "many", "crlf"])
        self.note("lines", name, how)
        if how == "repeat" and lines:
            lines.insert(self.rng.randrange(len(lines)),
                         self.rng.choice(lines))
        elif how == "drop" and lines:
            del lines[self.rng.randrange(len(lines))]
        elif how == "shuffle":
            self.rng.shuffle(lines)
        elif how == "many":
            lines = (lines * 1000)[:5000]
        else:
            lines = [line.replace(b"\n", b"\r\n") for line in lines]
        write(self.path(name), b"".join(lines))

    def foreign_lines(self):
        """Lines of another dataset's manifest, as they are or forged."""
        path = self.path(b"MANIFEST.tsv")
        lines, good = self.manifest()
        if not good:
            return
        theirs = read(self.other + "/data/MANIFEST.tsv").splitlines(True)[3:]
        forged = self.rng.random() < 0.5
        if forged:
            columns = [line.split(b"\t") for line in theirs]
            for c in columns:
                c[6] = self.fingerprint.strip().encode()
            theirs = [mend(b"\t".join(c)) for c in columns]
        self.note("foreign lines", forged)
        for line in self.rng.sample(theirs, self.rng.randint(1, len(theirs))):
            lines[self.rng.randint(0, len(lines)):] += [line]
        write(path, b"".join(lines))
        self.foreign |= forged

    def manifest(self):
        """The lines of the manifest, and which of them are of checkpoints."""
        path = self.path(b"MANIFEST.tsv")
        if not os.path.lexists(path) or not is_file(path):
            return [], []
        lines = read(path).splitlines(True)
        return lines, [i for i, line in enumerate(lines)
                       if line.count(b"\t") == 8 and line[:1] != b"#"]

    def column(self):
        """Change a column of a line of the manifest, and mend its check."""
        path = self.path(b"MANIFEST.tsv")
        lines, good = self.manifest()
        if not good:
            return
        at = self.rng.choice(good)
        columns = lines[at].split(b"\t")
        i = self.rng.randrange(8)
        columns[i] = self.rng.choice([
            *HOSTILE, b"0", b"1", b"8", b"10", b"18446744073709551615",
            b"999999999999999", b"0" * 32, b"f" * 16,
            b"checkpoint_00000.npz", b"checkpoint_999999.npz",
            b"9999-12-31T23:59:59Z", b"1970-01-01T00:00:00Z"])
        self.note("column", at, i, columns[i])
        lines[at] = mend(b"\t".join(columns))
        write(path, b"".join(lines))

    def forge(self):
        """Damage a checkpoint, and give the manifest the hash that it has."""
        path = self.path(b"MANIFEST.tsv")
        lines, good = self.manifest()
        if not good:
            return
        at = self.rng.choice(good)
        columns = lines[at].split(b"\t")
        name = columns[1]
        if name not in self.checkpoints() or not is_file(self.path(name)):
            return
        data = bytearray(read(self.path(name)))
        for _ in range(self.rng.choice([1, 1, 3]) if data else 0):
            i = self.rng.randrange(len(data))
            how = self.rng.choice(["flip", "flip", "cut", "insert"])
            self.note("forge", name, how, i)
            if how == "flip":
                data[i] ^= 1 << self.rng.randrange(8)
            elif how == "cut":
                del data[i:i + self.rng.choice([1, 8, 1 << 20])]
            else:
                data[i:i] = self.rng.choice(HOSTILE)
            if not data:
                break
        write(self.path(name), data)
        columns[0] = xxhash.xxh128_hexdigest(bytes(data)).encode()
        columns[4] = b"%d" % len(data)
        lines[at] = mend(b"\t".join(columns))
        write(path, b"".join(lines))

    def comment(self):
        """Another command as that which made a plan, which may be lost."""
        path = self.path(b"MANIFEST.tsv")
        lines, good = self.manifest()
        if len(lines) < 3:
            return
        words = [b"vg-plan", b"-d", b"."]
        for _ in range(self.rng.randint(0, 4)):
            key = self.rng.choice(list(PLAN_VALUES))
            words += [b"--" + key.encode(), self.rng.choice(
                [*HOSTILE, *(v.encode() for v in PLAN_VALUES[key])])]
        command = b" ".join(words).replace(b"\n", b"'")
        lines[2] = b"# %s # %s\n" % (
            command, xxhash.xxh3_64_hexdigest(command).encode())
        self.note("comment", lines[2])
        write(path, b"".join(lines))
        if self.rng.random() < 0.7:
            remove(self.path(b"PLAN.txt"))

    def swap(self):
        names = self.names()
        if len(names) > 1:
            a, b = self.rng.sample(names, 2)
            self.note("swap", a, b)
            os.rename(self.path(a), self.path(b"swap"))
            os.rename(self.path(b), self.path(a))
            os.rename(self.path(b"swap"), self.path(b))

    def delete(self):
        name = self.pick()
        if name:
            self.note("delete", name)
            os.unlink(self.path(name))

    def foreign_file(self):
        """A file of another dataset under a name of this one."""
        names = sorted(os.listdir(self.other + "/data"))
        theirs, name = self.rng.choice(names), self.pick()
        if name and name.startswith(b"checkpoint_"):
            theirs = self.rng.choice([n for n in names if n[0] == "c"])
        if name:
            self.note("foreign file", theirs, name)
            shutil.copy(f"{self.other}/data/{theirs}", self.path(name))
            self.foreign = True

    def special(self, name=None):
        """What is no file, under a name of vg."""
        name = name or self.a_name()
        kind = self.rng.choice(["file", "copy", "dangling", "loop", "zero",
                                "fifo", "directory", "full", "socket", "null",
                                "up", "hard", "hard copy"])
        self.note("special", kind, name)
        path = self.path(name)
        remove(path)
        links = {"file": b"../mine/diary", "copy": b"../mine/data/" + name,
                 "dangling": b"../mine/new", "loop": name, "zero": b"/dev/zero",
                 "up": b".."}
        if kind == "hard copy" and os.path.isfile(self.mine.encode() +
                                                  b"/data/" + name):
            os.link(self.mine.encode() + b"/data/" + name, path)
        elif kind.startswith("hard"):
            os.link(self.mine + "/diary", path)
        elif kind in links:
            os.symlink(links[kind], path)
        elif kind == "fifo":
            os.mkfifo(path)
        elif kind == "directory":
            os.mkdir(path)
        elif kind == "full":
            os.mkdir(path)
            write(os.path.join(path, b"PLAN.txt"), b"samples = 1\n")
        elif kind == "socket":
            bind(path)
        elif kind == "null":
            try:
                os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
            except PermissionError:
                write(path, b"")

    def odd_name(self):
        """Something under a name that would hurt a terminal or a parser."""
        start = self.rng.choice([b"checkpoint_", b"MANIFEST", b".inflight.",
                                 b".", b"", b"PLAN.txt", b".checkpoint_00000"])
        name = start + self.rng.choice([
            b"\x1b[31m", b"\n", b"\xff", b"a\nb", b"%n", b"\x9b", b"9" * 30,
            b"\xed\xa0\x80", b"-", b" "]) + self.rng.choice(
                [b".npz", b".tsv", b".tmp", b"", b".1.0.tmp"])
        self.note("odd name", name)
        what = self.pick()
        if what and self.rng.random() < 0.7:
            remove(self.path(name))
            shutil.copy(self.path(what), self.path(name))
        else:
            self.special(name)

    def sparse(self):
        """A huge file that takes no room."""
        name = self.a_name()
        path = self.path(name)
        if not os.path.lexists(path) or not is_file(path):
            remove(path)
            write(path, b"")
        if self.rng.random() < 0.3:
            write(path, b"")
        self.note("sparse", name)
        os.truncate(path, SPARSE)

    def plan(self):
        """Another valid value of a key, or one that is not."""
        path = self.path(b"PLAN.txt")
        if not os.path.lexists(path) or not is_file(path):
            return
        key = self.rng.choice([*PLAN_VALUES, *EXTENT])
        value = self.rng.choice(PLAN_VALUES[key]).encode()
        if self.rng.random() < 0.2:
            value = self.rng.choice(HOSTILE)
        line = key.encode() + b" = " + value + b"\n"
        self.note("plan", line)
        lines = [text for text in read(path).splitlines(True)
                 if not text.startswith(key.encode() + b" ")]
        write(path, b"".join(lines) + line)

    def working_file(self):
        """A file in which workers or runs would report."""
        number = b"%018d" % self.rng.choice([0, 5, 29, 10**18 - 1])
        beat = b" ".join([number, b"%018d" % 8, b"%018d" % 9, number]) + b"\n"
        name, text = self.rng.choice([
            (b".inflight.1.0.tmp", beat),
            (b".inflight.%d.1.tmp" % os.getpid(), beat.replace(b"9 ", b"3 ")),
            (b".failures", b"0-7 2026-11-24T14:03:15Z\n" * 3 +
             b"- 2026-11-24T14:03:15Z\n"),
            (b".failures", b"0-7 9999-12-31T23:59:59Z\n" * 100000),
            (b"PROGRESS.txt", b"Status:      RUNNING\n" * 3),
            (b"REHEARSAL.txt", b"Fingerprint: \x1b[31m\nResult:      PASS\n"),
            (b"REHEARSAL.txt", b"Result:      \x1b[31m\xff\n"),
            (b".run.lock", b"process 1 of \x1b[31m\n"),
            (b".checkpoint_00000.npz.77.0.tmp", b"x" * 1000),
            (b"MANIFEST.b.tsv", read(self.base + "/data/MANIFEST.tsv"))])
        for _ in range(self.rng.choice([0, 0, 1, 3])):
            at = self.rng.randint(0, len(text))
            text = text[:at] + self.rng.choice(HOSTILE) + text[at:]
        self.note("working file", name, text[:200])
        remove(self.path(name))
        write(self.path(name), text)

    def heartbeats(self):
        self.note("many heartbeats")
        for i in range(2, 300):
            write(self.path(b".inflight.%d.0.tmp" % i),
                  b"%018d %018d %018d %018d\n" % (i, 8, 2, 1000))

    def times(self):
        name = self.pick()
        if name:
            when = self.rng.choice([-10**9, 0, 2**31, 2**33])
            self.note("time", name, when)
            os.utime(self.path(name), (when, when))

    def neighbour(self):
        """An unfinished dataset beside it, or something like that."""
        name = self.rng.choice([b"next\x1b[31m", b"next\n1", b"next\xff",
                                b"next\x9b", b"n" * 255])
        path = os.path.join(os.fsencode(self.root), name)
        self.note("neighbour", name)
        if os.path.lexists(path):
            return
        shutil.copytree(os.fsencode(self.base + "/data"), path)
        for gone in self.checkpoints()[:2]:
            if os.path.lexists(os.path.join(path, gone)):
                os.unlink(os.path.join(path, gone))
        if self.rng.random() < 0.3:
            os.unlink(path + b"/PLAN.txt")
            os.mkfifo(path + b"/PLAN.txt")

    def damage(self):
        kinds = [
            [self.flip, self.insert, self.cut, self.extend, self.lines],
            [self.foreign_lines, self.column, self.column, self.plan,
             self.plan, self.comment],
            [self.forge, self.forge, self.foreign_file, self.swap,
             self.delete],
            [self.special, self.special, self.odd_name, self.sparse],
            [self.working_file, self.working_file, self.heartbeats,
             self.times, self.neighbour]]
        for _ in range(self.rng.choice([1, 1, 2, 3, 5])):
            self.rng.choice(self.rng.choice(kinds))()

    def plan_value(self, key, default):
        path = self.path(b"PLAN.txt")
        text = read(path) if os.path.isfile(path) else b""
        found = re.findall(rb"^%s = (\d+(?:x\d+)?)$" % key.encode(), text, re.M)
        return found[-1].decode() if found else default

    def sample_bytes(self):
        """At least as many as a sample of the plan has."""
        size = self.plan_value("size", "16x16").split("x")
        pixels = int(size[0]) * int(size[-1]) * int(
            self.plan_value("frames", "2")) * int(
                self.plan_value("cameras", "1"))
        return min(pixels * 32 + 65536, 1 << 30)


def bind(path):
    """Make a socket at PATH, which may be too long for one."""
    here = os.open(".", os.O_RDONLY)
    os.chdir(os.path.dirname(path))
    try:
        socket.socket(socket.AF_UNIX).bind(os.path.basename(path))
    except OSError:
        write(path, b"")
    os.chdir(here)
    os.close(here)


def snapshot(case):
    """Everything beside the dataset: name, kind, time and content."""
    seen = {}
    for folder, folders, files in os.walk(os.fsencode(case.root)):
        if folder == os.fsencode(case.root):
            folders.remove(b"out")
            files = [name for name in files if not name.startswith(b"run.")]
        for name in folders + files:
            path = os.path.join(folder, name)
            st = os.lstat(path)
            digest = hashlib.sha256(read(path)).hexdigest() \
                if stat.S_ISREG(st.st_mode) else ""
            seen[path] = (st.st_mode, st.st_ino, st.st_size, digest,
                          st.st_mtime_ns)
    return seen


def unprintable(data, tabs):
    """The first line of DATA that has a byte no terminal should get, or None."""
    for line in data.split(b"\n"):
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]" if tabs else
                     rb"[\x00-\x1f\x7f]", line):
            return line[:200]
        try:
            if re.search("[\x80-\x9f]", line.decode()):
                return line[:200]
        except UnicodeDecodeError:
            return line[:200]
    return None


class Runner:
    """Runs a tool on a case, and looks at what it did."""

    def __init__(self, case, sanitized):
        self.case, self.sanitized = case, sanitized
        self.slack = 5 if sanitized else 1
        self.before = snapshot(case)

    def find(self, what):
        self.case.findings.append(what)
        self.case.note("FINDING", what)

    def start(self, command, stdin, binary):
        root = self.case.root
        out = "/dev/null" if binary else root + "/run.stdout"
        with open(stdin or "/dev/null", "rb") as i, open(out, "wb") as o, \
                open(root + "/run.stderr", "wb") as e:
            return subprocess.Popen(command, stdin=i, stdout=o, stderr=e,
                                    cwd=root, start_new_session=True)

    def wait(self, child, limit):
        """The status and the usage of CHILD, which is killed after LIMIT s."""
        end = time.monotonic() + limit
        hung = False
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                child.returncode = os.waitstatus_to_exitcode(status)
                return child.returncode, usage, hung
            if time.monotonic() > end and not hung:
                hung = True
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.002)

    def __call__(self, *command, stdin=None, binary=False):
        shown = " ".join(command) + (f" <{stdin}" if stdin else "")
        is_run = command[0] in ("generate.sh", "vg-run")
        limit = (RUN_WALL_S if is_run else WALL_S) * self.slack
        status, usage, hung = self.wait(
            self.start(command, stdin, binary), limit)
        cpu = usage.ru_utime + usage.ru_stime
        self.case.note(shown, status, f"{cpu:.2f} s",
                       f"{usage.ru_maxrss >> 10} MiB")
        memory = MEMORY_MAX + 2 * self.case.sample_bytes()
        if hung:
            self.find(f"{shown}: killed after {limit} s, {cpu:.1f} s CPU")
        elif not 0 <= status <= 3:
            self.find(f"{shown}: status {status}")
        if cpu > CPU_S * self.slack * (4 if is_run else 1):
            self.find(f"{shown}: {cpu:.1f} s of a processor")
        if not self.sanitized and usage.ru_maxrss << 10 > memory:
            self.find(f"{shown}: {usage.ru_maxrss >> 10} MiB")
        self.look_at_output(shown, binary, command[0])
        self.look_beside(shown)
        return status

    def look_at_output(self, shown, binary, tool):
        said = read(self.case.root + "/run.stderr")
        if re.search(rb"Sanitizer|runtime error", said):
            self.find(f"{shown}: {said[:3000].decode('latin-1')}")
            return
        self.case.note(said[:600])
        bad = unprintable(said, False)
        if bad is not None:
            self.find(f"{shown}: stderr: {bad!r}")
        if said.count(b"\n") > LINES_MAX:
            self.find(f"{shown}: {said.count(10)} lines on stderr")
        if not binary:
            bad = unprintable(read(self.case.root + "/run.stdout"), True)
            if bad is not None:
                self.find(f"{shown}: stdout: {bad!r}")

    def look_beside(self, shown):
        after = snapshot(self.case)
        for path in sorted(self.before.keys() | after.keys()):
            was, now = self.before.get(path), after.get(path)
            if was != now:
                self.find(f"{shown}: touched {path!r}: {was}, now {now}")
        self.before = after

    def digest(self):
        """What vg-verify said: the digest if it is COMPLETE, else None."""
        said = read(self.case.root + "/run.stdout").decode("latin-1")
        found = re.search(r"^Digest: *(\S+)$", said, re.M)
        complete = re.search(r"^Result: *COMPLETE", said, re.M)
        return (found.group(1) if found else "?") if complete else None


def expected_digest(case):
    """The digest of the dataset of PLAN.txt as freshly made."""
    fresh = case.root + "/run.fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    os.mkdir(fresh)
    shutil.copy(case.out + "/PLAN.txt", fresh)
    make(fresh, [])
    said = answer("vg-verify", "-d", fresh)
    shutil.rmtree(fresh)
    return re.search(r"^Digest: *(\S+)$", said, re.M).group(1)


def verify(run, case, *options):
    status = run("vg-verify", "-d", "out", *options)
    digest = run.digest()
    if digest is None:
        if status == 0 and "--list" not in options:
            run.find(f"vg-verify {options}: status 0, but not COMPLETE")
        return None
    if answer("vg-plan", "-d", case.out, "--fingerprint") != \
            case.fingerprint or case.foreign:
        return digest
    wanted = expected_digest(case)
    if digest != wanted:
        run.find(f"vg-verify {options}: COMPLETE with digest {digest}, "
                 f"should be {wanted}")
    return digest


def is_heavy(case):
    """Whether to make samples of the plan would take long."""
    return case.sample_bytes() > 4 << 20 or \
        int(case.plan_value("samples", "30")) > 1000


def read_it(run, case):
    """The tools that only look."""
    rng = case.rng
    run("vg-plan", "-d", "out", "--skip-done")
    verify(run, case)
    run("vg-progress", "-d", "out", "--once",
        *rng.choice([[], ["--json"], ["--html", "out/page.html"]]))
    run("vg-forecast", "-d", "out", "--like",
        rng.choice(["out", case.base + "/data"]),
        *rng.choice([[], ["--memory", "out/MANIFEST.tsv"],
                     ["--memory", "out/.failures"], ["--limit", "1"]]))
    run("vg-view", "-d", "out", binary=True, *rng.choice([
        [], ["--random", "3"], ["--sample", "0-29", "--y4m"]]))
    run("vg-cat", "-d", "out", binary=True, *rng.choice([
        [], ["0-9"], ["--split", "train"], ["--shuffle", "1"]]))
    if rng.random() < 0.3:
        verify(run, case, rng.choice(["--list", "--videos"]))


def change_it(run, case):
    """The tools that also write."""
    rng = case.rng
    run("vg-plan", "-d", "out", "-n", rng.choice(["30", "31", "60"]),
        *rng.choice([[], ["--skip-done"]]))
    run("vg-index", "-d", "out", *rng.choice([[], ["--croissant"]]))
    streams = [case.base + "/first", case.base + "/second",
               case.other + "/first"]
    run("vg-pack", "-d", "out", stdin=rng.choice(streams[:2]))
    stream = rng.choice(streams)
    if rng.random() < 0.3:
        data = bytearray(read(stream))
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        stream = case.root + "/run.stream"
        write(stream, data)
    run("vg-pack", "-d", "out", "--replace", stdin=stream)
    verify(run, case, "--rebuild")
    verify(run, case)


def run_it(run, case):
    run("vg-run", "-d", "out", "--forecast", "-j", "1", "--job",
        "render_ranges.sh")
    if case.rng.random() < 0.3:
        status = run("generate.sh", "-d", "out", "-j", "2", "--no-rehearsal")
        if verify(run, case) is None and status == 0:
            run.find("generate.sh: status 0, but it is not COMPLETE")


def try_case(seed, work, bases, sanitized):
    root = os.path.join(work, f"case-{seed}")
    os.mkdir(root)
    case = Case(seed, root, bases)
    case.damage()
    run = Runner(case, sanitized)
    read_it(run, case)
    change_it(run, case)
    if not is_heavy(case) and case.rng.random() < 0.3:
        run_it(run, case)
    return case


def keep(case, where):
    os.makedirs(where, exist_ok=True)
    place = tempfile.mkdtemp(prefix=f"vg-finding-{case.seed}-", dir=where)
    write(case.root + "/run.log", "\n".join(case.log).encode())
    shutil.move(case.root, place)
    for what in case.findings[:FINDINGS_SHOWN]:
        print(f"seed {case.seed}: {what}")
    print(f"  kept in {place}/{os.path.basename(case.root)}; its run.log says "
          "what was done", flush=True)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--build", default=here + "/../../build")
    parser.add_argument("--keep", default="/tmp")
    o = parser.parse_args()
    build = os.path.abspath(o.build)
    os.environ["PATH"] = os.pathsep.join(
        [build, os.path.abspath(here + "/../../pipelines"),
         os.environ["PATH"]])
    os.environ["LC_ALL"] = "C"
    sanitized = b"__asan_init" in open(build + "/vg-plan", "rb").read()
    seed = o.seed if o.seed is not None else time.time_ns() % 10**9
    print(f"random_directory.py --seed {seed}", flush=True)
    end, cases, findings = time.monotonic() + o.seconds, 0, 0
    with tempfile.TemporaryDirectory(prefix="vg-random.") as work:
        bases = Bases(work)
        while (cases == 0 or time.monotonic() < end) and \
                findings < FINDINGS_MAX:
            case = try_case(seed + cases, work, bases, sanitized)
            cases += 1
            if case.findings:
                findings += 1
                keep(case, o.keep)
            else:
                shutil.rmtree(case.root)
    print(f"{cases} directories, {findings} with findings")
    return findings > 0


if __name__ == "__main__":
    sys.exit(main())
