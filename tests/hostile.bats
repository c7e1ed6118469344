#!/usr/bin/env bats
# What others may have put into a dataset's directory does no harm.
load helper

# Everything that vg reads or writes under a name of its own.
names=(PLAN.txt MANIFEST.tsv checkpoint_00000.npz checkpoint_00001.npz PROGRESS.txt REHEARSAL.txt
	.failures .run.lock)

# put KIND PATH: something that is not a dataset's file.
put() {
	rm -rf "$2"
	case $1 in
	file) ln -s ../mine/diary "$2" ;;
	copy) ln -s ../mine/data/"$(basename "$2")" "$2" ;; # of a dataset, but elsewhere
	hard) ln mine/diary "$2" ;;
	dangling) ln -s ../mine/new "$2" ;;
	loop) ln -s "$(basename "$2")" "$2" ;;
	zero) ln -s /dev/zero "$2" ;;
	fifo) mkfifo "$2" ;;
	directory) mkdir "$2" ;;
	socket) "$PYTHON" -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$2" ;;
	esac
}

commands=('vg-verify -d out' 'vg-progress -d out --once')
data_commands=('vg-forecast -d out' 'vg-verify -d out --rebuild' 'vg-plan -d out --skip-done' 'vg-plan -d out -n 30'
	'vg-view -d out' 'vg-cat -d out 0-9' 'vg-index -d out' 'vg-pack -d out <second'
	'vg-pack -d out --replace <first')
run_commands=('generate.sh -d out -j 1' 'generate.sh -d out --forecast')

# commands_for KIND NAME: what could read or write it, a line each. All meet one of
# each sort: what is not followed, what another name leads to, what hangs.
commands_for() {
	printf '%s\n' "${commands[@]}"
	case $1 in file | hard | fifo) ;; *) return ;; esac
	case $2 in PLAN* | MANIFEST* | checkpoint*) printf '%s\n' "${data_commands[@]}" ;; esac
	printf '%s\n' "${run_commands[@]}"
}

@test "links, FIFOs, sockets and directories under every name: no hang, nothing of mine is touched" {
	make_by_hand data -n 20 -i 10 --frames 2 --size 16
	vg-render -d data 0-9 >first
	vg-render -d data 10-19 >second
	mkdir mine
	for kind in file copy hard dangling loop zero fifo directory socket; do
		for name in "${names[@]}"; do
			while read -r command; do
				rm -rf out mine
				mkdir mine
				echo precious >mine/diary
				cp -r data mine/
				cp -r data out
				rm out/checkpoint_00001.npz
				put $kind "out/$name"
				find mine -type f -exec md5sum {} + | sort >before
				run --separate-stderr timeout -s KILL 20 bash -c "$command >output" </dev/null
				[ "$status" -le 3 ] || fail "$kind $name: $command: status $status: $stderr"
				[ "$(wc -l <<<"$stderr")" -le 12 ] || fail "$kind $name: $command: $stderr"
				find mine -type f -exec md5sum {} + | sort | cmp - before ||
					fail "$kind $name: $command: touched what is not in the dataset"
				refute_regex "$stderr" precious
			done < <(commands_for $kind "$name")
		done
	done
}

@test "what is not followed is named, with status 1" {
	make_by_hand data -n 20 -i 10 --frames 2 --size 16
	for name in PLAN.txt MANIFEST.tsv; do
		for kind in copy loop; do
			rm -rf out
			cp -r data out
			put $kind "out/$name"
			for command in 'vg-verify -d out' 'vg-plan -d out --skip-done' 'vg-progress -d out --once' \
				'vg-view -d out' 'vg-cat -d out 0-9' 'vg-index -d out' 'vg-pack -d out'; do
				run -1 --separate-stderr bash -c "vg-render -d data 10-19 | $command"
				assert_regex "$stderr" "out/$name: is a symbolic link, which vg does not follow in a dataset"
			done
		done
	done
	mkdir mine
	cp -r data mine/
	rm -rf out
	cp -r data out
	put copy out/checkpoint_00000.npz
	run -1 vg-verify -d out
	assert_line --partial 'checkpoint_00000.npz: not a regular file'
}

# What nobody thought of: `make fuzz` does this for longer.
@test "directories damaged at random: every tool ends soon, within its memory, and says so in a few lines" {
	run "$PYTHON" "$repo/tests/fuzz/random_directory.py" --seconds 40 --build "$VG_BUILD"
	assert_success
}

# What could steer a terminal, or forge or turn round a line: ESC, U+009B, U+202E, a
# byte that is no UTF-8, an end of a line.
evil=$'e\e[31m\u009b\u202e\xff\nResult: COMPLETE'

