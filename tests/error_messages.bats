#!/usr/bin/env bats
# On every error there is one clear line on stderr, the right status and nothing
# on stdout, and no data are lost.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
}

@test "invalid numbers and options are usage errors" {
	while IFS='|' read -r pattern command; do
		# shellcheck disable=SC2086 # words on purpose
		assert_refused 2 "$pattern" $command
	done <<-'END'
		--samples 1e99: must be between 1 and 1000000000000|vg-plan -n 1e99
		--samples -5: must be a whole number between 1 and 1000000000000|vg-plan -n -5
		--samples 99999999999999999999999: must be between 1 and 1000000000000|vg-plan -n 99999999999999999999999
		--samples 0: must be between 1 and 1000000000000|vg-plan -n 0
		--interval 0x10: must be a whole number between 1 and 1000000000|vg-plan -i 0x10
		--frames 0: must be between 1 and 1024|vg-plan --frames 0
		--size 7: must be HxW or N, each between 8 and 1024|vg-plan --size 7
		--size 64x: must be HxW or N, each between 8 and 1024|vg-plan --size 64x
		--channels 2: must be 1 or 3|vg-plan --channels 2
		--dtype f8: must be u1 or f4|vg-plan --dtype f8
		--style foo: must be ball, disc or trail|vg-plan --style foo
		--augment 1.1: must be between 0 and 1|vg-plan --augment 1.1
		--samples 1e-1: must be a whole number between 1 and 1000000000000|vg-plan -n 1e-1
		--samples 1.23k5: must be a whole number between 1 and|vg-plan -n 1.23k5
		--augment 1e-7: must be a number with at most 6 decimals, between 0 and 1|vg-plan --augment 1e-7
		--elevation 4.9: must be between 5 and 75|vg-plan --elevation 4.9
		--noise 0.03,0.01: must be LOW,HIGH, each between 0 and 0.05, LOW not above HIGH|vg-plan --noise 0.03,0.01
		--split 80,10,11: must be TRAIN,VAL,TEST, whole percentages that add up to 100|vg-plan --split 80,10,11
		--split 80,20: must be TRAIN,VAL,TEST, whole percentages|vg-plan --split 80,20
		1 GiB|vg-plan --frames 1024 --size 1024
		--part 3/2: must be I/N, I between 1 and N|vg-plan --part 3/2
		--part 0/2: must be I/N, I between 1 and N|vg-plan --part 0/2
		--verify requires --skip-done|vg-plan -d out --verify
		--skip-done requires -d DIR|vg-plan --skip-done
		--show cannot be combined with --fingerprint|vg-plan --show --fingerprint
		--extra 5: must be KEY=VALUE|vg-plan -x 5
		--frobnicate: no such option|vg-plan --frobnicate
		-Z: no such option|vg-plan -Z
		--dir: missing argument DIR|vg-plan -d
		--dir: missing argument DIR|vg-pack --dir
		--dir: missing argument DIR|vg-pack --di
		--s: ambiguous|vg-plan --s
		--once=1: takes no argument|vg-progress -d out --once=1
		0-7: vg-plan takes no operands|vg-plan 0-7
		range 7-3: FIRST is greater than LAST|vg-render -d out 7-3
		range x: must be FIRST-LAST or INDEX|vg-render -d out x
		range 5-: must be FIRST-LAST or INDEX|vg-render -d out 5-
		range 0-20: the plan has samples 0-19 only|vg-render -d out 0-20
		--frames cannot be combined with -d DIR|vg-render -d out --frames 3 0-1
		-d DIR or -o FILE is required|vg-pack
		missing -d DIR|vg-progress
		missing -d DIR|vg-verify
		--level 10: must be between 1 and 9|vg-pack -d out --level 10
		--manifest ../x: must be of the form MANIFEST[*].tsv|vg-pack -d out --manifest ../x
		--every 0: must be between 1 and 86400|vg-progress -d out --every 0
		--pid 0: must be between 1 and 2147483647|vg-progress -d out --pid 0
	END
}

@test "an invalid range is refused before anything is rendered" {
	assert_refused 2 'range 7-3' vg-render -d out 0-9 7-3
}

@test "invalid ranges on standard input are wrong data, status 1" {
	for line in 7-3 x 0-20 '0-9 10-19' 18446744073709551616; do
		assert_refused 1 '^vg-render: standard input: range ' vg-render -d out <<<"$line"
	done
	assert_refused 1 'range 0-9: the line does not end in a newline' vg-render -d out < <(printf 0-9)
}

