#!/usr/bin/env bats
# The files of --out and --html: links lead to what is written, permissions are
# kept, and what is no file, or one of the dataset, is refused.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 600 -i 100 --frames 4 --size 32 >/dev/null
	vg-render -d out 0-99 | vg-pack -d out >/dev/null
}

teardown() {
	if mountpoint -q "$BATS_TEST_TMPDIR/bound"; then
		umount "$BATS_TEST_TMPDIR/bound"
	fi
}

# vg-progress --once, which says that the dataset is not complete.
tell() { vg-progress -d out --once --quiet "$@" || [ $? -eq 1 ]; }

page_is_whole() {
	assert_equal "$(head -n 1 "$1") $(tail -n 1 "$1")" '<!DOCTYPE html> </html>'
}

@test "a symbolic link stays, and the file that it leads to is replaced" {
	mkdir -p far/away
	echo old >far/away/text
	ln -s far/away/text link
	ln -s ../far/away/page.html far/dangling
	ln -s "$PWD/far/dangling" chain
	before=$(stat -c %i far/away/text)
	tell --out link --html chain
	assert [ -L link ]
	assert [ -L chain ]
	assert [ -L far/dangling ]
	cmp far/away/text out/PROGRESS.txt
	page_is_whole far/away/page.html
	# replaced, not overwritten
	assert [ "$(stat -c %i far/away/text)" != "$before" ]
	run find . -name '.*.tmp'
	assert_output ''
	# the same while it follows
	vg-progress -d out --quiet --every 1 --out link 3>&- &
	follower=$!
	make_by_hand out
	wait "$follower"
	assert [ -L link ]
	cmp far/away/text out/PROGRESS.txt
	ln -s loop loop
	assert_refused 2 '--out: loop: too many symbolic links$' \
		vg-progress -d out --once --out loop
}

@test "an existing file keeps its permissions, a new one follows the umask" {
	touch page.html text
	chmod 644 page.html
	chmod 600 text
	touch out/PROGRESS.txt
	chmod 664 out/PROGRESS.txt
	(umask 077 && tell --html page.html --out new)
	(umask 022 && tell --out text)
	assert_equal "$(stat -c %a page.html text new out/PROGRESS.txt | tr '\n' ' ')" \
		'644 600 600 664 '
	(umask 027 && vg-progress -d out --quiet --every 1 --out new 3>&-) &
	follower=$!
	make_by_hand out
	wait "$follower"
	assert_equal "$(stat -c %a new out/PROGRESS.txt | tr '\n' ' ')" '600 664 '
}

@test "a file that is a mount point, or in a directory that is not writable, is written into" {
	printf 'longer than the text: %09999d\n' 0 >real
	touch bound
	mount --bind real bound 2>/dev/null || skip "needs root and mount"
	tell --out bound
	cmp bound out/PROGRESS.txt
	cmp real out/PROGRESS.txt
	assert [ "$(stat -c %i real)" = "$(stat -c %i bound)" ]
	generate.sh -j 2 -d out --out bound >/dev/null 2>&1
	cmp real out/PROGRESS.txt
	grep -q '^Status: *COMPLETE$' real
	run find . -name '.*.tmp'
	assert_output ''
}

@test "a file in a directory that is not writable is written into" {
	[ "$(id -u)" -eq 0 ] && as=(setpriv --reuid 65534 --clear-groups) || as=()
	mkdir bin closed
	cp "$VG_BUILD"/vg-* bin/
	touch closed/text
	chmod 666 closed/text
	chmod 755 . bin
	chmod 555 closed
	chmod 777 out
	PATH=$PWD/bin:$PATH
	run -1 "${as[@]}" vg-progress -d out --once --quiet --out closed/text
	assert_output ''
	cmp closed/text out/PROGRESS.txt
	# which does not make a new one there
	run -3 "${as[@]}" vg-progress -d out --once --quiet --out closed/new
	assert_output 'vg-progress: closed/new: create: Permission denied'
}

@test "what is no file, or is one of the dataset, is refused before anything is written" {
	mkdir folder
	mkfifo pipe
	ln -s out data
	ln -s data/PLAN.txt plan
	ln -s folder linked
	contents() { find out -type f -exec sha256sum {} + | sort; }
	before=$(contents)
	for option in --out --html; do
		while IFS='|' read -r file why; do
			assert_refused 2 "^vg-progress: $option: $file: $why\$" \
				timeout 20 vg-progress -d out --once "$option" good "$option" "$file"
			assert [ ! -e good ]
			assert_equal "$(contents)" "$before"
		done <<-'END'
			folder|must be a regular file; it is a directory
			linked|must be a regular file; it is a directory
			pipe|must be a regular file; it is a pipe
			/dev/null|must be a regular file; it is a device
			out/PLAN.txt|must not be a file of a dataset
			plan|must not be a file of a dataset
			data/PLAN.txt|must not be a file of a dataset
			out/MANIFEST.tsv|must not be a file of a dataset
			out/MANIFEST-new.tsv|must not be a file of a dataset
			out/checkpoint_00000.npz|must not be a file of a dataset
			./out/../out/checkpoint_00005.npz|must not be a file of a dataset
			out/PROGRESS.txt|must not be a file of a dataset
		END
	done
	# the same names elsewhere are files like any other, and so is another file there
	tell --out folder/MANIFEST.tsv --out folder/checkpoint_00000.npz --html out/page.html
	cmp folder/MANIFEST.tsv out/PROGRESS.txt
	page_is_whole out/page.html
}

@test "generate.sh refuses such a file, and renders nothing" {
	rm -r out
	mkdir folder
	run --separate-stderr generate.sh -d out -n 600 -i 100 "${small[@]}" --out folder
	assert_failure 2
	assert_regex "$stderr" '^vg-run: --out: folder: must be a regular file; it is a directory$'
	run find . -name 'checkpoint*'
	assert_output ''
}

@test "a file that becomes a directory while it is written is reported, and written again" {
	vg-progress -d out --quiet --every 1 --out a.txt 2>log 3>&- &
	follower=$!
	wait_until 10 test -f a.txt
	until rm -f a.txt && mkdir a.txt 2>/dev/null; do :; done
	tells() { grep -q "$1" out/PROGRESS.txt; }
	wait_until 10 tells '^Copies: *1 of 1 failed: a.txt: must be a regular file; it is a dir'
	rmdir a.txt
	wait_until 10 test -f a.txt
	make_by_hand out
	wait "$follower"
	cmp a.txt out/PROGRESS.txt
	assert_equal "$(cat log)" \
		'vg-progress: --out: a.txt: must be a regular file; it is a directory'
}
