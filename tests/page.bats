#!/usr/bin/env bats
# The web page of vg-progress.
load helper

plan=(-n 600 -i 100 --frames 4 --size 32)

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out "${plan[@]}" >/dev/null
}

commit_next() {
	vg-plan -d out --skip-done | head -n 1 | vg-render -d out |
		vg-pack -d out >/dev/null
}

# The text of the web page, in $output, after checking all of it.
read_page() {
	run "$PYTHON" "$repo/tests/page.py" text "${1:-page.html}"
	assert_success
}

page_has() { "$PYTHON" "$repo/tests/page.py" text page.html 2>/dev/null | grep -q -- "$1"; }

look() { vg-progress -d "${1:-out}" --once --html page.html || [ $? -eq 1 ]; }

# The same for an incomplete dataset, in little memory. A sanitizer must not
# keep freed memory in quarantine.
look_within_32_mib() {
	ASAN_OPTIONS=quarantine_size_mb=1 "$PYTHON" - "$1" <<-'END'
		import os, subprocess, sys
		p = subprocess.Popen(["vg-progress", "-d", sys.argv[1], "--once", "--html", "page.html"])
		_, status, usage = os.wait4(p.pid, 0)
		assert os.waitstatus_to_exitcode(status) == 1, status
		print(usage.ru_maxrss, "KiB")
		assert usage.ru_maxrss < 32768, usage.ru_maxrss
	END
}

@test "the web page agrees with PROGRESS.txt, and shows the newest checkpoint" {
	look
	read_page
	assert_output --partial '0.0% INCOMPLETE: out'
	assert_output --partial 'Nobody works on it; run the same command again to make what is missing.'
	assert_output --partial 'Checkpoints None yet.'
	assert_equal "$(grep -c '<img' page.html)" 0
	commit_next
	commit_next
	look
	read_page
	assert_output --partial '200 of 600 samples'
	assert_output --partial 'The first 4 samples of checkpoint_00001.npz, '
	assert_output --regexp '00001 100-199 [0-9.]+ kB [0-9:]+ 00000 0-99 '
	# every number, exactly as printed
	while IFS= read -r line; do
		assert_output --partial "$(sed 's/: */ /; s/  */ /g' <<<"$line")"
	done < <(tail -n +3 out/PROGRESS.txt)
	sleep 1.1 # manifests have whole seconds
	make_by_hand out "${plan[@]}"
	look
	read_page
	assert_output --partial '100.0% COMPLETE: out'
	assert_output --partial 'All samples are present, and all files were checked.'
	assert_output --partial 'Predicted finish'
	assert_equal "$(grep -c 'http-equiv="refresh"' page.html)" 0
}

@test "the picture shows the first samples of the newest checkpoint, as vg-view does" {
	commit_next
	look
	vg-render -d out 0-3 | vg-view --grid 4x4 -s 3 >wanted.png
	"$PYTHON" "$repo/tests/page.py" picture page.html >got.png
	"$PYTHON" - <<-'END'
		from pixels import png
		a, b = png("got.png"), png("wanted.png")
		assert a.shape == b.shape, (a.shape, b.shape)
		# titles differ, frames do not
		assert (a != b).mean() < 0.01
	END
}

@test "the picture of large frames shows no more of them than is to be seen" {
	make_by_hand large -n 4 -i 4 --size 224x448 --frames 7
	vg-progress -d large --once --html page.html >/dev/null
	"$PYTHON" "$repo/tests/page.py" picture page.html >got.png
	"$PYTHON" - <<-'END'
		from pixels import png
		# every fifth pixel of 6 frames, 45 x 90, in 4 rows under a title
		assert png("got.png").shape == (4 * (20 + 45 + 2), 6 * (90 + 2) + 2, 3)
	END
}

