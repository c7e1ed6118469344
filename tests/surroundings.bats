#!/usr/bin/env bats
# Tools in poor surroundings: standard descriptors that are closed, no /proc. Each
# works, or prints one clear line.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	vg-plan -d out -n 20 -i 10 --frames 2 --size 8 >/dev/null
	vg-render -d out 0-9 >stream
	vg-pack -d out <stream >/dev/null
	vg-render -d out 10-19 >rest
	cp -r out whole
	vg-pack -d whole <rest >/dev/null
}

# The tools, each with the input, if it reads any, and its usual status.
commands() {
	cat <<-'END'
		0|-|vg-plan -d out --skip-done
		0|-|vg-render -d out 0-9
		0|ranges|vg-render -d out
		0|rest|vg-pack -d out
		1|-|vg-progress -d out --once --quiet --out copy --html page.html --exec true
		1|-|vg-progress -d out --once --quiet --json
		0|-|vg-verify -d whole
		0|stream|vg-view
		0|-|vg-cat -d whole
		0|-|vg-cat -d whole --shuffle 1 --split train 3-17
		0|-|vg-index -d whole --croissant
		0|-|vg-forecast -d out --room 1
		0|-|vg-forecast -d out --like whole -j 2
		0|-|vg-plan --help
	END
}

fresh() {
	rm -rf out copy page.html
	cp -r whole out
	rm out/checkpoint_00001.npz
	echo 10-19 >ranges
}

@test "with standard input closed, tools that do not read it work, others say so" {
	while IFS='|' read -r wanted input command <&4; do
		fresh
		code=0
		$command <&- >said 2>log || code=$?
		if [ "$input" = - ]; then
			[ "$code" -eq "$wanted" ] || fail "$command: status $code: $(cat log)"
			assert_equal "$(cat log)" ''
		else
			assert_equal "$code" 3
			assert_equal "$(cat log)" \
				"${command%% *}: standard input: read: Bad file descriptor"
			assert_equal "$(cat said)" ''
		fi
	done 4< <(commands)
}

@test "with standard output closed, tools that print say so, others work" {
	while IFS='|' read -r wanted input command <&4; do
		fresh
		[ "$input" != - ] || input=/dev/null
		code=0
		$command <"$input" >&- 2>log || code=$?
		case $command in
		*--out* | *--room*)
			[ "$code" -eq "$wanted" ] || fail "$command: status $code: $(cat log)"
			assert_equal "$(cat log)" ''
			;;
		*)
			assert_equal "$code" 3
			assert_equal "$(cat log)" \
				"${command%% *}: standard output: write: Bad file descriptor"
			;;
		esac
		# nothing went into a file by mistake
		run vg-verify -d out
		refute_output --partial 'damaged: '
	done 4< <(commands)
}

@test "with standard error closed, tools work" {
	while IFS='|' read -r wanted input command <&4; do
		fresh
		[ "$input" != - ] || input=/dev/null
		code=0
		$command <"$input" >said 2>&- || code=$?
		[ "$code" -eq "$wanted" ] || fail "$command: status $code"
	done 4< <(commands)
	vg-plan -n 0 2>&- && code=0 || code=$?
	assert_equal "$code" 2
}

without_proc() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"
}

@test "without /proc, tools and generate.sh work" {
	! sanitized || skip "a sanitizer needs /proc"
	without_proc true 2>/dev/null || skip "needs root, unshare and mount"
	while IFS='|' read -r wanted input command <&4; do
		fresh
		[ "$input" != - ] || input=/dev/null
		code=0
		# shellcheck disable=SC2086 # words on purpose
		without_proc $command <"$input" >said 2>log || code=$?
		[ "$code" -eq "$wanted" ] || fail "$command: status $code: $(cat log)"
		assert_equal "$(cat log)" ''
	done 4< <(commands)
	run without_proc generate.sh -d new -n 20 -i 10 --frames 2 --size 8
	assert_success
	assert_line --regexp '^Account: +20 planned = 20 present \+ 0 failed$'
	refute_output --partial 'No such file'
}
