#!/usr/bin/env bats
# vg-progress when the dataset cannot be read or PROGRESS.txt cannot be written:
# what may pass is said and survived, and no text goes on saying RUNNING.
load helper
load inject

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 600 -i 100 --frames 4 --size 32 >/dev/null
}

teardown() { unmount_disk; }

page_says() { grep -q "$1" "${2:-out/PROGRESS.txt}" 2>/dev/null; }

commit_next() {
	vg-plan -d "${1:-out}" --skip-done | head -n 1 | vg-render -d "${1:-out}" |
		vg-pack -d "${1:-out}" >/dev/null
}

@test "a share that fails for a while is reported once, in PROGRESS.txt as long as it lasts, and survived" {
	need_strace
	commit_next
	local path call error when message
	while read -r path call error when message; do
		rm -f out/PROGRESS.txt copy
		# the follower has seen it well before this fails
		strace -o trace -P "$path" -e "trace=$call" \
			-e "inject=$call:error=$error:when=$when" \
			vg-progress -d out --quiet --every 1 --out copy --pid $$ 2>log 3>&- &
		follower=$!
		wait_until 30 page_says "^Trouble: *$message" || fail "$path $call $error: $(cat log)"
		page_says '^Status: *STARTING$'
		page_says '^Completed: *100 / 600 '
		wait_until 5 page_says '^Trouble' copy
		wait_until 60 eval '! page_says ^Trouble'
		wait_until 5 eval '! page_says ^Trouble copy'
		grep -v '^strace: ' log >said
		assert_equal "$(grep -c "^vg-progress: $message" said)" 1
		[ "$(wc -l <said)" -eq 1 ] || fail "$path $call $error: $(cat said)"
		kill -0 "$follower"
		pkill -P "$follower" -x vg-progress
		wait "$follower" || :
	done <<-'END'
		MANIFEST.tsv openat ESTALE 20..60 out/MANIFEST.tsv: open: Stale file handle$
		MANIFEST.tsv openat EIO 20..60 out/MANIFEST.tsv: open: Input/output error$
		PLAN.txt openat EIO 4..8 out/PLAN.txt: open: Input/output error$
		PLAN.txt openat ESTALE 4..8 out/PLAN.txt: open: Stale file handle$
		out getdents64 EIO 60..180 out: read directory: Input/output error$
	END
}

@test "a share that fails once does not end the watch" {
	need_strace
	local path call error when
	failed() { grep -q INJECTED trace 2>/dev/null; }
	while read -r path call error when; do
		rm -rf out trace
		vg-plan -d out -n 600 -i 100 --frames 4 --size 32 >/dev/null
		: >out/MANIFEST.tsv
		strace -o trace -P "$path" -e "trace=$call" \
			-e "inject=$call:error=$error:when=$when" \
			vg-progress -d out --quiet --every 1 --pid $$ 2>log 3>&- &
		follower=$!
		wait_until 20 failed || fail "$path $call $error: not reached"
		make_by_hand out
		wait "$follower"
		page_says '^Status: *COMPLETE$'
		grep -v '^strace: ' log >said
		[ "$(wc -l <said)" -eq 1 ] || fail "$path $call $error: $(cat said)"
		assert_regex "$(cat said)" '^vg-progress: out(/[A-Z]+\.[a-z]+)?: [a-z ]+: [A-Z]'
	done <<-'END'
		MANIFEST.tsv openat EIO 10
		PLAN.txt openat EIO 4
		out ?stat,newfstatat ESTALE 10
		out ?stat,newfstatat ESTALE 11
		out openat ESTALE 20
	END
}

@test "a file that cannot be read while it is hashed is hashed later" {
	need_strace
	make_by_hand out
	strace -o trace -P checkpoint_00003.npz -e trace=openat \
		-e inject=openat:error=ESTALE:when=1..4 \
		vg-progress -d out --quiet --every 1 2>log 3>&- &
	wait $!
	page_says '^Status: *COMPLETE$'
	assert_equal "$(cat log)" 'vg-progress: out/checkpoint_00003.npz: open: Stale file handle'
	assert_equal "$(grep -c INJECTED trace)" 4
}