@test "damaged checkpoints are named; one that cannot be shown does no harm" {
	make_by_hand out "${plan[@]}"
	rm out/checkpoint_00001.npz
	printf x >>out/checkpoint_00003.npz
	size=$(stat -c %s out/checkpoint_00005.npz)
	head -c "$size" /dev/zero >out/checkpoint_00005.npz
	look
	read_page
	assert_output --partial 'Missing, but listed in the manifest: 1, from checkpoint_00001.npz on'
	assert_output --partial 'Damaged: 1 out/checkpoint_00003.npz: has '
	assert_output --partial 'No picture: out/checkpoint_00005.npz: '
	assert_output --partial '400 of 600 samples'
}

@test "names from outside are escaped, whatever they contain" {
	for dir in '<script>alert(1)<%2Fscript>' '"><img src=x onerror=y>' "a'b & c" \
		$'tab\tnew\nline' $'no utf-8 \xff\xc0\xaf' 'Zürich €'; do
		cp -r out "$dir"
		look "$dir"
		run "$PYTHON" "$repo/tests/page.py" text page.html
		assert_success
		assert_equal "$(grep -ac '<script>' page.html)" 1
		assert_equal "$(grep -c '<img' page.html)" 0
		rm -r "$dir"
	done
	assert_output --partial 'INCOMPLETE: Zürich €'
}

@test "100,000 checkpoints make a small web page, which says what it omits" {
	vg-plan -d many -n 200000 -i 1 --frames 1 --size 8 >/dev/null
	vg-render -d many 0-0 | vg-pack -d many
	"$PYTHON" - <<-'END'
		import os, time, xxhash
		row = open("many/MANIFEST.tsv").read().splitlines()[-1].split("\t")[:-1]
		with open("many/MANIFEST.tsv", "a") as f:
		    for k in range(1, 100000):
		        name = row[1] = f"checkpoint_{k:05d}.npz"
		        row[2] = str(k)
		        row[7] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1.8e9 + k))
		        line = "\t".join(row)
		        f.write(line + "\t" + xxhash.xxh3_64_hexdigest(line.encode()) + "\n")
		        # file systems limit the links to one file
		        if k % 10000 == 1:
		            source = f"many/checkpoint_{k - 1:05d}.npz"
		            os.system(f"cp {source} many/{name}")
		            source = f"many/{name}"
		        else:
		            os.link(source, "many/" + name)
		for k in range(100, 200):  # not through the link
		    os.remove(f"many/checkpoint_{k:05d}.npz")
		    open(f"many/checkpoint_{k:05d}.npz", "w").write("x")
	END
	look_within_32_mib many
	assert [ "$(stat -c %s page.html)" -lt 150000 ]
	read_page
	assert_output --partial '99,900 of 200,000 samples'
	assert_output --partial 'Samples Size Committed 99999 99999-99999 '
	assert_output --partial '99860 older ones are not shown.'
	assert_output --partial 'Damaged: 100 many/checkpoint_00100.npz: '
	assert_output --partial 'and 90 more'
}

@test "records of other renderers have a web page too, with a picture only of videos" {
	for fields in '("loudness", "<f4", (8,))' '("videos", "<i8", (3,))' \
		'("videos", "<f4", (2, 16, 16, 3)), ("labels", "<i8", ())'; do
		rm -rf out
		vg-plan -d out -n 20 -i 10 --renderer noise/1 >/dev/null
		print=$(vg-plan -d out --fingerprint)
		"$PYTHON" - "$print" "$fields" >stream <<-'END'
			import struct, sys, numpy as np, xxhash
			xxh3 = xxhash.xxh3_64_intdigest
			fields = eval("[" + sys.argv[2] + "]")
			size = lambda t, s: np.dtype(t).itemsize * int(np.prod(s))
			payload = sum(-(-size(t, s) // 8) * 8 for _, t, s in fields)
			head = struct.pack("<8sIIQQQQIIQ", b"VGHEAD\r\n", 1, 72 + 112 * len(fields),
			                   int(sys.argv[1], 16), 0, 10, payload, len(fields), 0, 0)
			for name, dtype, shape in fields:
			    head += struct.pack("<32s8sII8Q", name.encode(), dtype.encode(), len(shape),
			                        0, *shape, *[0] * (8 - len(shape)))
			out, hashes = sys.stdout.buffer, b""
			out.write(head + struct.pack("<Q", xxh3(head)))
			for i in range(10):
			    raw = bytes(payload)
			    out.write(struct.pack("<8sQQ", b"VGRECORD", i, xxh3(raw)) + raw)
			    hashes += struct.pack("<Q", xxh3(raw))
			out.write(struct.pack("<8sQQ", b"VGEND\r\n", 10, xxh3(hashes)))
		END
		vg-pack -d out <stream
		look
		read_page
		assert_output --partial '10 of 20 samples'
		refute_output --partial 'No picture'
		case $fields in
		*labels*) assert_output --partial 'Newest checkpoint' ;;
		*) refute_output --partial 'Newest checkpoint' ;;
		esac
	done
}