@test "a directory that does not exist, is not one, or has no plan is refused" {
	echo text >file
	mkdir empty
	vg-render -d out 0-9 >stream
	assert_refused 3 'nowhere: open directory: No such file' vg-pack -d nowhere <stream
	assert_refused 3 'nowhere: open directory: No such file' vg-render -d nowhere 0-1
	assert_refused 3 'nowhere: open directory: No such file' vg-verify -d nowhere
	assert_refused 3 'nowhere/deep: make directory: No such file' vg-plan -d nowhere/deep
	assert_refused 3 'file: open directory: Not a directory' vg-plan -d file
	assert_refused 1 'empty/PLAN.txt: does not exist; make it with vg-plan -d empty' vg-verify -d empty
	assert_refused 1 'empty/PLAN.txt: does not exist' vg-pack -d empty <stream
	assert_refused 1 'empty/PLAN.txt: does not exist' vg-progress -d empty --once
}

@test "an unreadable directory or file is refused" {
	[ "$(id -u)" -eq 0 ] && as=(setpriv --reuid 65534 --clear-groups) || as=()
	# the other user may have no access to the build directory
	mkdir bin
	cp "$VG_BUILD"/vg-* bin/
	chmod 755 . bin
	PATH=$PWD/bin:$PATH
	chmod 000 out
	assert_refused 3 'out: open directory: Permission denied' "${as[@]}" vg-plan -d out
	assert_refused 3 'out: open directory: Permission denied' "${as[@]}" vg-verify -d out
	chmod 755 out
	chmod 000 out/PLAN.txt
	assert_refused 3 'out/PLAN.txt: open: Permission denied' "${as[@]}" vg-verify -d out
	chmod 644 out/PLAN.txt
	vg-render -d out 0-9 >stream
	assert_refused 3 'out/MANIFEST.tsv: create: Permission denied' \
		"${as[@]}" vg-pack -d out <stream
}

@test "every tool fails if standard output is full" {
	make_by_hand out
	vg-render -d out 0-9 >stream
	for command in 'vg-plan -n 10' 'vg-plan --help' 'vg-plan --version' \
		'vg-render -d out 0-9' 'vg-verify -d out' 'vg-verify --help'; do
		run --separate-stderr bash -c "$command >/dev/full"
		assert_equal "$status" 3
		assert_regex "$stderr" '^vg-[a-z]+: standard output: write: No space left on device$'
	done
	run --separate-stderr bash -c 'vg-pack -d out <stream >/dev/full'
	assert_equal "$status" 3
}

@test "vg-render refuses to write records to a terminal" {
	run script -qec 'vg-render -d out 0-9' /dev/null
	assert_failure 2
	assert_output --partial 'standard output is a terminal'
}

@test "a damaged line in a manifest is an error, a torn last line is not" {
	make_by_hand out
	run sed -i '4s/checkpoint/chexkpoint/' out/MANIFEST.tsv
	assert_refused 1 'out/MANIFEST.tsv: line 4: damaged' vg-plan -d out --skip-done
	assert_refused 1 'out/MANIFEST.tsv: line 4: damaged' vg-progress -d out --once
	rm -r out
	make_by_hand out -n 20 -i 10 --frames 2 --size 8
	cp out/MANIFEST.tsv whole
	bytes=$(wc -c <whole)
	last=$(tail -n 1 whole | wc -c)
	for cut in $(seq 1 $((last - 1))); do
		head -c $((bytes - cut)) whole >out/MANIFEST.tsv
		run vg-plan -d out --skip-done
		assert_success
		assert_output 10-19
	done
	# after a power cut, a line may consist of NULs
	{ head -c $((bytes - last)) whole; head -c "$last" /dev/zero; } >out/MANIFEST.tsv
	run bash -c 'vg-plan -d out --skip-done | vg-render -d out | vg-pack -d out'
	assert_success
	assert_clean out
}

@test "a file that has a manifest's name but is not one is not overwritten" {
	printf 'my own notes, %0200d\n' 1 >out/MANIFEST.tsv
	cp out/MANIFEST.tsv before
	vg-render -d out 0-9 >stream
	run ! vg-pack -d out <stream
	assert_refused 1 'MANIFEST.tsv: not a vg manifest' vg-plan -d out --skip-done
	run cmp before out/MANIFEST.tsv
	assert_success
}

# What each editor does, and the start of the message about it.
editors='s/$/\r/|has lines that end in CR LF
1s/^/\xef\xbb\xbf/|begins with a byte-order mark
s/$/ /|has lines that end in blanks
1s/$/\t/|has lines that end in blanks
/checkpoint_00000/s/$/  /|has lines that end in blanks
1s/^/\xef\xbb\xbf/;s/$/\r/|begins with a byte-order mark'

