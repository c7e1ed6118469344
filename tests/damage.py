"""damage.py DIR FILE: flip a bit in many bytes of FILE, a small shard of the
dataset DIR, and cut it there. vg-verify must see it; without a manifest as well,
unless a frame of zstd unpacks to the same content."""
import os
import subprocess
import sys

directory, path = sys.argv[1:]
with open(path, "rb") as f:
    whole = f.read()
manifest = os.path.join(directory, "MANIFEST.tsv")
with open(manifest, "rb") as f:
    lines = f.read()


def verify(*options):
    out = subprocess.run(["vg-verify", "-d", directory, *options],
                         capture_output=True, text=True)
    return out.returncode, [line for line in out.stdout.splitlines()
                            if line.startswith("Digest:")]


golden = verify()
assert golden[0] == 0 and len(golden[1]) == 1


def check(bad, same_allowed, at):
    with open(path, "wb") as f:
        f.write(bad)
    assert verify()[0] == 1, at
    os.remove(manifest)
    answer = verify("--rebuild")
    with open(manifest, "wb") as f:
        f.write(lines)
    assert answer[0] == 1 or same_allowed and answer == golden, (at, answer)


places = 0
for at, byte in enumerate(whole):
    if at > 20 and at % 7 != 0:
        continue
    bad = whole[:at] + bytes([byte ^ 1 << at % 8]) + whole[at + 1:]
    check(bad, path.endswith(".zstd"), at)
    if at % 5 == 0:
        check(whole[:at], False, at)
    places += 1
check(whole + b"\0", False, len(whole))
with open(path, "wb") as f:
    f.write(whole)
assert verify() == golden
print(places, "places")
