#!/usr/bin/env bats
# Archives as zip files, read by other programs.
load helper

@test "numpy, zipfile and unzip read archives, deflated and stored; headers are complete, data aligned" {
	for level in none 1 2 6 9; do
		rm -rf out
		vg-plan -d out -n 170 -i 100 --frames 8 --truth mask,box $(stored $level) >/dev/null
		vg-render -d out 0-99 100-169 | vg-pack -d out $(level $level) >/dev/null
		run "$PYTHON" "$repo/tests/zipcheck.py" out/checkpoint_*.npz
		assert_success
		unzip -tq out/checkpoint_00000.npz
		unzip -tq out/checkpoint_00001.npz
		assert_equal "$(unzip -v out/checkpoint_00000.npz | awk 'NR == 4 { print $2 }')" \
			"$([ $level = none ] && echo Stored || echo Defl:N)"
		run "$PYTHON" "$repo/tests/readback.py" out
		assert_success
	done
}

@test "the smallest archive, one sample of one frame of 8 x 8 pixels, is valid" {
	for level in none 1 6; do
		rm -rf out
		vg-plan -d out -n 1 --frames 1 --size 8 --channels 1 $(stored $level) >/dev/null
		vg-render -d out 0 | vg-pack -d out $(level $level) >/dev/null
		run "$PYTHON" "$repo/tests/zipcheck.py" out/checkpoint_00000.npz
		assert_success
		unzip -tq out/checkpoint_00000.npz
	done
}

@test "level 1 compresses videos nearly as well as zlib at its best" {
	for level in 1 9; do
		rm -rf out
		vg-plan -d out -n 100 -i 100 >/dev/null
		vg-render -d out 0-99 | vg-pack -d out --level $level >/dev/null
		stat -c %s out/checkpoint_00000.npz >"size-$level"
	done
	assert [ "$(cat size-1)" -lt "$(($(cat size-9) * 5 / 4))" ]
}

@test "level 1 makes frames larger than deflate's window no larger than zlib's level 1 does" {
	while read -r options; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 6 -i 6 $options >/dev/null
		vg-render -d out 0-5 | vg-pack -d out --level 1 >/dev/null
		run "$PYTHON" - "$options" <<-'END'
			import sys, zipfile, zlib
			archive = zipfile.ZipFile("out/checkpoint_00000.npz")
			member = archive.getinfo("videos.npy")
			z = zlib.compressobj(1, zlib.DEFLATED, -15)
			size = len(z.compress(archive.read(member)) + z.flush())
			assert member.compress_size <= size, (sys.argv[1], member.compress_size, size)
		END
		assert_success
	done <<-'END'
		--size 112
		--size 128
		--size 128 --style disc
		--size 128 --style trail --layout thwc
		--size 128 --dtype f4 --frames 8
		--size 128 --cameras 2 --frames 8 --colour random --background random
		--size 200x240 --channels 1
		--size 256 --frames 8
		--size 256 --frames 8 --style disc --layout thwc
		--size 256 --frames 8 --dtype f4 --layout thwc
	END
}

@test "archives have the same bytes without ISA-L and with the portable XXH3" {
	make -s -C "$repo" BUILD="$PWD/tools" ISAL=no XXH_DISPATCH=no tools
	run ldd tools/vg-pack
	refute_output --regexp 'isal|xxhash'
	make_by_hand here -n 300 -i 200 --frames 8
	PATH=$PWD/tools:$PATH make_by_hand plain -n 300 -i 200 --frames 8
	assert_equal "$(archives_of plain)" "$(archives_of here)"
	run tools/vg-verify -d here
	assert_success
}

@test "older processors, in qemu, give the same bytes" {
	command -v qemu-x86_64 >/dev/null && [ "$(uname -m)" = x86_64 ] ||
		skip "no qemu-x86_64; build-aux/need.sh portability installs it"
	! sanitized || skip "the sanitizers built in want more memory than qemu has"
	make_by_hand here -n 20 -i 20 --frames 8
	vg-render -d here 0-19 >stream
	for model in qemu64 core2duo Nehalem Haswell max; do
		rm -rf out
		vg-plan -d out -n 20 -i 20 --frames 8 >/dev/null
		qemu-x86_64 -cpu $model "$VG_BUILD/vg-render" -d out 0-19 >again
		cmp stream again
		qemu-x86_64 -cpu $model "$VG_BUILD/vg-pack" -d out <stream
		assert_equal "$(archives_of out)" "$(archives_of here)"
	done
}
