#!/usr/bin/env bats
# A dataset is a pure function of its plan: it does not depend on the run, the
# host or the compiler.
load helper

plan=(-n 2000 -i 150 --frames 8)

setup_file() {
	load helper
	cd "$BATS_FILE_TMPDIR" || return
	make_by_hand reference -n 2000 -i 150 --frames 8
}

assert_equals_reference() {
	assert_equal "$(archives_of "$1")" "$(archives_of "$BATS_FILE_TMPDIR/reference")"
	assert_equal "$(digest_of "$1")" "$(digest_of "$BATS_FILE_TMPDIR/reference")"
}

@test "any number of jobs, with xargs or GNU parallel, gives the same bytes" {
	for how in '-j 1' '-j 2' '-j 8' '-j 2 --parallel' '-j 8 --parallel'; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		run generate.sh $how --no-rehearsal -d out "${plan[@]}"
		assert_success
		assert_equals_reference out
	done
}

@test "any order of ranges gives the same bytes" {
	for order in 'sort -r' 'shuf'; do
		rm -rf out
		vg-plan -d out "${plan[@]}" | $order | vg-render -d out | vg-pack -d out
		assert_equals_reference out
	done
}

@test "time zone, language, umask and environment change no byte" {
	for settings in 'TZ=Pacific/Kiritimati LC_ALL=C' 'TZ=America/St_Johns LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8' \
		'TZ=UTC-23:59 LC_ALL=tr_TR.UTF-8 HOME=/nowhere'; do
		for mask in 000 022 077; do
			rm -rf out
			# shellcheck disable=SC2086 # words on purpose
			(umask $mask && env $settings generate.sh -d out "${plan[@]}" >log)
			assert_equals_reference out
		done
	done
}

@test "gcc with -O0, and clang with -O3 and -march=native, give the same bytes" {
	for build in 'gcc -O0' 'clang -O3 -march=native'; do
		# shellcheck disable=SC2086 # words on purpose
		set -- $build
		rm -rf tools out
		make -s -C "$repo" BUILD="$PWD/tools" CC="$1" CFLAGS="${*:2}" tools
		for tool in vg-plan vg-render vg-pack; do
			refute [ "tools/$tool" -ef "$VG_BUILD/$tool" ]
		done
		tools/vg-plan -d out "${plan[@]}" | tools/vg-render -d out |
			tools/vg-pack -d out >/dev/null
		assert_equals_reference out
	done
}

@test "a dataset of fewer samples is a prefix of one of more" {
	make_by_hand short -n 700 -i 150 --frames 8
	for k in 0 1 2 3; do
		cmp "short/checkpoint_0000$k.npz" \
			"$BATS_FILE_TMPDIR/reference/checkpoint_0000$k.npz"
	done
}

@test "the interval does not change the digest" {
	make_by_hand out -n 2000 -i 777 --frames 8
	assert_equal "$(digest_of out)" "$(digest_of "$BATS_FILE_TMPDIR/reference")"
}

@test "the compression level changes no array and no digest" {
	for level in none 9; do
		rm -rf out
		vg-plan -d out "${plan[@]}" $(stored $level) | vg-render -d out |
			vg-pack -d out $(level $level) >/dev/null
		assert_equal "$(digest_of out)" "$(digest_of "$BATS_FILE_TMPDIR/reference")"
		run "$PYTHON" "$repo/tests/readback.py" out
		assert_output "$(digest_of out)"
	done
}
