#!/usr/bin/env bats
# vg-pack with each of its system calls failing, or being its last.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	vg-plan -d base -n 20 -i 10 --frames 2 --size 8 >/dev/null
	vg-render -d base 0-9 | vg-pack -d base >/dev/null
	vg-render -d base 10-19 >stream
	cp -r base whole
	vg-pack -d whole <stream >/dev/null
	reference=$(archives_of whole)
	cp -r base out
	# which calls it makes, and how often each
	strace -f -o trace vg-pack -d out <stream >/dev/null
	sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' trace | sort | uniq -c >calls
}

# vg-pack on a fresh copy, with this injected. Sets code.
attempt() {
	rm -rf out
	cp -r base out
	strace -f -o trace -e "trace=$1" -e "inject=$1:$2:when=$3" \
		vg-pack -d out <stream >stdout 2>stderr && code=0 || code=$?
}

# Whatever happened: nothing wrong is there, and the same command goes on.
assert_unharmed() {
	vg-verify -d out >report 2>damage || :
	[ ! -s damage ] || fail "$*: $(cat damage)"
	if [ "$code" -eq 0 ]; then
		assert_equal "$(archives_of out)" "$reference"
	fi
	vg-plan -d out --skip-done | vg-render -d out | vg-pack -d out >/dev/null ||
		fail "$*: does not go on"
	assert_equal "$(archives_of out)" "$reference"
	[ -z "$(find out -name '.*.tmp')" ] || fail "$*: debris"
}

@test "each call that can fail, failing at each place: one line and a status, or success" {
	tried=0
	while read -r count call; do
		case $call in
		write | read | pread64 | fsync | close | openat | linkat | unlinkat | renameat | flock | ftruncate | fcntl | newfstatat | mkdir) ;;
		*) continue ;;
		esac
		for error in ENOSPC EIO EINTR; do
			for n in $(seq "$count"); do
				attempt "$call" "error=$error" "$n"
				tried=$((tried + 1))
				case $code in
				0) assert_equal "$(cat stderr)" '' ;;
				127) ;; # the loader, before main
				1 | 3)
					assert_equal "$(wc -l <stderr)" 1
					assert_regex "$(cat stderr)" '^vg-pack: '
					;;
				*) fail "$call $error $n: status $code: $(cat stderr)" ;;
				esac
				assert_unharmed "$call $error $n"
			done
		done
	done <calls
	echo "tried $tried"
	assert [ "$tried" -gt 100 ]
}

@test "killed at each system call of its life" {
	tried=0
	while read -r count call; do
		for n in $(seq "$count"); do
			attempt "$call" signal=KILL "$n" 2>/dev/null
			tried=$((tried + 1))
			assert_unharmed "$call $n"
		done
	done <calls
	echo "tried $tried"
	assert [ "$tried" -gt 100 ]
}