@test "the largest samples make neither the web page nor the process large" {
	for scene in '--size 1024 --frames 5' '--cameras 16 --frames 20 --dtype f4' \
		'--size 1024x8 --frames 20' '--frames 1024 --size 64x40'; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 20 -i 4 $scene >/dev/null
		vg-render -d out 0-3 | vg-pack -d out >/dev/null
		look_within_32_mib out
		read_page
		assert_output --partial 'The first 4 samples of checkpoint_'
		assert [ "$(stat -c %s page.html)" -lt 1200000 ]
	done
}

need_browser() {
	command -v chromium >/dev/null && command -v chromedriver >/dev/null ||
		skip "chromium and chromedriver are not here"
}

see() {
	run "$PYTHON" "$repo/tests/browser.py" look "$1" "$2"
	assert_success
	assert_output ''
	read_page "$1"
}

@test "in a browser: the test sees every request of the page, and none of the browser's own" {
	need_browser
	cat >page.html <<-'END'
		<!DOCTYPE html>
		<link rel="icon" href="http://127.0.0.1:9/icon">
		<style>
			@import "http://127.0.0.1:9/style";
			p { background: url("http://127.0.0.1:9/background") }
		</style>
		<p>text</p>
		<img src="http://127.0.0.1:9/image">
		<iframe src="http://127.0.0.1:9/frame"></iframe>
		<iframe srcdoc="<img src='http://127.0.0.1:9/inner'>"></iframe>
		<script>
			fetch('http://127.0.0.1:9/fetch');
			navigator.sendBeacon('http://127.0.0.1:9/beacon');
			new WebSocket('ws://127.0.0.1:9/socket');
			open('http://127.0.0.1:9/window');
			new Worker(URL.createObjectURL(new Blob(['1'])));
		</script>
	END
	run "$PYTHON" "$repo/tests/browser.py" requests page.html
	assert_success
	run sed 's|^blob:.*|blob:|' <<<"$output"
	assert_output - <<-END
		blob:
		http://127.0.0.1:9/background
		http://127.0.0.1:9/beacon
		http://127.0.0.1:9/fetch
		http://127.0.0.1:9/frame
		http://127.0.0.1:9/icon
		http://127.0.0.1:9/image
		http://127.0.0.1:9/inner
		http://127.0.0.1:9/style
		http://127.0.0.1:9/window
		ws://127.0.0.1:9/socket
	END
}

@test "in a browser: a failed test prints the driver's answer" {
	need_browser
	run "$PYTHON" "$repo/tests/browser.py" look nowhere.html STARTING
	assert_failure
	assert_output --regexp 'POST /execute/sync: chromedriver answered [0-9]+, javascript error: '
}

@test "in a browser: STARTING and COMPLETE" {
	need_browser
	run -1 vg-progress -d out --once --html page.html --pid $$
	see page.html STARTING
	commit_next
	sleep 1.1
	make_by_hand out "${plan[@]}"
	look
	see page.html COMPLETE
	assert_output --partial 'Rate'
}

