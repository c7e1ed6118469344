#!/usr/bin/env bats
# A PLAN.txt or MANIFEST.tsv that was lost can be made again from what is left.
load helper

scene=(-n 50 -i 20 --frames 2 --size 8)

# The command after "make it again with: " on standard error.
advised() { printf '%s\n' "${stderr##*make it again with: }"; }

@test "a lost PLAN.txt is made again by the command that every tool quotes" {
	while IFS= read -r options; do
		for dir in out "it's \$HOME's" -dash; do
			eval "make_by_hand \"\$dir\" ${options:-}"
			cp -- "./$dir/PLAN.txt" before
			rm -- "./$dir/PLAN.txt"
			for command in 'vg-plan -d "$0"' 'vg-plan -d "$0" -n 99 --dry-run' 'vg-verify -d "$0"' \
				'vg-render -d "$0" 0' 'vg-progress -d "$0" --once' \
				'generate.sh -d "$0"' 'generate.sh -d "$0" -n 11 -i 5' 'rehearse.sh -d "$0"'; do
				assert_refused 1 'make it again with: vg-plan -d ' bash -c "$command" "$dir"
				refute [ -e "./$dir/PLAN.txt" ]
			done
			advised >command
			bash -e command >/dev/null
			cmp before "./$dir/PLAN.txt"
			run vg-verify -d "$dir"
			assert_success
			rm -r -- "./$dir"
		done
	done <<-'END'
		-n 50 -i 20 --frames 2 --size 8
		-n 30 -i 30 --frames 3 --size 8x16 --channels 1 --dtype f4 --layout thwc --seed 18446744073709551615
		-n 12 -i 5 --size 16 --frames 1 --style disc --radius 1.5 --colour 00aaff --background random --truth mask,box --objects 2
		-n 12 -i 5 --size 16 --frames 2 --framing auto --coverage 0.45 --noise 0,0.01 --split 70,20,10 --classes 2
	END
}

@test "free keys of another renderer are quoted for the shell" {
	vg-plan -d out -n 10 -i 10 --renderer 'my renderer/1 (beta)' -x "who=it's me; echo \$HOME" -x 'b=--x' -x 'a=#1' >/dev/null
	cp out/PLAN.txt before
	"$PYTHON" "$repo/tests/producer.py" 2>/dev/null || :
	cat >make.py <<-'END'
		import sys, numpy as np, xxhash
		hash = xxhash.xxh3_64_intdigest
		ints = lambda *v: b"".join(int(x).to_bytes(8, "little") for x in v)
		r = np.zeros(10, np.dtype([("magic", "S8"), ("index", "<u8"), ("hash", "<u8"), ("value", "<u8")]))
		r["magic"], r["index"], r["value"] = b"VGRECORD", np.arange(10), np.arange(10)
		raw = r["value"].tobytes()
		r["hash"] = [hash(raw[i:i + 8]) for i in range(0, 80, 8)]
		head = b"VGHEAD\r\n" + (1).to_bytes(4, "little") + (64 + 112 + 8).to_bytes(4, "little")
		head += ints(int(sys.argv[1], 16), 0, 10, 8, 1, 0)
		head += b"value".ljust(32, b"\0") + b"<u8".ljust(8, b"\0") + ints(0) + bytes(64)
		head += ints(hash(head))
		sys.stdout.buffer.write(head + r.tobytes() + b"VGEND\r\n\0" + ints(10, hash(r["hash"].tobytes())))
	END
	"$PYTHON" make.py "$(vg-plan -d out --fingerprint)" | vg-pack -d out >/dev/null
	rm out/PLAN.txt
	run --separate-stderr vg-verify -d out
	assert_equal "$status" 1
	advised >command
	bash -e command >/dev/null
	cmp before out/PLAN.txt
	# and its manifest too
	cp out/MANIFEST.tsv before
	rm out/MANIFEST.tsv
	run vg-verify -d out --rebuild
	assert_success
	assert_equal "$(grep -v '^#' out/MANIFEST.tsv | cut -f 1-7)" "$(grep -v '^#' before | cut -f 1-7)"
}

