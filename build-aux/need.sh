#!/bin/sh
# need.sh build|test|loaders|lint|fuzz|bench|portability: check that this step has its
# packages. On Debian and derivatives install missing packages; on other systems
# list them and stop.
set -eu

missing=
add() { missing="$missing $1"; }

have_header() {
	printf '#include <%s>\n' "$1" |
		"${CC:-cc}" -E -x c - >/dev/null 2>&1
}
have_bats() {
	[ -e "/usr/lib/bats/$1/load.bash" ] ||
		[ -e "/usr/share/bats/$1/load.bash" ] ||
		[ -e "/usr/lib/$1/load.bash" ]
}
have_python() {
	for python in python3 /usr/bin/python3; do
		"$python" -c "import $1" >/dev/null 2>&1 && return
	done
	return 1
}
# need COMMAND PACKAGE: add PACKAGE to the missing ones if there is no COMMAND.
need() { command -v "$1" >/dev/null 2>&1 || add "$2"; }

need "${CC:-cc}" gcc
need xargs findutils
have_header stdio.h || add libc6-dev
have_header archive.h || add libarchive-dev
have_header xxhash.h || add libxxhash-dev
have_header png.h || add libpng-dev
have_header zlib.h || add zlib1g-dev
have_header zstd.h || add libzstd-dev
have_header nettle/sha2.h || add nettle-dev
# Optional: vg is slower without it.
! command -v apt-get >/dev/null 2>&1 || [ "${ISAL:-}" = no ] ||
	have_header isa-l/crc.h || add libisal-dev
case $1 in
build) ;;
test)
	need clang clang
	need bats bats
	need mandoc mandoc
	need parallel parallel
	need unzip unzip
	need zstd zstd
	need bsdtar libarchive-tools
	need xxhsum xxhash
	need ps procps
	need setpriv util-linux
	need strace strace
	need ffmpeg ffmpeg
	need valgrind valgrind
	need chromium chromium
	need chromedriver chromium-driver
	have_bats bats-support || add bats-support
	have_bats bats-assert || add bats-assert
	have_python numpy || add python3-numpy
	have_python xxhash || add python3-xxhash
	;;
loaders)
	have_python torch || add python3-torch
	;;
fuzz)
	need clang clang
	have_python numpy || add python3-numpy
	have_python xxhash || add python3-xxhash
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -fsanitize=fuzzer -x c - -o /dev/null 2>/dev/null ||
		add "$(apt-cache depends clang 2>/dev/null |
			sed -n 's/.*Depends: clang\(-[0-9]*\)$/libclang-rt\1-dev/p')"
	;;
bench)
	have_header isa-l/igzip_lib.h || add libisal-dev
	have_python cv2 || add python3-opencv
	have_python numpy || add python3-numpy
	;;
lint)
	need clang clang
	need cppcheck cppcheck
	need mandoc mandoc
	need shellcheck shellcheck
	;;
portability) # for tests/portability.bats, which skips tests without their tools
	need musl-gcc musl-tools
	need qemu-s390x qemu-user
	for machine in aarch64 riscv64 i686 s390x; do
		need $machine-linux-gnu-gcc gcc-$machine-linux-gnu
	done
	for libc in arm64 riscv64 i386 s390x; do
		[ -d /usr/share/doc/libc6-dev-$libc-cross ] ||
			add libc6-dev-$libc-cross
	done
	;;
*)
	echo "need.sh: $1: must be build, test, lint, fuzz, bench or portability" >&2
	exit 2
	;;
esac
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "Please install these Debian packages or equivalents, then try again:" >&2
	echo "   $missing" >&2
	exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null 2>&1 || {
		echo "Please run as root: apt-get install$missing" >&2
		exit 1
	}
fi
echo "Installing$missing" >&2
# shellcheck disable=SC2086 # split into words on purpose
{
	$sudo apt-get -qq update &&
		$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
			--no-install-recommends $missing
} >/dev/null || {
	echo "apt-get failed. Please install by hand, then try again:$missing" >&2
	exit 1
}