@test "in a browser: a run that works, stalls and ends INCOMPLETE" {
	need_browser
	sleep 1000 3>&- &
	worker=$!
	vg-progress -d out --quiet --every 1 --html page.html --pid "$worker" 2>log 3>&- &
	follower=$!
	wait_until 10 test -e page.html
	vg-render -d out 500-599 >stream
	mkfifo pipe
	vg-pack -d out <pipe 3>&- >paths &
	pack=$!
	exec 6>pipe
	for n in 0 1 2; do
		vg-render -d out "${n}00-${n}99" | vg-pack -d out >/dev/null 6>&-
		tail -c +$((n * 60000 + 1)) stream | head -c 60000 >&6
		sleep 0.7
	done
	running() { page_has 'RUNNING: out' && page_has 'Done between' && page_has 'more in flight'; }
	wait_until 5 running
	cp page.html running.html
	kill -STOP "$pack"
	wait_until 20 page_has 'STALLED: out'
	cp page.html stalled.html
	kill -KILL "$pack"
	exec 6>&-
	kill "$worker"
	wait "$worker" || :
	wait "$follower" && code=0 || code=$?
	assert_equal "$code" 1
	assert_equal "$(cat log)" ''
	# the browser may see it when it is old
	see running.html 'RUNNING( [0-9]+ (s|min) ago)?'
	assert_output --partial 'Done between'
	assert_output --partial 'more in flight'
	see stalled.html STALLED
	assert_output --partial 'No progress any more; the last checkpoint was committed at '
	refute_output --partial 'Done between'
	see page.html INCOMPLETE
	assert_output --partial 'Failed 1 time, 1 range; most often 500-599: 1'
	assert_equal "$(grep -c 'http-equiv="refresh"' page.html)" 0
}

@test "in a browser: an old page does not look like that of a run" {
	need_browser
	vg-progress -d out --every 1 --html page.html --pid $$ 2>log 3>&- &
	follower=$!
	wait_until 10 test -e page.html
	kill "$follower"
	see page.html 'STARTING|COMPLETE|RUNNING'
	sed -i "s/data-at=\"[0-9]*\"/data-at=\"$(($(date +%s) - 7300))\"/" page.html
	see page.html '(STARTING|RUNNING|COMPLETE) 2 h ago'
}

@test "in a browser: errors, long names and large numbers fit on a phone" {
	need_browser
	name=$(printf 'a-very-long-name-without-any-space-%.0s' 1 2 3 4 5)
	vg-plan -d "$name" -n 200000000 -i 500000 --frames 1 --size 8 >/dev/null
	printf '0-499999 2099-01-01T00:00:00Z\n%.0s' {1..1000} >"$name/.failures"
	run vg-progress -d "$name" --once --html page.html --exec 'exit 7' --out /nowhere/at/all/file.txt
	run vg-progress -d "$name" --once --html page.html
	see page.html INCOMPLETE
	cp -r out '<b onclick=alert(1)>&quot;'
	look '<b onclick=alert(1)>&quot;'
	see page.html INCOMPLETE
	assert_output --partial 'INCOMPLETE: <b onclick=alert(1)>&quot;'
}

@test "in a browser: the web page refreshes itself and keeps its scroll position" {
	need_browser
	vg-progress -d out --every 1 --html page.html --pid $$ 2>log 3>&- &
	follower=$!
	wait_until 10 test -e page.html
	coproc "$PYTHON" "$repo/tests/browser.py" refresh page.html 3>&-
	reader=$COPROC_PID
	read -r -t 60 line <&"${COPROC[0]}"
	assert_equal "$line" open
	echo >&"${COPROC[1]}"
	read -r -t 60 line <&"${COPROC[0]}"
	assert_equal "$line" STARTING
	make_by_hand out "${plan[@]}"
	wait "$follower"
	echo >&"${COPROC[1]}"
	read -r -t 60 line <&"${COPROC[0]}"
	assert_equal "$line" COMPLETE
	eval "exec ${COPROC[1]}>&-"
	wait "$reader"
}