# assert_plain FILE: text, with no control but ends of lines.
assert_plain() {
	"$PYTHON" - "$@" <<-'END'
		import sys
		for name in sys.argv[1:]:
		    raw = open(name, "rb").read()
		    text = raw.decode()  # UTF-8, all of it
		    bad = [c for c in text if (ord(c) < 32 and c not in "\n\r\t") or 0x7f <= ord(c) < 0xa0 or
		           c in "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
		    assert not bad, (name, bad, text)
		    assert "\nResult: COMPLETE" not in text and '"e\nRes' not in text, (name, text)
	END
}

# Every place where a string is shown that is not vg's own: WHERE it comes from, and
# a command that shows it.
places() {
	cat <<-'TABLE'
		directory    vg-verify -d "$d"
		directory    vg-verify -d "$d" --rebuild
		directory    vg-plan -d "$d" --skip-done --seed 5
		directory    vg-plan -d "$d/none" -n 5
		directory    vg-render -d "$d" 9999
		directory    vg-cat -d "$d" 0-9999
		directory    vg-view -d "$d" --sample 15
		directory    vg-index -d "$d"
		directory    vg-forecast -d "$d"
		directory    vg-progress -d "$d" --once --json --html page.html
		directory    vg-pack -d "$d" </dev/null
		directory    vg-run -d "$d" --job /bin/false --no-rehearsal
		directory    generate.sh -d "$d" -j 1
		directory    generate.sh -d "$d" -n 5000000 -j 1 --rehearse-above 0
		directory    rehearse.sh -d "$d" -n 100000000000 -j 1
		beyond       vg-verify -d "$d"
		beyond       vg-progress -d "$d" --once --json --html page.html
		neighbour    generate.sh -d data -n 4000 -j 1 --forecast
		rehearsal    generate.sh -d data -n 5000000 -j 1 --rehearse-above 0
		lock         generate.sh -d data -j 1
		plan-key     vg-verify -d data
		plan-value   vg-verify -d data
		plan-free    vg-verify -d data
		manifest     vg-verify -d data
		failures     vg-progress -d data --once --json --html page.html
		heartbeat    vg-progress -d data --once --json --html page.html
		operand      vg-render -d data "$evil"
		operand      vg-plan -d data --seed "$evil"
		operand      vg-plan "--$evil"
		operand      vg-view --mp4 "$evil" -d data
		range        echo "$evil" | vg-render -d data
		copy         vg-progress -d data --once --out "$d/none/x"
		renderer     generate.sh -d other -n 20 -i 10 -j 1 --renderer ./renderer --no-rehearsal
		card         vg-index -d whole --licence "$evil" --cite "$evil" --creator "$evil" --url "$evil"
	TABLE
}

# Put the string where WHERE says.
plant() {
	rm -rf "$evil" data other
	cp -r made data
	d=$evil
	case $1 in
	directory) cp -r made "$evil" ;;
	beyond)
		cp -r made "$evil"
		sed -i 's/^samples = .*/samples = 10/' "$evil/PLAN.txt"
		;;
	neighbour) cp -r made "$evil" ;;
	rehearsal) printf 'Result: PASS\nMachine: %s\nVersion: %s\n' "$evil" "$evil" >data/REHEARSAL.txt ;;
	lock)
		printf '%s' "${evil%%$'\n'*}" >data/.run.lock
		flock data/.run.lock sleep 30 3>&- &
		;;
	plan-key) printf '%s = 1\n' "$evil" >>data/PLAN.txt ;;
	plan-value) sed -i "s/^style = .*/style = ${evil%%$'\n'*}/" data/PLAN.txt ;;
	plan-free) printf 'x-classes = %s\n' "$evil" >>data/PLAN.txt ;;
	manifest) echo nonsense >"data/MANIFEST${evil%%$'\n'*}.tsv" ;;
	failures) printf '%s\t%s\n' "$evil" "$evil" >data/.failures ;;
	heartbeat) printf '%s\n' "$evil" >data/.inflight.1.0.tmp ;;
	renderer)
		printf '#!/bin/sh\nprintf "%%s\\n" "$EVIL" >&2\nexit 1\n' >renderer
		chmod +x renderer
		;;
	esac
}

@test "every string that is not vg's own is shown escaped, wherever it is shown" {
	make_by_hand made -n 20 -i 10 --frames 2 --size 16
	make_by_hand whole -n 20 -i 10 --frames 2 --size 16
	rm made/checkpoint_00001.npz
	export EVIL=$evil
	shown=0
	while read -r where command; do
		rm -f page.html
		plant "$where"
		timeout 60 bash -c "d=\$EVIL evil=\$EVIL; $command" </dev/null >shown.out 2>shown.err 3>&- || :
		jobs -p | xargs -r kill 2>/dev/null || :
		wait
		case $command in vg-view*--sample* | vg-cat*) : >shown.out ;; esac # pictures and records
		# paths for other programs are as they are
		case $command in vg-pack* | vg-index*) : >shown.out ;; esac
		files=(shown.out shown.err)
		for file in page.html {data,"$evil"}/{PROGRESS.txt,README.md,REHEARSAL.txt} \
			whole/{README.md,croissant.json}; do
			[ "$where:$file" != rehearsal:data/REHEARSAL.txt ] || continue
			[ ! -e "$file" ] || files+=("$file")
		done
		assert_plain "${files[@]}" || fail "$where: $command"
		! grep -q '\\x1b\[31m' "${files[@]}" || shown=$((shown + 1))
	done < <(places)
	assert [ "$shown" -ge 15 ] # the others do not repeat it
}
