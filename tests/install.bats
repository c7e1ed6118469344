#!/usr/bin/env bats
# make install and make uninstall.
load helper

@test "make install puts tools and man pages under DESTDIR and PREFIX; make uninstall removes them" {
	run make -s -C "$repo" BUILD="$VG_BUILD" install DESTDIR="$PWD/stage" PREFIX=/opt/vg
	assert_success
	for tool in "$repo"/tools/*.c; do
		tool=$(basename "$tool" .c)
		run "stage/opt/vg/bin/$tool" --version
		assert_success
		assert [ -r "stage/opt/vg/share/man/man1/$tool.1" ]
	done
	assert_equal "$(find stage/opt/vg/share/man -type f | wc -l)" \
		"$(find "$repo/man" -type f | wc -l)"
	assert cmp stage/opt/vg/share/vg/vgdata.py "$repo/pipelines/vgdata.py"
	run make -s -C "$repo" BUILD="$VG_BUILD" uninstall DESTDIR="$PWD/stage" PREFIX=/opt/vg
	assert_success
	run find stage -type f
	assert_output ''
}

@test "generate.sh finds installed tools in PATH" {
	make -s -C "$repo" BUILD="$VG_BUILD" install DESTDIR="$PWD/stage" PREFIX=/
	mkdir scripts
	cp "$repo"/pipelines/* scripts/
	mkdir -p home/bin
	ln -s ../../scripts/generate.sh home/bin/make-dataset
	export CDPATH=$PWD
	for script in scripts/generate.sh home/bin/make-dataset vg-generate; do
		PATH=$PWD/stage/bin:/usr/bin:/bin run "$script" -d out -n 200 -i 100 "${small[@]}"
		assert_success
		assert_line --regexp '^Result: +COMPLETE$'
		rm -r out
	done
	PATH=$PWD/stage/bin:/usr/bin:/bin run vg-run -d out -n 200 -i 100 "${small[@]}"
	assert_success
	assert_line --regexp '^Result: +COMPLETE$'
	PATH=/usr/bin:/bin run scripts/generate.sh -d out
	assert_failure 3
	assert_output --partial 'vg-run: not found; run make first'
}

@test "building writes only to the build directory" {
	cp -r "$repo" copy
	cd copy
	rm -rf build dataset
	git status --porcelain >before
	make -s CFLAGS=-O0 tools unit
	make -s clean
	run git status --porcelain
	assert_output "$(cat before)"
}

# A PATH with only these commands.
only() {
	rm -rf only
	mkdir only
	for name in "$@"; do
		ln -s "$(command -v "$name")" "only/$name"
	done
}

@test "if packages cannot be installed, make lists the missing ones and stops" {
	only sh id xargs
	PATH=$PWD/only CC=false run "$repo/build-aux/need.sh" build
	assert_failure 1
	assert_line 'Please install these Debian packages or equivalents, then try again:'
	assert_line --regexp ' libarchive-dev libxxhash-dev libpng-dev zlib1g-dev libzstd-dev nettle-dev$'
	PATH=$PWD/only CC=false run "$repo/build-aux/need.sh" test
	assert_failure 1
	assert_output --partial ' bats '
	assert_output --partial ' mandoc '
}

@test "only missing packages are installed, with sudo unless root" {
	mkdir fake
	# shellcheck disable=SC2016 # for the fake
	printf '#!/bin/sh\necho "$0 $*" >>calls\n' >fake/apt-get
	# shellcheck disable=SC2016 # for the fake
	printf '#!/bin/sh\necho "$0" >>calls\n"$@"\n' >fake/sudo
	printf '#!/bin/sh\necho $FAKE_ID\n' >fake/id
	chmod +x fake/*
	only sh env xargs
	for FAKE_ID in 0 1000; do
		export FAKE_ID
		rm -f calls
		PATH=$PWD/fake:$PWD/only CC=false run "$repo/build-aux/need.sh" build
		assert_success
		run cat calls
		assert_line --regexp 'apt-get .*install -y --no-install-recommends .*libarchive-dev libxxhash-dev libpng-dev zlib1g-dev libzstd-dev nettle-dev libisal-dev$'
		refute_line --partial ' bats'
		assert_equal "$(grep -c '/sudo$' calls)" $((FAKE_ID == 0 ? 0 : 2))
	done
}

@test "if no package is missing, none is installed" {
	mkdir fake
	printf '#!/bin/sh\necho called >calls\n' >fake/apt-get
	chmod +x fake/apt-get
	PATH=$PWD/fake:$PATH run "$repo/build-aux/need.sh" build
	assert_success
	assert_output ''
	assert [ ! -e calls ]
}
