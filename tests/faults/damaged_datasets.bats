#!/usr/bin/env bats
# Damage to each byte of a small dataset, one at a time.
load ../helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	make_by_hand whole -n 8 -i 4 --frames 1 --size 8
	golden=$(digest_of whole)
}

# Damage FILE of the dataset at each position; vg-verify must end with 1. At some
# of the positions, repair must restore the golden digest. Only the comment of a
# manifest is of no use to vg-verify, and must not be used when it is damaged.
damage_all() {
	"$PYTHON" - "$golden" "$@" <<-'END'
		import os, shutil, subprocess, sys
		golden, how, name = sys.argv[1:4]
		whole = open(f"whole/{name}", "rb").read()
		tried = repaired = 0
		comment = [0, 0]
		if name.startswith("MANIFEST"):
		    comment[0] = whole.index(b"\n# vg-plan") + 1
		    comment[1] = whole.index(b"\n", comment[0])

		def verify():
		    return subprocess.run(["vg-verify", "-d", "out"], capture_output=True)

		def digest():
		    out = verify()
		    lines = out.stdout.decode().splitlines()
		    assert out.returncode == 0, out.stderr
		    return [l.split()[1] for l in lines if l.startswith("Digest:")][0]

		def repair():
		    subprocess.run("vg-verify -d out --list 2>/dev/null | "
		                   "vg-render -d out | vg-pack -d out >/dev/null",
		                   shell=True, check=True)
		    assert digest() == golden

		shutil.copytree("whole", "out")
		for at in range(len(whole)):
		    if how == "flip":
		        bad = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1:]
		    else:
		        bad = whole[:at]
		    with open(f"out/{name}", "wb") as f:
		        f.write(bad)
		    tried += 1
		    answer = verify()
		    if how == "flip" and comment[0] < at < comment[1]:
		        # a byte that became a newline is noticed
		        assert answer.returncode == 1 or digest() == golden
		        os.rename("out/PLAN.txt", "plan")
		        answer = verify()
		        assert b"the manifest does not tell it" in answer.stderr, (at, answer)
		        os.rename("plan", "out/PLAN.txt")
		    assert answer.returncode == 1, (at, answer)
		    assert b" COMPLETE" not in answer.stdout, (at, answer)
		    if name.startswith("checkpoint") and at % 40 == 0:
		        repair()
		        repaired += 1
		print(f"# {name} {how}: {tried} places noticed, {repaired} repaired")
	END
}

@test "a flipped byte anywhere in an archive is detected and repaired" {
	damage_all flip checkpoint_00000.npz >&3
}

@test "an archive truncated at any byte is detected and repaired" {
	damage_all cut checkpoint_00001.npz >&3
}

@test "a tar in zstd with a flipped byte, or truncated, anywhere is detected and repaired" {
	rm -rf whole
	make_by_hand whole -n 4 -i 2 --frames 1 --size 8 --format webdataset
	golden=$(digest_of whole)
	damage_all flip checkpoint_00000.tar.zst >&3
	rm -rf out
	damage_all cut checkpoint_00001.tar.zst >&3
}

@test "a flipped byte anywhere in a shard of mds is detected and repaired" {
	rm -rf whole
	make_by_hand whole -n 8 -i 4 --frames 1 --size 8 --format mds --compress none
	damage_all flip checkpoint_00000.mds >&3
	rm -r whole out
	make_by_hand whole -n 8 -i 4 --frames 1 --size 8 --format mds
	damage_all flip checkpoint_00000.mds.zstd >&3
	rm -r out
	damage_all cut checkpoint_00001.mds.zstd >&3
}

@test "a manifest with a flipped byte, or truncated, anywhere is detected" {
	damage_all flip MANIFEST.tsv >&3
	rm -rf out
	damage_all cut MANIFEST.tsv >&3
}

@test "a flipped byte anywhere in PLAN.txt never passes for the same dataset" {
	"$PYTHON" - "$golden" <<-'END' >&3
		import re, shutil, subprocess, sys
		whole = open("whole/PLAN.txt", "rb").read()
		shutil.copytree("whole", "out")
		passed = 0
		for at in range(len(whole)):
		    bad = whole[:at] + bytes([whole[at] ^ 1 << at % 7]) + whole[at + 1:]
		    open("out/PLAN.txt", "wb").write(bad)
		    out = subprocess.run(["vg-verify", "-d", "out"], capture_output=True)
		    if out.returncode == 0:
		        # a comment, a space, 042 for 42, or .5 for 0.5: the same values
		        a, b = ([re.sub(rb"(?<=[=,])0+(?=[0-9.])", b"", re.sub(rb"[ \t]", b"", l))
		                 for l in text.split(b"\n") if l.strip() and l[:1] != b"#"]
		                for text in (whole, bad))
		        assert a == b, (at, bad)
		        passed += 1
		print(f"# PLAN.txt: {len(whole)} places, {passed} harmless ones in comments and spaces")
	END
}
