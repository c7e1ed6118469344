# shellcheck shell=bash disable=SC2034,SC2154 # bats sets and reads variables
# Fail or kill a command at one system call after the other, with strace.
# Loaded by sweeps, which define fresh (make what the command begins with) and
# unharmed (what must hold after whatever happened to it).

error_calls='write pwrite64 writev fsync fdatasync rename renameat renameat2 link
linkat unlink unlinkat open openat close ftruncate flock fcntl mkdir mkdirat
read pread64 getdents64 newfstatat lseek dup'

need_strace() {
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	export ASAN_OPTIONS=detect_leaks=0 # under ptrace it cannot
}

# attempt CALL ERROR N COMMAND…: from a fresh start, with call N injected. Sets
# code, and reached: whether there was such a call.
attempt() {
	local call=$1 error=$2 n=$3
	shift 3
	fresh
	strace -f -o trace -e "trace=$call" -e "inject=$call:$error:when=$n" \
		"$@" >stdout 2>stderr <"${input:-/dev/null}" && code=0 || code=$?
	grep -qE 'INJECTED|killed by SIGKILL' trace && reached=1 || reached=0
}

# One line that names the tool and something more, or for 127 the loader's.
assert_said() {
	case $code in
	0) ;;
	127) ;; # the loader, before main
	1 | 3)
		[ "$(wc -l <stderr)" -eq 1 ] || fail "$1: $(cat stderr)"
		assert_regex "$(cat stderr)" "^$2: .+: .+"
		;;
	*) fail "$1: status $code: $(cat stderr)" ;;
	esac
}

# Each call failing in turn, N rising until the command has no such call.
sweep_errors() {
	local call error n
	tried=0
	for call in $error_calls; do
		for error in ENOSPC EIO EINTR; do
			for ((n = 1; n < 1000; n++)); do
				attempt "$call" "error=$error" "$n" "$@"
				[ "$reached" -eq 1 ] || break
				# The call by which it read its options was the sanitizer's.
				! grep -q '^==.*LeakSanitizer has enc' stderr || continue
				tried=$((tried + 1))
				assert_said "$call $error $n" "$1"
				unharmed "$call $error $n"
			done
		done
	done
	echo "# $1: $tried failures tried" >&3
}

# SIGKILL at every system call, whichever it is.
sweep_kills() {
	local call n
	tried=0
	fresh
	strace -f -o trace "$@" >stdout 2>stderr <"${input:-/dev/null}" || :
	sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' trace | sort -u >calls
	while read -r call <&4; do
		for ((n = 1; n < 1000; n++)); do
			attempt "$call" signal=KILL "$n" "$@" 2>/dev/null
			[ "$reached" -eq 1 ] || break
			tried=$((tried + 1))
			unharmed "$call killed $n"
		done
	done 4<calls
	echo "# $1: $tried kills tried" >&3
}

# What a renderer wrote to stdout is ./stream, or commits nothing to ./out.
stream_unharmed() {
	if [ "$code" -eq 0 ]; then
		cmp -s stdout stream || fail "$1: other stream"
	elif vg-pack -d out <stdout >/dev/null 2>&1; then
		# only its last close had failed
		[ "$(archives_of out)" = "$reference" ] ||
			fail "$1: half a stream was committed"
	fi
}
