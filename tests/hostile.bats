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
