#!/usr/bin/env bats
# Other C libraries, processors and byte orders give the same samples and the
# same compressed bytes. Only the parts that need no other library are built:
# vg-render, and deflate level 1.
load helper

# compile_deflate COMPILER OUT [FLAG…]
compile_deflate() {
	"$1" -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -I"$repo/lib" -Iinclude "${@:3}" \
		-o "$2" "$repo/tests/deflate1.c" "$repo"/lib/archive/{lz77,lz77_frames,lz77_search,deflate_block,deflate_code,huffman}.c
}

# deflate_elsewhere COMPILER RUNNER…: compress records and noise, and unpack.
deflate_elsewhere() {
	local compiler=$1 repeat
	shift
	compile_deflate "$compiler" deflate.elsewhere -static
	compile_deflate "${CC:-cc}" deflate.here
	vg-render 0-9 >input
	head -c 300000 /dev/urandom >>input
	vg-render --size 128 0-2 >>input
	for repeat in 1 12288 49152; do
		"$@" ./deflate.elsewhere $repeat <input >elsewhere
		./deflate.here $repeat <input >here
		cmp elsewhere here
		"$PYTHON" -c 'import zlib; assert zlib.decompress(open("here", "rb").read(),
		    -15) == open("input", "rb").read()'
	done
}

# same_elsewhere COMPILER RUNNER…: compare the record streams of some plans.
same_elsewhere() {
	local compiler=$1
	shift
	command -v "$compiler" >/dev/null ||
		skip "no $compiler; build-aux/need.sh portability installs it"
	[ $# -eq 0 ] || command -v "$1" >/dev/null ||
		skip "no $1; build-aux/need.sh portability installs it"
	# only headers that are the same for every machine
	mkdir include
	for header in archive archive_entry xxhash zlib zconf zstd zstd_errors png pngconf pnglibconf; do
		ln -s "/usr/include/$header.h" include/
	done
	# of the library, what vg-render needs
	objects=$(cd "$repo" && printf '%s\n' lib/{base,image,stream,archive,plan,scene,dataset}/*.c |
		sed "s|^\(.*\)c\$|$BATS_TEST_TMPDIR/build/\1o|")
	make -s -C "$repo" BUILD="$PWD/build" CC="$compiler" LIB_OBJECTS="${objects//$'\n'/ }" \
		CPPFLAGS="-I$PWD/include" CFLAGS='-O2 -Werror' LDFLAGS=-static \
		LDLIBS=-lm "$PWD/build/vg-render"
	deflate_elsewhere "$compiler" "$@"
	while read -r options; do
		# shellcheck disable=SC2086 # words on purpose
		"$@" build/vg-render $options 0-40 29999 123456789012-123456789013 >elsewhere
		# shellcheck disable=SC2086 # words on purpose
		vg-render $options 0-40 29999 123456789012-123456789013 >here
		run cmp elsewhere here
		assert_success
	done <<-'END'
		--seed 42
		--style disc --dtype f4 --layout thwc --seed 18446744073709551615
		--cameras 3 --motion classic --size 33x40 --channels 1 --frames 5
		--noise 0.01,0.03 --augment 1 --elevation 62.5 --classes 3 --split 1,2,97
		--size 200x120 --frames 3 --cameras 2 --dtype f4
		--objects 4 --distractors 3 --truth mask,depth,flow,box --framing auto --cameras 2
		--style disc --truth mask,depth,flow,box --background studio --layout thwc
		--style trail --colour random --background random --objects 2 --distance 12
	END
}

@test "musl" {
	same_elsewhere musl-gcc
}

@test "aarch64" {
	same_elsewhere aarch64-linux-gnu-gcc qemu-aarch64
}

@test "riscv64" {
	same_elsewhere riscv64-linux-gnu-gcc qemu-riscv64
}

@test "i386" {
	same_elsewhere i686-linux-gnu-gcc qemu-i386
}

@test "s390x, which is big-endian" {
	same_elsewhere s390x-linux-gnu-gcc qemu-s390x
}
