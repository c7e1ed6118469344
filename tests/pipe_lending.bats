#!/usr/bin/env bats
# vg-render --lend: the reader copies from the memory that samples are drawn
# in. It must never see a later sample there.
load helper
load inject

# Copy standard input to standard output, slowly and in odd pieces, so that the
# pipe is full. $1: the size to which the reader enlarges the pipe.
slowly() {
	"$PYTHON" -c '
import fcntl, hashlib, os, sys, time
pieces = [1, 23, 4095, 70000, 4096, 150000, 24, 300000, 9, 50000]
size, sum, n = int(sys.argv[1]), hashlib.sha256(), 0
while piece := os.read(0, pieces[n % len(pieces)]):
    sum.update(piece)
    n += 1
    if n == 35 and size > 0:
        assert fcntl.fcntl(0, fcntl.F_SETPIPE_SZ, size) == size
    time.sleep(0.001)
print(sum.hexdigest())' "${1:-0}"
}

# Copy with read(2) and write(2) only; some versions of cat use splice(2).
carry() { dd bs=64k status=none; }

need_linux() {
	[ "$(uname -s)" = Linux ] || skip 'lending is for Linux'
	"$PYTHON" -c 'import fcntl, os; fcntl.F_SETPIPE_SZ, os.splice' 2>/dev/null ||
		skip 'this Python knows neither the size of a pipe nor splice'
}

# The hash of the stream when it is not lent, since it is a file.
plain() {
	vg-render "$@" >plain
	sha256sum <plain | cut -d ' ' -f 1
}

@test "lent records arrive unchanged, however slowly they are read" {
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

@test "lent records arrive unchanged if the reader enlarges the pipe" {
	need_linux
	local expected size
	expected=$(plain 0-99)
	for size in 1048576 524288; do
		assert_equal "$(vg-render --lend 0-99 | slowly $size) $size" "$expected $size"
	done
}

@test "memory is lent where that saves time, and copied elsewhere" {
	need_linux
	need_strace
	calls() {
		strace -o trace -e trace=vmsplice,write vg-render --lend "$@"
	}
	calls 0-9 | carry >/dev/null
	assert_equal "$(grep -c '^vmsplice(1, .*iov_len=197016}' trace)" 10
	assert_equal "$(grep -c '^write(1, ' trace)" 2 # HEAD and END
	calls 0-9 >file
	run ! grep vmsplice trace
	calls --size 8 --frames 2 0-9 | carry >/dev/null
	run ! grep vmsplice trace
	# two buffers of 6 or 16 MiB would exceed the limit of the ring
	calls --size 512 --frames 8 0-1 | carry >/dev/null
	run ! grep iov_len trace
	calls --size 512 --frames 20 0-1 | carry >/dev/null
	run ! grep iov_len trace
}

@test "after splice(2) a reader sees later samples, and vg-pack refuses them" {
	need_linux
	vg-plan -d out -n 40 -i 40 >/dev/null
	# move three samples to a second pipe, then read from that
	vg-render --lend -d out 0-39 | "$PYTHON" -c '
import fcntl, os
back, out = os.pipe()
fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, 1 << 20)
left = 600000
while left > 0:
    moved = os.splice(0, out, left)
    assert moved > 0
    left -= moved
os.close(out)
for source in back, 0:
    while piece := os.read(source, 65536):
        os.write(1, piece)' >mixed
	run vg-pack -d out <mixed
	assert_failure 1
	assert_output 'vg-pack: standard input: segment from sample 0, after 0 of 40 records: the record has index 3; it must be 0'
	run ls out
	assert_output PLAN.txt
}

@test "vg-render ends if the reader goes away, with and without --lend" {
	run bash -c 'vg-render --lend 0-999999 | head -c 1000000 >/dev/null; echo ${PIPESTATUS[0]}'
	assert_output 141
	run bash -c 'trap "" PIPE; vg-render --lend 0-999999 2>&1 >&3 3>&- | head -n 1; echo ${PIPESTATUS[0]}' \
		3> >(head -c 1000000 >/dev/null)
	assert_line 3
	assert_line 'vg-render: standard output: write: Broken pipe'
}

@test "if a system call fails, the stream is right or commits nothing" {
	need_linux
	need_strace
	local scene=(-n 24 -i 12 --frames 4) # twice around the ring
	error_calls="vmsplice $error_calls"
	# a sanitizer does not survive these failures
	sanitized || error_calls="munmap $error_calls"
	vg-plan -d base "${scene[@]}" >/dev/null
	cp -r base whole
	vg-render -d base >stream 0-11
	vg-pack -d whole <stream >/dev/null
	fresh() {
		rm -rf out
		cp -r base out
	}
	attempt() {
		local call=$1 error=$2 n=$3
		shift 3
		fresh
		strace -o trace -e "trace=$call" -e "inject=$call:$error:when=$n" \
			"$@" 2>stderr | carry >stdout
		code=${PIPESTATUS[0]}
		grep -q INJECTED trace && reached=1 || reached=0
	}
	reference=$(archives_of whole)
	unharmed() { stream_unharmed "$1"; }
	sweep_errors vg-render --lend -d base 0-11
	assert [ "$tried" -gt 50 ]
	# vg-render also works without the ring: the last mmap() is for it
	strace -o trace -e trace=mmap,vmsplice vg-render --lend -d base 0-11 | carry >/dev/null
	ring=$(grep -c '^mmap' trace)
	attempt mmap error=ENOMEM "$ring" vg-render --lend -d base 0-11
	assert_equal "$code $reached" '0 1'
	unharmed 'no ring'
	strace -o trace -e trace=mmap,vmsplice -e "inject=mmap:error=ENOMEM:when=$ring" \
		vg-render --lend -d base 0-11 | carry >/dev/null
	run ! grep iov_len trace
}
