#!/usr/bin/env bats
# Each tool with each of its system calls failing, or killed at each of them.
load helper
load inject

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	need_strace
	prepare -n 20 -i 10 --frames 2 --size 8
}

# Of the plan with these options, which has two checkpoints, make the first in
# ./base, both in ./whole, and the records of the second in ./stream.
prepare() {
	scene=("$@")
	rm -rf base whole
	vg-plan -d base "${scene[@]}" >planned
	vg-render -d base "$(sed -n 1p planned)" | vg-pack -d base >/dev/null
	vg-render -d base "$(sed -n 2p planned)" >stream
	cp -r base whole
	vg-pack -d whole <stream >/dev/null
	reference=$(archives_of whole)
	wanted=$(digest_of whole)
}

fresh() {
	rm -rf out
	cp -r base out
}

# The dataset has no wrong file, and the usual command completes it.
# Where it is as it was before, as when the loader failed, both are known.
unharmed() {
	if diff -r base out >/dev/null; then
		[ "$code" -ne 0 ] || fail "$1: status 0, and nothing was committed"
		return
	fi
	vg-verify -d out >report 2>damage || :
	[ ! -s damage ] || fail "$1: $(cat damage)"
	goes_on "$1"
}

goes_on() {
	vg-plan -d out --skip-done "${scene[@]}" | vg-render -d out |
		vg-pack -d out >/dev/null || fail "$1: does not go on"
	[ "$(archives_of out)" = "$reference" ] || fail "$1: other archives"
	[ -z "$(find out -name '.*.tmp')" ] || fail "$1: debris"
}

@test "vg-pack with each of its system calls failing" {
	input=stream
	most=1000 sweep_errors vg-pack -d out
	assert [ "$tried" -gt 130 ]
}

@test "vg-pack killed at each of its system calls" {
	input=stream
	most=1000 sweep_kills vg-pack -d out
	assert [ "$tried" -gt 80 ]
}

# Let vg-pack fail, and be killed, at each call, with the plan of these options,
# for which it uses working files.
sweep_with_working_files() {
	prepare "$@"
	input=stream
	rm whole/MANIFEST.tsv whole/checkpoint_00001.*
	strace -f -o trace vg-pack -d whole <stream >/dev/null
	grep -q '^[0-9]* *openat(.*scratch' trace
	grep -q '^[0-9]* *pwrite64(' trace
	sweep_errors vg-pack -d out
	assert [ "$tried" -gt 20 ]
	sweep_kills vg-pack -d out
	assert [ "$tried" -gt 20 ]
}

@test "vg-pack failing, or killed, at each call while it uses working files" {
	sweep_with_working_files -n 4 -i 2 --frames 4 --size 48 --truth flow --compress none
}

@test "vg-pack failing, or killed, at each call while it writes a tar of gzip files" {
	sweep_with_working_files -n 2 -i 1 --frames 5 --size 128 \
		--format webdataset --compress gz
}

# The same with FORMAT, which needs no working files.
sweep_format() {
	for how in none zstd; do
		prepare -n 4 -i 2 --frames 4 --size 80 --format "$1" --compress $how
		input=stream
		sweep_errors vg-pack -d out
		assert [ "$tried" -gt 20 ]
		sweep_kills vg-pack -d out
		assert [ "$tried" -gt 20 ]
	done
}

@test "vg-pack failing, or killed, at each call while it writes a tar" {
	sweep_format webdataset
}

@test "vg-pack failing, or killed, at each call while it writes a shard of mds" {
	sweep_format mds
}

# Status 0 requires that the plan exists and the ranges are right.
plan_unharmed() {
	if [ "$code" -eq 0 ]; then
		assert_equal "$(cat stdout)" "$ranges"
		cmp -s out/PLAN.txt base/PLAN.txt || fail "$1: other plan"
	fi
	[ -z "$(grep -vxE '0-9|10-19' stdout)" ] || fail "$1: $(cat stdout)"
	goes_on "$1"
}

@test "vg-plan failing, or killed, at each call while it writes a plan" {
	fresh() { rm -rf out; }
	unharmed() { plan_unharmed "$1"; }
	ranges=$'0-9\n10-19'
	sweep_errors vg-plan -d out "${scene[@]}"
	assert [ "$tried" -gt 20 ]
	sweep_kills vg-plan -d out "${scene[@]}"
	assert [ "$tried" -gt 20 ]
}

@test "vg-plan --skip-done with each call failing, in a dataset with a leftover" {
	fresh() {
		rm -rf out
		cp -r base out
		echo half >out/.checkpoint_00001.npz.1.0.tmp
	}
	unharmed() { plan_unharmed "$1"; }
	ranges=10-19
	sweep_errors vg-plan -d out --skip-done
	assert [ "$tried" -gt 20 ]
}

@test "vg-plan failing, or killed, at each call while it grows a plan" {
	fresh() {
		rm -rf out
		cp -r base out
		sed -i 's/^samples = .*/samples = 15/' out/PLAN.txt
	}
	unharmed() { plan_unharmed "$1"; }
	ranges=$'0-9\n10-19'
	sweep_errors vg-plan -d out -n 20
	sweep_kills vg-plan -d out -n 20
}

