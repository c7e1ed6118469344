#!/usr/bin/env bats
# vg-render --lend: the reader gets the pages that samples are drawn in. It
# must never see a later sample in them.
load helper
load inject

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-render --lend 0 | "$PYTHON" -c '
import fcntl, sys
sys.exit(not hasattr(fcntl, "F_GETPIPE_SZ"))' || skip "lending is for Linux"
}

# What stands on standard input, read slowly, in odd pieces: the pipe is full.
# $1: how large the reader makes the pipe after a while.
slowly() {
	"$PYTHON" -c '
import fcntl, hashlib, os, sys, time
pieces = [1, 23, 4095, 70000, 4096, 150000, 24, 300000, 9, 50000]
size, sum, n = int(sys.argv[1]), hashlib.sha256(), 0
while piece := os.read(0, pieces[n % len(pieces)]):
    sum.update(piece)
    n += 1
    try:
        if n % 35 == 0 and size > 0:
            fcntl.fcntl(0, fcntl.F_SETPIPE_SZ, size)
            size = 0
    except OSError: # what is in it does not fit into so small a pipe
        pass
    time.sleep(0.001)
print(sum.hexdigest())' "${1:-0}"
}

# Of the stream that is not lent, which is a file.
plain() {
	vg-render "$@" >plain
	sha256sum <plain | cut -d ' ' -f 1
}

@test "lent records are the same bytes, however slowly they are read" {
	local options expected
	for options in '0-99' '--size 32 0-199' '--style disc 0-20 30-60 90-99' \
		'--dtype f4 0-40' '--truth mask,depth,flow,box 0-20' \
		'--size 33x47 --frames 11 0-99' '--size 256 --frames 7 0-12'; do
		# shellcheck disable=SC2086
		expected=$(plain $options)
		# shellcheck disable=SC2086
		assert_equal "$(vg-render --lend $options | slowly) $options" "$expected $options"
	done
}

@test "so they are when the reader makes the pipe larger, or smaller" {
	local expected size
	expected=$(plain 0-99)
	for size in 1048576 524288 65536 4096; do
		assert_equal "$(vg-render --lend 0-99 | slowly $size) $size" "$expected $size"
	done
}

@test "memory is lent where that pays, and copied elsewhere" {
	need_strace
	calls() {
		strace -o trace -e trace=vmsplice,write vg-render --lend "$@"
	}
	calls 0-9 | cat >/dev/null
	assert [ "$(grep -c '^vmsplice(1, .*= 197016$' trace)" -ge 10 ]
	assert [ "$(grep -c '^write(1, ' trace)" -eq 2 ] # HEAD and END
	calls 0-9 >file
	run ! grep vmsplice trace
	calls --size 8 --frames 2 0-9 | cat >/dev/null
	run ! grep vmsplice trace
	# two of 16 MiB would be more memory than a tool may take
	calls --size 512 --frames 20 0-1 | cat >/dev/null
	run ! grep vmsplice trace
}

@test "who splices the pipe sees later samples, and vg-pack refuses them" {
	vg-plan -d out -n 40 -i 40 >/dev/null
	# moves three samples on into a pipe of its own before it reads that one
	vg-render --lend -d out 0-39 | "$PYTHON" -c '
import fcntl, os, sys, time
if not hasattr(os, "splice"):
    sys.exit(77)
back, out = os.pipe()
fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, 1 << 20)
left = 600000
while left > 0:
    left -= os.splice(0, out, left)
time.sleep(0.3)
os.close(out)
for source in back, 0:
    while piece := os.read(source, 65536):
        os.write(1, piece)' >mixed || [ "${PIPESTATUS[1]}" -ne 77 ] || skip "this Python cannot splice"
	run vg-pack -d out <mixed
	assert_failure 1
	assert_output --regexp '^vg-pack: standard input: .*(index 3 where 0 belongs|hash does not match)'
	run ls out
	assert_output PLAN.txt
}

@test "a reader that goes away ends it, as it does without" {
	run bash -c 'vg-render --lend 0-999999 | head -c 1000000 >/dev/null; echo ${PIPESTATUS[0]}'
	assert_output 141
	run bash -c 'trap "" PIPE; vg-render --lend 0-999999 2>&1 >&3 3>&- | head -n 1; echo ${PIPESTATUS[0]}' \
		3> >(head -c 1000000 >/dev/null)
	assert_line 3
	assert_line 'vg-render: standard output: write: Broken pipe'
}

@test "each call fails: the stream is right, or commits nothing" {
	need_strace
	local scene=(-n 6 -i 3 --frames 4)
	error_calls="vmsplice munmap $error_calls"
	vg-plan -d base "${scene[@]}" >/dev/null
	cp -r base whole
	vg-render -d base >stream 0-2
	vg-pack -d whole <stream >/dev/null
	attempt() {
		local call=$1 error=$2 n=$3
		shift 3
		rm -rf out
		cp -r base out
		strace -o trace -e "trace=$call" -e "inject=$call:$error:when=$n" \
			"$@" 2>stderr | cat >stdout
		code=${PIPESTATUS[0]}
		grep -q INJECTED trace && reached=1 || reached=0
	}
	reference=$(archives_of whole)
	unharmed() { stream_unharmed "$1"; }
	sweep_errors vg-render --lend -d base 0-2
	assert [ "$tried" -gt 50 ]
	# nor does it need the ring: its memory, the last that is asked for
	strace -o trace -e trace=mmap vg-render --lend -d base 0-2 | cat >/dev/null
	attempt mmap error=ENOMEM "$(grep -c '^mmap' trace)" vg-render --lend -d base 0-2
	assert_equal "$code $reached" '0 1'
	unharmed 'no ring'
}
