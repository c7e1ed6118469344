#!/usr/bin/env bats
# The helpers of longrun.bash: a correct job that is not vg passes, and each way
# to break a requirement is detected. For vg, see end_to_end.bats.
load helper
load longrun

# A job of ten parts, as others might write it: parts and progress are written
# atomically, a copy is updated, and finished parts are not made again.
foreign_job() {
	cat >job.py <<-'END'
		import os, random, time
		def put(name, text):
		    with open(name + ".tmp", "w") as f: f.write(text)
		    os.rename(name + ".tmp", name)
		for k in range(10):
		    for name in "progress", "copy": put(name, f"{k} of 10\n{time.time()}\n")
		    if os.path.exists(f"part_{k}"): continue
		    time.sleep(0.2)
		    put(f"part_{k}", f"{random.Random(k).random()}\n")
		for name in "progress", "copy": put(name, "10 of 10\n")
	END
	sed -i "$@" -e '' job.py
}
job=(python3 "$BATS_TEST_TMPDIR/job.py")

@test "a correct job passes all four requirements" {
	foreign_job
	"${job[@]}" # once before: a first start of Python can take seconds
	rm part_*
	longrun_checkpoints 10 'part_*[0-9]' "${job[@]}"
	rm part_*
	longrun_progress progress 4 "${job[@]}"
	rm part_*
	longrun_outputs progress copy "${job[@]}"
	longrun_resume 3 'part_*[0-9]' 'cat part_*' "${job[@]}"
}

# caught PATTERN HELPER…: the helper fails, with a matching line.
caught() {
	local pattern=$1
	shift
	run "$@"
	assert_failure
	assert_line --regexp "$pattern"
	rm -rf part_* progress copy whole killed
}

@test "each way to break one of the four requirements is detected" {
	job=(python3 job.py)
	# all parts at the end
	foreign_job -e 's/    put(f"part.*/    pass/' -e '$a for k in range(10): put(f"part_{k}", "")'
	caught '10 of 10 appeared at once' longrun_checkpoints 10 'part_*[0-9]' "${job[@]}"
	# one part is missing
	foreign_job -e 's/if os.path.exists(f"part_{k}")/if k == 7/'
	caught '9 of 10 appeared' longrun_checkpoints 10 'part_*[0-9]' "${job[@]}"
	# older parts are removed
	foreign_job -e 's/^    time.sleep/    if k == 6: [os.remove(f"part_{i}") for i in range(4)]\n&/'
	caught '[0-9] vanished' longrun_checkpoints 6 'part_*[0-9]' "${job[@]}"
	# progress that is missing; does not change; is overwritten in place
	foreign_job -e 's/"progress"/"other"/'
	caught 'it never appeared' longrun_progress progress 2 "${job[@]}"
	foreign_job -e 's/{k} of 10.n{time.time()}/busy/'
	caught 'did not change for' longrun_progress progress 1 "${job[@]}"
	foreign_job -e 's/^    with open.*/    if name[0] == "p" and name[1] == "r":\n        with open(name, "w") as f: f.write("half"), f.flush(), time.sleep(0.2), f.write(text)\n        return\n&/'
	caught 'half-written when read' longrun_progress progress 2 "${job[@]}"
	# parts are made again; differ; the copy comes late; the job fails
	job=(python3 ../job.py)
	foreign_job -e 's/ continue$/ pass/'
	caught '[0-9] of [0-9]+ checkpoints kept' \
		longrun_resume 2 'part_*[0-9]' 'cat part_*' "${job[@]}"
	foreign_job -e 's/random.Random(k).random()/time.time()/'
	caught 'not that of an uninterrupted run' \
		longrun_resume 3 'part_*[0-9]' 'cat part_*' "${job[@]}"
	job=(python3 job.py)
	foreign_job -e 's/"progress", "copy": put(name, f/"progress",: put(name, f/'
	caught 'while it ran, there was no copy' longrun_outputs progress copy "${job[@]}"
	foreign_job -e '$a raise SystemExit(3)'
	caught 'status 3' longrun_outputs progress copy "${job[@]}"
}

@test "processes are found by name, also if ps prints paths" {
	# shellcheck disable=SC2329 # family calls it
	ps() { printf '%s\n' '  7  1 10 /bin/bash' ' 18  7 20 /opt/a b/vg-pack' '119 1 30 vg-pack'; }
	run family 7
	assert_equal "$(sort <<<"$output")" $'18 20 vg-pack\n7 10 bash'
}
