#!/bin/sh
# Check the sources without running them.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for compiler in gcc clang; do
	echo "warnings: $compiler"
	make -s BUILD="$scratch/$compiler" CC="$compiler" \
		CFLAGS="-O2 -Werror" tools unit replays
done

echo "headers: each compiles alone"
for header in lib/*/*.h; do
	${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -DVG_VERSION='""' -Ilib \
		-Wall -Wextra -Wpedantic -Werror -Wno-unused-const-variable \
		-fsyntax-only -x c "$header"
done

echo "layers: each room includes only what it may"
build-aux/layers.sh

echo "sizes: files and functions that can be taken in"
build-aux/sizes.sh

echo "cppcheck"
cppcheck --quiet --std=c11 --enable=warning,portability,performance \
	--inline-suppr --suppress=missingIncludeSystem --error-exitcode=1 \
	-DVG_VERSION='""' -Ilib lib tools

echo "shellcheck"
shellcheck -x build-aux/*.sh pipelines/*.sh .ci/run tests/run
shellcheck -x --shell=bash --severity=warning tests/*.bash

echo "man pages"
mandoc -T lint -W warning man/*.[157]
