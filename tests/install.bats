#!/usr/bin/env bats
# make install and make uninstall.
load helper

@test "install puts tools and man pages under DESTDIR and PREFIX; uninstall takes them away" {
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
	run make -s -C "$repo" BUILD="$VG_BUILD" uninstall DESTDIR="$PWD/stage" PREFIX=/opt/vg
	assert_success
	run find stage -type f
	assert_output ''
}

@test "installed tools serve generate.sh from PATH" {
	make -s -C "$repo" BUILD="$VG_BUILD" install DESTDIR="$PWD/stage" PREFIX=/
	mkdir scripts
	cp "$repo/pipelines/generate.sh" scripts/
	PATH=$PWD/stage/bin:/usr/bin:/bin run scripts/generate.sh -d out -n 200 -i 100 "${small[@]}"
	assert_success
	assert_line --regexp '^Result: +COMPLETE$'
	PATH=/usr/bin:/bin run scripts/generate.sh -d out
	assert_failure 3
	assert_output --partial 'vg-plan: not found; run make first'
}

@test "nothing but the build directory is written by building" {
	cp -r "$repo" copy
	cd copy
	rm -rf build dataset
	git status --porcelain >before
	make -s tools unit
	make -s clean
	run git status --porcelain
	assert_output "$(cat before)"
}