@test "wrong data end the watch, and no text says that the work goes on" {
	vg-plan -d other -n 600 -i 100 --frames 2 --size 32 >/dev/null
	commit_next other
	commit_next
	vg-progress -d out --every 1 --out copy --html page.html --pid $$ 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^Completed: *100 '
	cp other/MANIFEST.tsv out/MANIFEST-b.tsv
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	assert_equal "$(wc -l <log)" 1
	assert_regex "$(cat log)" '^vg-progress: out/MANIFEST-b.tsv: line [0-9]+: made under another plan'
	for page in out/PROGRESS.txt copy; do
		page_says '^Status: *INCOMPLETE$' "$page"
		page_says '^Completed: *100 / 600 ' "$page"
		page_says '^Trouble: *out/MANIFEST-b.tsv: line [0-9]*: made under another plan' "$page"
	done
	assert_equal "$(grep -c 'status">INCOMPLETE<' page.html)" 1
	# also if that is known from the beginning
	printf 'Status:      RUNNING\n' >out/PROGRESS.txt
	printf 'Status:      RUNNING\n' >copy
	run -1 vg-progress -d out --once --out copy
	for page in out/PROGRESS.txt copy; do
		assert_equal "$(head -n 1 "$page")" 'Status:      INCOMPLETE'
		page_says '^Trouble: *out/MANIFEST-b.tsv: line [0-9]*: made under another plan' "$page"
		assert_regex "$(tail -n 1 "$page")" '^Last update: 20[0-9T:-]+Z$'
	done
	run find out -name '.*.tmp'
	assert_output ''
}

@test "a directory that is removed or renamed ends the watch" {
	for how in 'rm -r out' 'mv out moved' 'mv out moved; mkdir out'; do
		rm -rf out moved copy
		vg-plan -d out -n 600 -i 100 --frames 4 --size 32 >/dev/null
		commit_next
		vg-progress -d out --every 1 --out copy --pid $$ 2>log 3>&- &
		follower=$!
		wait_until 10 page_says '^Completed: *100 ' copy
		eval "$how"
		wait "$follower" && code=0 || code=$?
		assert_equal "$code" 3
		assert_equal "$(cat log)" \
			'vg-progress: out: the directory was removed or renamed: No such file or directory'
		page_says '^Status: *INCOMPLETE$' copy
		page_says '^Trouble: *out: the directory was removed or renamed' copy
		[ ! -d moved ] || page_says '^Status: *INCOMPLETE$' moved/PROGRESS.txt
		[ ! -d out ] || assert_equal "$(ls -A out)" ''
	done
}

fill_disk() {
	! dd if=/dev/zero of=disk/filler bs=1k status=none 2>/dev/null
	assert_equal "$(df --output=avail disk | tail -n 1 | tr -d ' ')" 0
}

@test "on a disk that fills up, PROGRESS.txt and its copies end as INCOMPLETE, with the reason" {
	mount_disk size=2m
	vg-plan -d disk/out -n 600 -i 100 --frames 4 --size 32 >/dev/null
	commit_next disk/out
	sleep 1000 3>&- &
	starter=$!
	vg-progress -d disk/out --quiet --every 1 --out copy --pid "$starter" 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^Completed: *100 ' disk/out/PROGRESS.txt
	fill_disk
	# it goes on telling
	wait_until 10 page_says ', 0 bytes free: NOT ENOUGH$' disk/out/PROGRESS.txt
	was=$(grep '^Last update' disk/out/PROGRESS.txt)
	changed() { ! page_says "$was" disk/out/PROGRESS.txt; }
	wait_until 10 changed
	kill "$starter"
	wait "$starter" || :
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	assert_equal "$(cat log)" ''
	for page in disk/out/PROGRESS.txt copy; do
		page_says '^Status: *INCOMPLETE$' "$page"
		page_says ', 0 bytes free: NOT ENOUGH$' "$page"
	done
	run find disk -name '.*.tmp'
	assert_output ''
}

