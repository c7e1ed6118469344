#!/usr/bin/env bats
# File systems that lack something, and directories that vg may not write to.
load helper
load inject

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

scene=(-n 20 -i 10 --frames 2 --size 8)

# failing CALL=ERROR… -- COMMAND…: run it with these calls failing.
failing() {
	local inject=()
	while [ "$1" != -- ]; do
		inject+=(-e "inject=${1%%=*}:error=${1#*=}")
		shift
	done
	shift
	strace -f -o trace "${inject[@]}" "$@"
}

@test "where hard links fail, plans and checkpoints are published all the same" {
	need_strace
	make_by_hand reference "${scene[@]}"
	vg-render -d reference 0-9 >stream
	for error in EACCES EPERM EXDEV EMLINK EINVAL EOPNOTSUPP ENOSYS; do
		for more in '' renameat2=EINVAL; do
			rm -rf out
			# shellcheck disable=SC2086 # a word or none
			run failing linkat=$error $more -- vg-plan -d out "${scene[@]}"
			assert_success
			assert_output $'0-9\n10-19'
			# shellcheck disable=SC2086
			run --separate-stderr failing linkat=$error $more -- vg-pack -d out <stream
			assert_equal "$status $stderr" '0 '
			assert_output out/checkpoint_00000.npz
			grep -q 'linkat(.*INJECTED' trace
			# the same work done twice is found done
			# shellcheck disable=SC2086
			run failing linkat=$error $more -- vg-pack -d out <stream
			assert_success
			assert_equal "$(grep -vc '^#' out/MANIFEST.tsv)" 1
			make_by_hand out
			assert_equal "$(archives_of out)" "$(archives_of reference)"
			assert_clean out
		done
	done
}

@test "where hard links fail, two new plans are still made one after the other" {
	need_strace
	for round in $(seq 15); do
		rm -rf out
		mkdir out
		for n in 15 30; do
			strace -f -o "trace.$n" -e inject=linkat:error=EPERM \
				-e inject=renameat2:error=ENOSYS \
				vg-plan -d out -n $n -i 10 >"ranges.$n" 2>"why.$n" 3>&- &
		done
		wait
		assert_equal "$(sed -n 's/^samples = //p' out/PLAN.txt)" 30
		assert_equal "$(tail -n 1 ranges.30)$(cat why.30)" 20-29
	done
}

@test "no file is overwritten where hard links fail" {
	need_strace
	vg-plan -d out "${scene[@]}" >/dev/null
	vg-render -d out 0-9 | vg-pack -d out >/dev/null
	vg-render -d out 0-9 | vg-pack -d out --level 6 >/dev/null
	cp out/checkpoint_00000.npz before
	vg-render -d out 0-9 >stream
	run failing linkat=EPERM renameat2=EINVAL -- vg-pack -d out --level 9 <stream
	assert_success
	cmp before out/checkpoint_00000.npz
}

