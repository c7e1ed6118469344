# shellcheck shell=bash disable=SC2034,SC2154 # bats sets and reads variables
# Fail or kill a command at each of its system calls, with strace. A test file
# that loads this defines fresh (make what the command begins with) and unharmed
# (what must hold afterwards in any case).

error_calls='write pwrite64 writev fsync fdatasync rename renameat renameat2 link
linkat unlink unlinkat open openat close ftruncate flock fcntl mkdir mkdirat
read pread64 getdents64 newfstatat lseek dup'

need_strace() {
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	export ASAN_OPTIONS=detect_leaks=0 # not possible under ptrace
}

# Whether CALL can fail with ERROR: a full disk is not met by reading, and only
# what can wait is interrupted.
can_fail() {
	case "$2 $1" in
	EIO*) ;;
	ENOSPC*) [[ $1 =~ ^(p?writev?(64)?|f(data)?sync|ftruncate|close|open(at)?|mkdir(at)?|rename.*|link(at)?)$ ]] ;;
	*) [[ $1 =~ ^(p?writev?(64)?|p?read(64)?|f(data)?sync|close|open(at)?|flock|fcntl)$ ]] ;;
	esac
}

# attempt CALL ERROR N COMMAND…: run it from a fresh start, with the error at
# the Nth call. Sets code, and reached: whether there was such a call.
attempt() {
	local call=$1 error=$2 n=$3
	shift 3
	fresh
	strace -f -o trace -e "trace=$call" -e "inject=$call:$error:when=$n" \
		"$@" >stdout 2>stderr <"${input:-/dev/null}" && code=0 || code=$?
	grep -qE 'INJECTED|killed by SIGKILL' trace && reached=1 || reached=0
}

# One line that begins with the tool's name; with 127 it is the loader's.
assert_said() {
	case $code in
	0) ;;
	127) ;; # the loader failed, before main
	1 | 3)
		[ "$(wc -l <stderr)" -eq 1 ] || fail "$1: $(cat stderr)"
		assert_regex "$(cat stderr)" "^$2: .+: .+"
		;;
	*) fail "$1: status $code: $(cat stderr)" ;;
	esac
}

# Trace all calls of a command into ./trace. Into ./loader goes how many there are
# of each before main, which begins with fdio_guard_standard: half of all. Sweeps
# pass over them, because they only load libraries.
trace_all() {
	fresh
	strace -f -o trace "$@" >stdout 2>stderr <"${input:-/dev/null}" || :
	sed -n 's/^[0-9]* *\([a-z0-9_]*(.*\)/\1/p' trace >all
	: >loader
	! grep -q '^fcntl(0, F_GETFD' all ||
		sed '/^fcntl(0, F_GETFD/,$d; s/(.*//' all | sort | uniq -c >loader
}

# The number of the first CALL after those of the loader.
first_of() { awk -v call="$1" '$2 == call { n = $1 } END { print n + 1 }' loader; }

# Let each call fail in turn, the first, the second and so on of them, up to $most,
# because there is a loop behind what is called more often.
sweep_errors() {
	local call error n end
	tried=0
	trace_all "$@"
	for call in $error_calls; do
		for error in ENOSPC EIO EINTR; do
			can_fail "$call" "$error" || continue
			n=$(first_of "$call")
			for ((end = n + ${most:-20}; n < end; n++)); do
				attempt "$call" "error=$error" "$n" "$@"
				[ "$reached" -eq 1 ] || break
				# It was a call by which the sanitizer reads its options.
				! grep -q '^==.*LeakSanitizer has enc' stderr || continue
				tried=$((tried + 1))
				assert_said "$call $error $n" "$1"
				unharmed "$call $error $n"
			done
		done
	done
	echo "# $1: $tried failures tried" >&3
}

# Send SIGKILL at every system call, of any kind.
sweep_kills() {
	local call n end
	tried=0
	trace_all "$@"
	sed 's/(.*//' all | sort -u >calls
	while read -r call <&4; do
		n=$(first_of "$call")
		for ((end = n + ${most:-20}; n < end; n++)); do
			attempt "$call" signal=KILL "$n" "$@" 2>/dev/null
			[ "$reached" -eq 1 ] || break
			tried=$((tried + 1))
			unharmed "$call killed $n"
		done
	done 4<calls
	echo "# $1: $tried kills tried" >&3
}

# The output of a renderer equals ./stream, or commits nothing to ./out.
stream_unharmed() {
	if [ "$code" -eq 0 ]; then
		cmp -s stdout stream || fail "$1: other stream"
	elif vg-pack -d out <stdout >/dev/null 2>&1; then
		# only the last close() failed
		[ "$(archives_of out)" = "$reference" ] ||
			fail "$1: half a stream was committed"
	fi
}