@test "a PROGRESS.txt that cannot be written is told of in its copies, to the end" {
	mount_disk size=2m
	vg-plan -d disk/out -n 600 -i 100 --frames 4 --size 32 >/dev/null
	commit_next disk/out
	fill_disk
	run --separate-stderr vg-progress -d disk/out --once --quiet --out copy --html page.html
	assert_equal "$status" 3
	assert_equal "$stderr" \
		'vg-progress: disk/out/PROGRESS.txt: write: No space left on device'
	page_says '^Status: *INCOMPLETE$' copy
	page_says '^Not written: disk/out/PROGRESS.txt: write: No space left on device$' copy
	page_says ', 0 bytes free: NOT ENOUGH$' copy
	assert_equal "$(grep -c '<dt>Not written</dt>' page.html)" 1
	run find disk -name '.*.tmp'
	assert_output ''
}

@test "if the clock is set back during the run, no time is negative, and nothing is lost" {
	! sanitized || skip "a sanitizer must be loaded first"
	cc -shared -fPIC -o set_back.so "$repo/tests/set_back.c" -ldl 2>cc.log ||
		skip "cannot build a library to preload"
	by_that_clock() { (
		export LD_PRELOAD=$PWD/set_back.so
		"$@"
	); }
	LD_PRELOAD=$PWD/set_back.so vg-progress -d out --quiet --every 1 --json --html page.html --pid $$ >lines 2>log 3>&- &
	follower=$!
	wait_until 10 page_says '^Completed: *0 '
	by_that_clock commit_next
	sleep 1.2 # manifests have whole seconds
	by_that_clock commit_next
	wait_until 10 page_says '^Completed: *200 '
	touch set-back
	run -1 by_that_clock vg-pack -d out </dev/null
	wait_until 10 page_says '^Failed: *1 time$'
	by_that_clock commit_next
	sleep 1.2
	wait_until 10 page_says '^Completed: *300 '
	run cat out/PROGRESS.txt
	refute_output --regexp '(^| )-[0-9]'
	assert_line --regexp '^Last commit: .*, 0:00:[0-9]{2} ago$'
	cp page.html seen.html
	make_by_hand out
	wait "$follower"
	"$PYTHON" - <<-'END'
		import json, re
		from datetime import datetime
		lines = [json.loads(line) for line in open("lines")]
		when = [datetime.fromisoformat(a["updated"][:-1]) for a in lines]
		back = min((b - a).total_seconds() for a, b in zip(when, when[1:]))
		assert -7201 <= back <= -7100, back
		for a, b in zip(lines, lines[1:]):
		    for key in "elapsed_run_s", "elapsed_all_s", "samples", "failures":
		        assert b[key] >= a[key] >= 0, (a, b)
		    for key in "rate_now", "rate_run", "eta_low_s", "eta_high_s":
		        assert a[key] is None or 0 <= a[key] < 1e6, a
		assert lines[-1]["elapsed_run_s"] < 120
		# the history in the page goes on, in the time of the new clock
		past = [datetime.fromisoformat(t[:-1]) for t in re.findall(
		            r'class="ends"><span><time datetime="([^"]*)"', open("seen.html").read())]
		last = next(datetime.fromisoformat(a["updated"][:-1]) for a in lines
		            if a["samples"] == 300)
		assert past and 1 <= (last - past[0]).total_seconds() < 120, (past, last)
	END
}

@test "a disk that stays dead after the work ended is not waited for" {
	truncate -s 64M image
	mkdir disk
	mkfs.ext4 -q image 2>/dev/null && mount -o loop image disk 2>/dev/null ||
		skip "needs root, mkfs.ext4 and loop devices"
	make_by_hand disk/out -n 100 -i 50 "${small[@]}"
	rm disk/out/checkpoint_00001.npz
	sleep 1000 3>&- &
	worker=$!
	vg-progress -d disk/out --every 1 --out copy --pid "$worker" 2>log 3>&- &
	follower=$!
	wait_until 10 test -s copy
	"$PYTHON" -c 'import fcntl, os, struct
fcntl.ioctl(os.open("disk", os.O_RDONLY), 0x8004587d, struct.pack("I", 2)) # shut down'
	kill "$worker"
	wait "$worker" || :
	gone() { ! kill -0 "$follower" 2>/dev/null; }
	wait_until 20 gone
	wait "$follower" && code=0 || code=$?
	umount disk
	assert_equal "$code" 3
	grep -q '^Status: *INCOMPLETE' copy
}
