#!/usr/bin/env bats
# A stream truncated, or with a bit flipped, at each byte.
load ../helper

# damage_stream HOW: vg-pack must refuse each damaged stream with status 1 and
# one line, leave nothing behind, and accept the intact stream at the end.
damage_stream() {
	vg-plan -d out -n 10 -i 5 --frames 1 --size 8 >/dev/null
	vg-render -d out 5-9 >good
	"$PYTHON" - "$1" <<-'END'
		import os, subprocess, sys
		how, good = sys.argv[1], open("good", "rb").read()
		there = sorted(os.listdir("out"))
		for at in range(len(good)):
		    bad = good[:at]
		    if how == "flip":
		        bad += bytes([good[at] ^ 1 << at % 8]) + good[at + 1:]
		    answer = subprocess.run(["vg-pack", "-d", "out"], input=bad,
		                            capture_output=True)
		    assert answer.returncode == 1, (at, answer)
		    assert answer.stdout == b"", (at, answer)
		    assert answer.stderr.startswith(b"vg-pack: "), (at, answer)
		    assert answer.stderr.count(b"\n") == 1, (at, answer)
		    left = sorted(set(os.listdir("out")) - {".failures"})
		    assert left == there, (at, left)
		print(f"# {how}: {len(good)} places, nothing committed")
	END
	vg-pack -d out <good >/dev/null
	vg-render -d out 0-4 | vg-pack -d out >/dev/null
	run vg-verify -d out
	assert_success
}

@test "a stream truncated at any byte commits nothing" {
	damage_stream cut >&3
}

@test "a stream with a flipped bit in any byte commits nothing" {
	damage_stream flip >&3
}
