#!/usr/bin/env bats
# vg-run with its own system calls failing, or killed at them.
load ../helper
load ../inject

scene=(-n 20 -i 10 --frames 2 --size 8)

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	need_strace
	vg-plan -d base "${scene[@]}" >/dev/null
	vg-render -d base 0-9 | vg-pack -d base >/dev/null
	cp -r base whole
	vg-render -d whole 10-19 | vg-pack -d whole >/dev/null
	reference=$(archives_of whole)
	PATH=$repo/pipelines:$PATH
	run=(vg-run -d out -j 2 --job render_ranges.sh)
	# only vg-run itself: the other programs have sweeps of their own
	attempt() {
		local call=$1 error=$2 n=$3
		shift 3
		fresh
		timeout -k 5 60 strace -o trace -e "trace=$call" -e "inject=$call:$error:when=$n" \
			"$@" >stdout 2>stderr </dev/null && code=0 || code=$?
		[ "$code" -ne 124 ] || fail "$call $error $n: hangs"
		grep -qE 'INJECTED|killed by SIGKILL' trace && reached=1 || reached=0
	}
}

fresh() {
	rm -rf out
	cp -r base out
}

nobody_works() { [ -z "$(processes vg-run)$(processes xargs)$(processes vg-render)$(processes vg-pack)$(processes vg-progress)" ]; }

# Nothing is harmed, no process is left, and the usual command completes it.
unharmed() {
	wait_until 20 nobody_works || fail "$1: processes are left"
	if [ "$code" -eq 0 ]; then
		grep -q '^Result: *COMPLETE' stdout || fail "$1: status 0: $(cat stdout)"
		[ "$(archives_of out)" = "$reference" ] || fail "$1: other archives"
	fi
	vg-verify -d out >report 2>damage || :
	[ ! -s damage ] || fail "$1: $(cat damage)"
	grep -q '^samples = 20$' out/PLAN.txt || fail "$1: other plan"
	"${run[@]}" >stdout 2>&1 || fail "$1: does not go on: $(cat stdout)"
	[ "$(archives_of out)" = "$reference" ] || fail "$1: other archives"
	[ -z "$(find out -name '.[!.]*')" ] || fail "$1: leaves $(find out -name '.[!.]*')"
}

assert_said() {
	case $code in
	0 | 127) ;;
	*) [ -s stderr ] || grep -q INCOMPLETE stdout || fail "$1: status $code, nothing said" ;;
	esac
}

# Inject INJECTION into each kind of call: into the first ones, and some later.
sweep() {
	local injection=$1 call n
	tried=0
	fresh
	strace -o trace "${run[@]}" >stdout 2>stderr </dev/null || :
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' trace | sort -u >calls
	while read -r call <&4; do
		# an injected error leaves the descriptor of close open, as no system does
		case $call:$injection in
		close:error*) continue ;;
		execve:* | exit*:* | rt_*:error* | brk:error* | mmap:error* | mprotect:error* | munmap:error*) continue ;;
		esac
		for ((n = 1; n < 1000; n += n < 3 ? 1 : 20)); do
			attempt "$call" "$injection" "$n" "${run[@]}" 2>/dev/null
			[ "$reached" -eq 1 ] || break
			tried=$((tried + 1))
			[ "$injection" = signal=KILL ] || assert_said "$call $n"
			unharmed "$call $injection $n"
		done
	done 4<calls
	echo "# vg-run: $tried times $injection" >&3
}

@test "vg-run with its system calls failing: nothing is harmed, and the next run completes it" {
	sweep error=EIO
	assert [ "$tried" -gt 40 ]
}

@test "vg-run killed at its system calls: nothing is harmed, and the next run completes it" {
	sweep signal=KILL
	assert [ "$tried" -gt 50 ]
}