@test "a directory that cannot be synced is no error" {
	need_strace
	mkdir out
	for error in EINVAL EOPNOTSUPP; do
		rm -rf out/*
		run strace -f -o trace -P "$PWD/out" -e inject=fsync:error=$error \
			vg-plan -d out "${scene[@]}"
		assert_success
		grep -q "fsync(.*$error.*INJECTED" trace
		vg-render -d out 0-9 >stream
		run strace -f -o trace -P "$PWD/out" -e inject=fsync:error=$error vg-pack -d out <stream
		assert_success
		assert_output out/checkpoint_00000.npz
		assert [ "$(grep -c 'fsync(.*INJECTED' trace)" -ge 1 ]
	done
	run strace -f -o trace -P "$PWD/out" -e inject=fsync:error=EIO vg-plan -d out -n 30
	assert_failure 3
}

@test "a file system without locks is named before anything is made" {
	need_strace
	vg-plan -d base "${scene[@]}" >/dev/null
	vg-render -d base 0-9 10-19 >stream
	for error in ENOLCK EOPNOTSUPP ENOSYS; do
		said=': this file system has no file locks, which vg needs so that workers wait for each other; use another file system: flock: '
		assert_refused 3 "^vg-plan: new$said" failing flock=$error -- vg-plan -d new -n 20
		refute [ -e new ]
		rm -rf out
		cp -r base out
		assert_refused 3 "^vg-plan: out$said" failing flock=$error -- vg-plan -d out --skip-done
		assert_refused 3 "^vg-plan: out$said" failing flock=$error -- vg-plan -d out -n 40
		assert_refused 3 "^vg-pack: out$said" failing flock=$error -- vg-pack -d out <stream
		assert_refused 3 "^vg-run: out$said" failing flock=$error -- generate.sh -d out -j 1
		assert_refused 3 "^vg-run: [.]/[.]$said" failing flock=$error -- generate.sh -d ./new -j 1
		assert_equal "$(find . -name '.forecast*')" ''
		assert_equal "$(ls -A out)" PLAN.txt
		cmp out/PLAN.txt base/PLAN.txt
		# who only looks needs no lock
		run failing flock=$error -- vg-plan -d out --dry-run --skip-done
		assert_success
		assert_output $'0-9\n10-19'
	done
}

# Become another user, who may run the tools and write in ./out only.
as_other() {
	[ "$(id -u)" -eq 0 ] || skip 'needs root, to become another user'
	mkdir -p bin
	cp "$VG_BUILD"/vg-* bin/
	chmod 755 . bin
	PATH=$PWD/bin:$PATH
	other=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	# the directories above the test's may be closed to others
	"${other[@]}" vg-plan -n 1 >/dev/null 2>&1 || skip 'the build cannot be run by another user'
}

@test "a MANIFEST.tsv of somebody else is refused before a record is read or the plan grows" {
	as_other
	vg-plan -d out "${scene[@]}" >/dev/null
	vg-render -d out 0-9 | vg-pack -d out >/dev/null
	vg-render -d out 10-19 >stream
	chmod 777 out
	chmod 644 out/MANIFEST.tsv
	cp -rp out before
	assert_refused 3 '^vg-pack: out/MANIFEST.tsv: open: Permission denied$' \
		"${other[@]}" vg-pack -d out <stream
	# only the head of the stream is needed to know
	head -c 2048 stream >head
	assert_refused 3 '^vg-pack: out/MANIFEST.tsv: open: Permission denied$' \
		"${other[@]}" vg-pack -d out <head
	assert_refused 3 '^vg-plan: out/MANIFEST.tsv: open: Permission denied$' \
		"${other[@]}" vg-plan -d out -n 40
	rm -f out/.failures
	run diff -r before out
	assert_output ''
	# looking is allowed
	run "${other[@]}" vg-plan -d out --skip-done
	assert_output 10-19
	run "${other[@]}" vg-plan -d out -n 40 --dry-run --skip-done
	assert_output $'10-19\n20-29\n30-39'
	# another manifest is
	run "${other[@]}" vg-pack -d out --manifest MANIFEST-other.tsv <stream
	assert_success
	assert_clean out
}

@test "an immutable MANIFEST.tsv is refused before anything is made" {
	vg-plan -d out "${scene[@]}" >/dev/null
	vg-render -d out 0-9 | vg-pack -d out >/dev/null
	vg-render -d out 10-19 >stream
	chattr +i out/MANIFEST.tsv 2>/dev/null || skip 'needs root and a file system with chattr +i'
	run --separate-stderr vg-pack -d out <stream
	packed="$status $stderr"
	run --separate-stderr vg-plan -d out -n 40
	planned="$status $stderr"
	chattr -i out/MANIFEST.tsv
	assert_equal "$packed" '3 vg-pack: out/MANIFEST.tsv: open: Operation not permitted'
	assert_equal "$planned" '3 vg-plan: out/MANIFEST.tsv: open: Operation not permitted'
	assert_equal "$(sed -n 's/^samples = //p' out/PLAN.txt)" 20
	refute [ -e out/checkpoint_00001.npz ]
}

@test "a dataset copied with hard links is another dataset" {
	make_by_hand a "${scene[@]}"
	vg-render -d a 10-19 >stream
	head -c 1000 stream | vg-pack -d a 2>/dev/null || :
	assert [ -e a/.failures ]
	for grown in a b; do
		rm -rf b
		cp -al a b
		still=$([ $grown = a ] && echo b || echo a)
		assert [ "$(stat -c %h b/MANIFEST.tsv)" -gt 1 ]
		(cd $still && sha256sum ./* .[!.]*) >sums
		vg-plan -d $grown -n 40 >/dev/null
		head -c 1000 stream | vg-pack -d $grown 2>/dev/null || :
		make_by_hand $grown
		vg-progress -d $grown --once
		run bash -c "cd $still && sha256sum --quiet -c ../sums"
		assert_success
		assert_clean $grown
		assert_clean $still
	done
}

@test "of many workers on a hard-linked manifest, each one's line is kept" {
	make_by_hand a -n 10 -i 10 --frames 2 --size 8
	cp -al a b
	vg-plan -d b -n 410 --skip-done >ranges
	while read -r range; do vg-render -d b "$range" >"stream.$range"; done <ranges
	cp a/MANIFEST.tsv before
	for stream in stream.*; do
		vg-pack -d b <"$stream" >>printed 2>>errors 3>&- &
	done
	wait
	assert_equal "$(cat errors)" ''
	assert_equal "$(grep -vc '^#' b/MANIFEST.tsv)" 41
	assert_clean b
	cmp before a/MANIFEST.tsv
	assert_clean a
	assert_equal "$(stat -c %a b/MANIFEST.tsv)" "$(stat -c %a a/MANIFEST.tsv)"
}

@test "a full quota is called that, with what to do; what is not known is not said" {
	need_strace
	vg-plan -d out -n 200 -i 100 --frames 8 >/dev/null
	vg-render -d out 0-99 >stream
	advice='delete some of your files, or ask for a larger quota'
	run --separate-stderr failing write=EDQUOT:when=2 -- vg-pack -d out <stream
	assert_equal "$status" 3
	assert_regex "$stderr" "^vg-pack: out/checkpoint_00000.npz: write: Disk quota exceeded: $advice; about [0-9.]+ kB more needed\$"
	# when the archive is complete, no more bytes of it are missing
	for error in EDQUOT ENOSPC; do
		rm -f out/checkpoint_*
		run --separate-stderr failing linkat=$error -- vg-pack -d out <stream
		assert_equal "$status" 3
		refute_regex "$stderr" ' more are needed'
	done
	# before anything was compressed, their number is not known
	vg-plan -d tiny "${scene[@]}" >/dev/null
	vg-render -d tiny 0-9 >stream
	run --separate-stderr failing write=ENOSPC:when=1 -- vg-pack -d tiny <stream
	assert_equal "$stderr" 'vg-pack: tiny/checkpoint_00000.npz: write: No space left on device'
	run --separate-stderr failing "linkat=EDQUOT" -- vg-plan -d new -n 5
	assert_equal "$stderr" "vg-plan: new/PLAN.txt: publish: Disk quota exceeded: $advice"
}