@test "vg-render with each call failing: the stream is right, or commits nothing" {
	unharmed() {
		stream_unharmed "$1"
		goes_on "$1"
	}
	sweep_errors vg-render -d out 10-19
	assert [ "$tried" -gt 20 ]
}

# What vg-verify and vg-progress may print although a call failed.
never_complete() {
	[ "$code" -eq 0 ] || ! grep -q ' COMPLETE' "$2" || fail "$1: says COMPLETE"
}

@test "vg-verify with each call failing: COMPLETE only if it is" {
	fresh() {
		[ -d out ] || cp -r whole out
	}
	unharmed() {
		never_complete "$1" stdout
		[ "$code" -ne 0 ] || [ "$(sed -n 's/^Digest: *//p' stdout)" = "$wanted" ] ||
			fail "$1: other digest"
		[ "$(archives_of out)" = "$reference" ] || fail "$1: harmed"
	}
	assert_said() { # one line for a damaged file and one for the failure
		[ "$code" -eq 0 ] || grep -q '^vg-verify: .*: ' stderr ||
			[ "$code" -eq 127 ] || grep -q INCOMPLETE stdout ||
			fail "$1: status $code, nothing said"
	}
	most=10 sweep_errors vg-verify -d out
	assert [ "$tried" -gt 20 ]
}

@test "vg-progress failing, or killed, at each call: PROGRESS.txt and web page are whole and right" {
	vg-progress -d base --once --html base.html >/dev/null 2>&1 || :
	fresh() {
		rm -rf out
		cp -r base out
		cp base.html page.html
	}
	unharmed() {
		# where nothing could be read, it says why instead of how many
		assert_equal "$(grep -cE '^(Status|Last update):' out/PROGRESS.txt)" 2
		grep -qE '^(Completed|Trouble):' out/PROGRESS.txt ||
			fail "$1: $(cat out/PROGRESS.txt)"
		! grep -q 'COMPLETE$' out/PROGRESS.txt || grep -q INCOMPLETE out/PROGRESS.txt ||
			fail "$1: says COMPLETE"
		assert_equal "$(head -n 1 page.html) $(tail -n 1 page.html)" '<!DOCTYPE html> </html>'
		! grep -q '<p class="status">COMPLETE' page.html || fail "$1: page says COMPLETE"
		[ "$code" -ne 0 ] || fail "$1: status 0 although something is missing"
		goes_on "$1"
	}
	assert_said() {
		case $code in
		1 | 3 | 127) ;;
		*) fail "$1: status $code: $(cat stderr)" ;;
		esac
		[ "$code" -ne 3 ] || grep -q '^vg-progress: .*: ' stderr ||
			fail "$1: nothing said"
	}
	# a living --pid: it does not look for workers again and again
	most=6 sweep_errors vg-progress -d out --once --html page.html --pid $$
	assert [ "$tried" -gt 20 ]
	most=6 sweep_kills vg-progress -d out --once --html page.html --pid $$
	assert [ "$tried" -gt 20 ]
}

@test "vg-cat with each call failing: the stream is right, or has no END" {
	vg-cat -d whole 9-10 >stream
	fresh() { :; }
	unharmed() {
		if [ "$code" -eq 0 ]; then
			cmp -s stdout stream || fail "$1: other stream"
		elif vg-pack -o other.npz <stdout 2>/dev/null; then
			# only the last close() failed
			cmp -s stdout stream || fail "$1: half a stream was taken for all"
			rm other.npz
		fi
	}
	sweep_errors vg-cat -d whole 9-10
	assert [ "$tried" -gt 20 ]
}

# Let vg-pack -o FILE fail, and be killed, at each call.
sweep_one_file() {
	file=${1%/}
	local slash=${1#"$file"}
	vg-cat -d whole 0-1 >input
	input=input
	rm -rf good
	mkdir good
	vg-pack -o "good/$1" <input >/dev/null
	fresh() {
		rm -rf out
		mkdir out
	}
	unharmed() {
		if [ -e "out/$file" ]; then
			# an empty temporary may stay where it cannot be looked at
			diff -r -x '.*.tmp' "good/$file" "out/$file" >/dev/null || fail "$1: half of it"
		else
			[ "$code" -ne 0 ] || fail "$1: nothing, with status 0"
		fi
		# the next one removes what is left
		rm -rf "out/$file"
		vg-pack -o "out/$file$slash" <input >/dev/null 2>again || fail "$1: $(cat again)"
		diff -r good out >/dev/null || fail "$1: $(ls -A out)"
	}
	sweep_errors vg-pack -o "out/$1"
	assert [ "$tried" -gt 20 ]
	sweep_kills vg-pack -o "out/$1"
	assert [ "$tried" -gt 20 ]
}

@test "vg-pack -o FILE failing, or killed, at each call: all of it, or nothing" {
	sweep_one_file all.npz
}

@test "vg-pack -o DIRECTORY failing, or killed, at each call: all of it, or nothing" {
	sweep_one_file all.npy/
}