@test "a MANIFEST.tsv that an editor changed is explained, and the command in the message mends it" {
	for dir in out "it's a dir" -dash; do
		[ -e "./$dir" ] || cp -r -- out "./$dir"
		make_by_hand "$dir"
		cp -- "./$dir/MANIFEST.tsv" whole
		while IFS='|' read -r edit message; do
			sed "$edit" whole >"./$dir/MANIFEST.tsv"
			assert_refused 1 "^vg-plan: $dir/MANIFEST.tsv: $message, from an editor; mend it with: " vg-plan -d "$dir" --skip-done
			vg-render -d "$dir" 0-9 >stream
			run --separate-stderr vg-pack -d "$dir" --replace <stream
			[ "$edit" = '/checkpoint_00000/s/$/  /' ] || assert_regex "$stderr" "^vg-pack: $dir/MANIFEST.tsv: $message"
			# with two faults, the second is told next
			for _ in 1 2 3; do
				run --separate-stderr vg-plan -d "$dir" --skip-done
				[ "$status" -eq 1 ] || break
				bash -c "${stderr##*mend it with: }"
			done
			assert_equal "$status$stderr" 0
			[ "$edit" = '/checkpoint_00000/s/$/  /' ] || cmp whole "./$dir/MANIFEST.tsv"
			cp whole "./$dir/MANIFEST.tsv"
		done <<<"$editors"
		rm -r -- "./$dir"
		vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
	done
}

@test "a PLAN.txt with a byte-order mark is explained; CRLF and blanks are read as they are" {
	cp out/PLAN.txt whole
	fingerprint=$(vg-plan -d out --fingerprint)
	sed '1s/^/\xef\xbb\xbf/' whole >out/PLAN.txt
	assert_refused 1 '^vg-plan: out/PLAN.txt: begins with a byte-order mark, from an editor; mend it with: ' vg-plan -d out
	bash -c "${stderr##*mend it with: }"
	cmp whole out/PLAN.txt
	for edit in 's/$/\r/' 's/ = /=/' 's/ = /\t  =   /' 's/^/  /; s/$/ \t/' 's/ = /=/; s/$/\r/'; do
		sed "$edit" whole >out/PLAN.txt
		assert_equal "$(vg-plan -d out --fingerprint)" "$fingerprint"
		run vg-plan -d out
		assert_output $'0-9\n10-19'
		run generate.sh -d out
		assert_success
		assert_clean out
		rm out/checkpoint_* out/MANIFEST.tsv
		run vg-plan -d out -n 25
		assert_success
		run grep -c '^samples = 25$' out/PLAN.txt
		assert_output 1
	done
}

@test "with standard descriptors closed, tools fail and write into no other file" {
	make_by_hand out
	vg-render -d out 0-9 >stream
	for command in 'vg-plan -d out' 'vg-render -d out 0-9' 'vg-verify -d out' 'vg-pack -d out <stream'; do
		run --separate-stderr bash -c "$command >&-"
		assert_equal "$status" 3
		assert_regex "$stderr" '^vg-[a-z]+: standard output: write: Bad file descriptor$'
	done
	run bash -c 'vg-pack -d out <&- 2>&- >&-'
	assert_failure 3
	rm -r out
	vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
	run bash -c 'vg-pack -d out <stream >&- 2>&-'
	assert_failure 3
	cd out
	run unzip -tq checkpoint_00000.npz
	assert_success
}

@test "pipes and directories in place of files are refused without waiting" {
	rm out/PLAN.txt
	mkfifo out/PLAN.txt
	assert_refused 1 'out/PLAN.txt: not a regular file' timeout 5 vg-plan -d out
	rm out/PLAN.txt
	mkdir out/PLAN.txt
	assert_refused 1 'out/PLAN.txt: not a regular file' timeout 5 vg-verify -d out
	rmdir out/PLAN.txt
	vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
	mkfifo out/MANIFEST.tsv
	assert_refused 1 'out/MANIFEST.tsv: not a regular file' timeout 5 vg-plan -d out
	rm out/MANIFEST.tsv
	make_by_hand out
	rm out/checkpoint_00001.npz
	mkfifo out/checkpoint_00001.npz
	run timeout 5 vg-verify -d out
	assert_failure 1
	assert_output --partial 'checkpoint_00001.npz: not a regular file'
	run timeout 5 bash -c 'vg-plan -d out --skip-done | vg-render -d out | vg-pack -d out'
	assert_success
	assert_clean out
}

@test "a directory may have any name" {
	for dir in 'a b' "it's" -dash 'tr/' 'g*?[' '$HOME' $'new\nline'; do
		for runner in '' --parallel; do
			rm -rf -- "./$dir"
			# shellcheck disable=SC2086 # a word or none
			run --separate-stderr generate.sh $runner -d "$dir" -n 20 -i 10 --frames 2 --size 8
			assert_success
			assert_regex "$stderr" '^COMPLETE 20 / 20 \(100\.0%\)[^'$'\n'']*$'
			assert [ -f "./$dir/checkpoint_00001.npz" ]
		done
	done
}

@test "a PLAN.txt that is a dangling link is refused" {
	mkdir dangling
	ln -s nowhere dangling/PLAN.txt
	assert_refused 1 'dangling/PLAN.txt: is a symbolic link, which vg does not follow' \
		vg-plan -d dangling -n 10
}