@test "a plan longer than a message is still in the manifest" {
	extra=()
	for i in $(seq 10 73); do extra+=(-x "key-$i=$(printf "%0120d'" "$i")"); done
	vg-plan -d out -n 10 -i 10 --renderer long/1 "${extra[@]}" >/dev/null
	cp out/PLAN.txt before
	run bash -c "echo | vg-pack -d out"
	# the comment comes with the first line: rebuild adds one
	make_by_hand like -n 10 -i 10 --frames 1 --size 8
	cp like/checkpoint_00000.npz out/
	run vg-verify -d out --rebuild
	assert_success
	rm out/PLAN.txt
	assert_refused 1 'out/PLAN.txt: does not exist; make it again with the command in line 3 of the manifest$' vg-verify -d out
	(cd out && sed -n '3s/^# //p' MANIFEST.tsv | bash -e >/dev/null)
	cmp before out/PLAN.txt
	# appending after a long comment keeps it
	vg-plan -d out -n 20 >/dev/null
	cp out/MANIFEST.tsv before
	head -n 3 before >out/MANIFEST.tsv
	run vg-verify -d out --rebuild
	assert_equal "$(head -n 3 out/MANIFEST.tsv)" "$(head -n 3 before)"
	assert_equal "$(grep -vc '^#' out/MANIFEST.tsv)" 1
}

@test "of a plan that has grown, the command covers all that was committed" {
	make_by_hand out "${scene[@]}"
	make_by_hand out -n 90
	rm out/PLAN.txt
	assert_refused 1 'make it again with: vg-plan -d out -n 90 -i 20 ' vg-verify -d out
	# fewer samples, or another scene, would be another plan
	assert_refused 1 'out/PLAN.txt does not exist: samples: the manifest says 90, asked for 50; make it again with' \
		vg-plan -d out "${scene[@]}"
	assert_refused 1 'frames: the manifest says 2, asked for 3; make it again with' \
		vg-plan -d out -n 90 -i 20 --size 8 --frames 3
	refute [ -e out/PLAN.txt ]
	run vg-plan -d out -n 120 -i 20 --frames 2 --size 8 --skip-done
	assert_output $'80-99\n100-119'
}

@test "an old manifest, and one whose comment was changed, are read and trusted no further" {
	make_by_hand out "${scene[@]}"
	digest=$(digest_of out)
	cp out/MANIFEST.tsv whole
	cp out/PLAN.txt plan
	# what is edited with a right check is not trusted either
	check() {
		"$PYTHON" - "$1" <<-'END'
			import sys, xxhash
			lines = open(sys.argv[1]).read().split("\n")
			if lines[2].startswith("# vg"):
			    text = lines[2][2:].split(" # ")[0]
			    rest = lines[2][2 + len(text) + 19:]
			    lines[2] = f"# {text + rest} # {xxhash.xxh3_64_hexdigest((text + rest).encode())}"
			open(sys.argv[1], "w").write("\n".join(lines))
		END
	}
	for edit in '3d' '3s/$/; touch owned/' "3s/-n 50/-n '50'/" '3s/vg-plan/vg-plam/' '3s/-n 50/-n/' \
		'3s/-d \./-d \/tmp/' '3s/vg\/2/vg\/1/' '3s/ -i 20//' '3s/$/ --frames 2/' "3s/\$/ '/"; do
		sed "$edit" whole >out/MANIFEST.tsv
		check out/MANIFEST.tsv
		assert_equal "$(digest_of out)" "$digest"
		rm out/PLAN.txt
		assert_refused 1 'out/PLAN.txt: does not exist; make it again with the vg-plan command that made it first; the manifest does not tell it$' \
			vg-verify -d out
		assert_refused 1 'out/PLAN.txt does not exist: out/MANIFEST.tsv: line [34]: .*; make it again with the vg-plan command' \
			vg-plan -d out
		refute [ -e out/PLAN.txt ]
		run vg-plan -d out "${scene[@]}" --skip-done
		assert_success
		assert_output ''
		cmp plan out/PLAN.txt
	done
	refute [ -e owned ]
	# lines are appended to an old manifest as before
	sed 3d whole >out/MANIFEST.tsv
	make_by_hand out -n 80
	assert_clean out
	assert_equal "$(grep -c '^#' out/MANIFEST.tsv)" 2
}

@test "--rebuild makes a lost MANIFEST.tsv from the archives, line for line" {
	make_by_hand out "${scene[@]}"
	digest=$(digest_of out)
	cp -rp out whole
	rm out/MANIFEST.tsv
	run vg-verify -d out
	assert_failure 1
	assert_line --regexp '^Unlisted: +3 of the missing have a file; --rebuild lists intact ones$'
	run vg-verify -d out --rebuild
	assert_success
	assert_line --regexp '^Rebuilt: +3 lines added to MANIFEST.tsv, 0 archives refused$'
	assert_line --regexp '^Result: +COMPLETE$'
	assert_equal "$(digest_of out)" "$digest"
	# all but the time of the commit is as it was, and that is not invented
	assert_equal "$(grep '^#' out/MANIFEST.tsv)" "$(grep '^#' whole/MANIFEST.tsv)"
	assert_equal "$(grep -v '^#' out/MANIFEST.tsv | cut -f 1-7)" "$(grep -v '^#' whole/MANIFEST.tsv | cut -f 1-7)"
	assert_equal "$(sed -n '4p' out/MANIFEST.tsv | cut -f 8)" \
		"$(date -u -d "@$(stat -c %Y out/checkpoint_00000.npz)" +%Y-%m-%dT%H:%M:%SZ)"
	# what is listed stays as it is
	cp out/MANIFEST.tsv before
	run vg-verify -d out --rebuild
	assert_success
	assert_line --regexp '^Rebuilt: +0 lines added'
	cmp before out/MANIFEST.tsv
	run vg-verify -d out --recheck all
	assert_success
	run vg-verify -d out --rebuild --list
	assert_failure 2
}

@test "--rebuild refuses archives that are damaged or of another plan, and names them" {
	make_by_hand out "${scene[@]}"
	cp -r out whole
	vg-plan -d other -n 50 -i 20 --frames 3 --size 8 >/dev/null
	vg-render -d other 0-19 | vg-pack -d other >/dev/null
	# damage K: a bit at each of many places of checkpoint 0, at each in turn
	bytes=$(stat -c %s out/checkpoint_00000.npz)
	tried=0
	for at in $(seq 0 97 $((bytes - 1))) $((bytes - 30)) $((bytes - 22)) $((bytes - 1)); do
		rm -rf out
		cp -r whole out
		rm out/MANIFEST.tsv
		"$PYTHON" - "$at" <<-'END'
			import sys
			data = bytearray(open("whole/checkpoint_00000.npz", "rb").read())
			data[int(sys.argv[1])] ^= 4
			open("out/checkpoint_00000.npz", "wb").write(data)
		END
		run --separate-stderr vg-verify -d out --rebuild
		if [ "$status" -eq 0 ]; then
			# a byte that no reader looks at, such as a time stamp: the arrays are right
			"$PYTHON" - <<-'END'
				import numpy as np
				a, b = (np.load(f"{d}/checkpoint_00000.npz") for d in ("out", "whole"))
				assert a.files == b.files and all((a[n] == b[n]).all() for n in a.files)
			END
			continue
		fi
		tried=$((tried + 1))
		assert_equal "$status" 1
		assert_line --regexp '^Rebuilt: +2 lines added to MANIFEST.tsv, 1 archives refused$'
		assert_regex "${stderr_lines[0]}" '^vg-verify: out/checkpoint_00000.npz: '
		refute grep -q checkpoint_00000 out/MANIFEST.tsv
	done
	assert [ "$tried" -gt 15 ]
	while IFS='|' read -r file why; do
		rm -rf out
		cp -r whole out
		rm out/MANIFEST.tsv
		cp "$file" out/checkpoint_00000.npz
		run --separate-stderr vg-verify -d out --rebuild
		assert_equal "$status" 1
		assert_regex "$stderr" "^vg-verify: out/checkpoint_00000.npz: $why"
		make_by_hand out
		assert_equal "$(archives_of out)" "$(archives_of whole)"
		assert_clean out
	done <<-END
		whole/checkpoint_00001.npz|index: differs from the planned samples
		whole/checkpoint_00002.npz|an array does not have the planned shape
		other/checkpoint_00000.npz|array videos: name, dtype, shape or position differs from the plan
		whole/PLAN.txt|
	END
	# a line that exists is believed, not the archive
	rm -rf out
	cp -r whole out
	cp out/MANIFEST.tsv before
	vg-render -d out 0-19 | vg-pack -d other --level 6 2>/dev/null || :
	cp -r whole six
	vg-render -d six 0-19 | vg-pack -d six --level 6 --replace >/dev/null
	cp six/checkpoint_00000.npz out/
	run --separate-stderr vg-verify -d out --rebuild
	assert_equal "$status" 1
	assert_regex "$stderr" '^vg-verify: out/checkpoint_00000.npz: '
	cmp before out/MANIFEST.tsv
}

@test "--rebuild and workers do not disturb each other" {
	make_by_hand out -n 100 -i 10 --frames 2 --size 8
	digest=$(digest_of out)
	vg-plan -d out | vg-render -d out >stream
	for _ in 1 2 3 4 5; do
		rm out/MANIFEST.tsv out/checkpoint_0000[0-4].npz
		vg-pack -d out <stream >/dev/null 2>why 3>&- &
		pack=$!
		vg-verify -d out --rebuild >/dev/null 2>&1 || :
		wait "$pack"
		assert_equal "$(cat why)" ''
		assert_equal "$(digest_of out)" "$digest"
	done
}
