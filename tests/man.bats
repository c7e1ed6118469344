#!/usr/bin/env bats
# The man pages agree with the tools.
load helper

tools=(vg-plan vg-render vg-wrap vg-pack vg-cat vg-progress vg-verify vg-view
	vg-forecast vg-run vg-rehearse vg-index)

# A man page as plain text, without overstriking.
page() { mandoc -T ascii "$repo/man/$1" | sed "s/.$(printf '\b')//g"; }

# The options in the --help of $1, one on each line: continuation lines joined.
options_of() {
	"$1" --help | awk '
		/^  (-[a-zA-Z],|   ) --/ { flush(); line = $0; next }
		/^            / { sub(/^ +/, " "); line = line $0; next }
		{ flush() }
		END { flush() }
		function flush() { if (line != "") print line; line = "" }'
}

# Usage and --help come from one table, so only the man pages can be outdated.
@test "each SYNOPSIS is the usage of --help, and has every option outside the groups" {
	for tool in "${tools[@]}"; do
		synopsis=$(page "$tool.1" | sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' |
			sed '1d;$d' | tr -s ' \t\n' ' ' | sed 's/^ //; s/ $//')
		usage=$("$tool" --help | sed -n '1,/^$/p' | sed 's/^usage://' |
			tr -s ' \t\n' ' ' | sed 's/^ //; s/ $//')
		assert [ -n "$usage" ]
		assert_equal "$synopsis" "$usage"
		"$tool" --help | sed '/^[A-Z].*:$/,$d' |
			sed -nE 's/^  (-[a-zA-Z]), .*/\1/p; s/^      (--[^ ]+).*/\1/p' >names
		while read -r name; do
			case $name in -h | -V) continue ;; esac
			[[ $usage =~ [\[\ \(]$name[]\ ] ]] || fail "$tool: $name: is not in the usage"
		done <names
	done
}

@test "--help stays within 79 columns" {
	for tool in "${tools[@]}"; do
		run awk 'length > 79' <("$tool" --help)
		assert_output ''
	done
}

@test "each option list agrees with --help: letters, names, arguments, bounds, defaults" {
	for tool in "${tools[@]}"; do
		options_of "$tool" >options
		# a run's scene options are in vg-plan(1)
		case $tool in vg-run | vg-rehearse) sed -i '/^ *--renderer/,$d' options ;; esac
		sed -n 's/^  \(-[a-zA-Z], \)\{0,1\} *\(--[^ ]*\( [^ a-z][^ ]*\)\{0,1\}\)  *.*/\1\2/p' options |
			sort >help
		sed -n 's/^\.It Fl //p' "$repo/man/$tool.1" |
			sed 's/^Fl /--/; s/^\([a-zA-Z]\) , Fl Fl /-\1, --/; s/ Ar / /' |
			sort >man
		assert [ "$(wc -l <help)" -ge 4 ]
		diff help man
		# what ends in "(1 to 16; default 2)", or either, or "(at most 16 times)"
		sed -nE 's/^ +(-., )?--([a-z0-9-]+) .*\((at most [0-9]+ times|[0-9.]+ to [0-9.]+)?(; )?(default ([^()]*))?\)$/\2|\3|\6/p' \
			options >limits
		while IFS='|' read -r name bounds value; do
			about=$(sed -n "/^\.It .*Fl Fl $name /,/^\.It/p" "$repo/man/$tool.1" | tr '\n' ' ')
			[[ $about == *"$bounds"* ]] || fail "$tool.1: --$name: $bounds is not there"
			[ -z "$value" ] || grep -qE "Default (\.[A-Z][a-z] )?$value[ .]" <<<"$about" ||
				fail "$tool.1: --$name: default $value is not there"
		done <limits
		cat limits >>all_limits
	done
	# the test finds the dependencies itself
	grep -qxF 'samples|1 to 1000000000000|30000' all_limits
	grep -qxF 'coverage|0.2 to 0.9|0.6' all_limits
	grep -qxF 'every|1 to 86400|30' all_limits
	grep -qxF 'out|at most 16 times|' all_limits
	grep -qxF 'style||ball' all_limits
}

@test "every page passes mandoc, has EXAMPLES and EXIT STATUS, and its references exist" {
	run mandoc -T lint -W warning "$repo"/man/*
	assert_success
	assert_output ''
	for tool in "${tools[@]}"; do
		grep -q '^\.Sh EXIT STATUS' "$repo/man/$tool.1"
		grep -q '^\.Sh EXAMPLES' "$repo/man/$tool.1"
	done
	sed -n 's/^\.Xr \(vg[a-z-]*\) \([0-9]\).*/\1.\2/p' "$repo"/man/* | sort -u |
		while read -r name; do
			[ -e "$repo/man/$name" ] || fail "$name is referred to"
		done
}

# The literal block of page $1 that begins with $2, without roff escapes.
block() {
	# -v would interpret backslashes
	start=$2 awk '
		/^\.Bd/ { getline; on = index($0, ENVIRON["start"]) == 1 }
		/^\.Ed/ { on = 0 }
		on' "$repo/man/$1" | sed 's/\\e/\\/g'
}

@test "the producer in vg-record(5) works, and numpy reads the result" {
	block vg-record.5 '#!/usr/bin/env python3' >producer.py
	assert [ "$(wc -l <producer.py)" -ge 20 ]
	block vg-record.5 'vg-plan -d out' | sed "s|python3|$PYTHON|" >commands
	run bash -e commands
	assert_success
	run vg-verify -d out
	assert_success
	assert_line --regexp '^Coverage: +1000 / 1000 samples$'
	"$PYTHON" - <<-'END'
		import numpy as np
		for k in range(10):
		    data = np.load(f"out/checkpoint_{k:05d}.npz")
		    assert data.files == ["videos", "labels", "loudness", "index", "sample_xxh3"]
		    assert data["videos"].shape == (100, 8, 3, 32, 32)
		    for i in range(100):
		        random = np.random.default_rng(100 * k + i)
		        assert (data["videos"][i] == random.integers(0, 256, (8, 3, 32, 32), "u1")).all()
		        assert (data["loudness"][i] == random.random(8, "f4")).all()
	END
	# another renderer's labels need not be balanced
	sed 's/("labels", "<i8", ())/("labels", "<f4", (3,))/; s/np.int64(i % 2)/np.zeros(3, "f4")/' \
		producer.py >other.py
	vg-plan -d other -n 10 -i 10 --renderer noise/2 >/dev/null
	"$PYTHON" other.py "$(vg-plan -d other --fingerprint)" 0-9 | vg-pack -d other
	run vg-verify -d other
	assert_success
	# and the run can be resumed
	rm out/checkpoint_00004.npz
	run vg-plan -d out --skip-done
	assert_output 400-499
}

@test "the reader in vg-record(5) works" {
	block vg-record.5 '# vg-render 0-99' >reader.py
	run bash -c "vg-render 0-99 | $PYTHON reader.py"
	assert_success
	assert_output --partial '(100, 16, 3, 64, 64) ['
}

@test "the examples in vg-dataset(5) and of the pipeline work" {
	make_by_hand out -n 300 -i 100 "${small[@]}"
	block vg-dataset.5 'cd out' >verify
	run bash -e verify
	assert_success
	assert_line 'checkpoint_00002.npz: OK'
	# grown, so that a newer line replaces another
	make_by_hand out -n 350
	make_by_hand out -n 400
	block vg-dataset.5 "awk -F" >examples
	awk '{ print > ("example" 1 + n) } /MANIFEST/ { n++ }' examples
	cd out
	run bash -e ../example1
	assert_success
	assert_equal "$(grep -c ': OK$' <<<"$output")" 4
	run bash -e ../example2
	assert_output 400
}

@test "the reader of tar archives in vg-dataset(5) works" {
	make_by_hand out -n 4 -i 4 "${small[@]}" --format webdataset --compress none
	block vg-dataset.5 'import io, tarfile' >reader.py
	run "$PYTHON" reader.py
	assert_success
	assert_equal "${#lines[@]}" 4
	assert_line --index 3 '000003.videos.npy (4, 3, 32, 32)'
}

@test "the recipe that maps an uncompressed archive in vg-dataset(5) works" {
	make_by_hand out -n 50 -i 50 --compress none --truth depth
	block vg-dataset.5 'import struct, zipfile' >recipe.py
	run "$PYTHON" - <<-'END'
		import numpy as np
		exec(open("recipe.py").read())
		path = "out/checkpoint_00000.npz"
		arrays, read = mapped(path), np.load(path)
		assert sorted(arrays) == sorted(read.files) and "depth" in arrays
		for name in read.files:
		    assert isinstance(arrays[name], np.memmap), name
		    assert arrays[name].ctypes.data % 64 == 0, name
		    assert np.array_equal(arrays[name], read[name]), name
	END
	assert_success
}

# The commands under the line of the README that begins with $1.
readme() {
	start=$1 awk '
		index($0, ENVIRON["start"]) == 1 { on = 1 }
		on && /^    / { print; any = 1 }
		any && !/^    / { exit }' "$repo/README.md"
}

@test "the README's check without vg covers every manifest and the line that counts" {
	make_by_hand dataset -n 250 -i 100 "${small[@]}"
	# of two manifests, in both orders of their names
	mv dataset/MANIFEST.tsv dataset/MANIFEST-b.tsv
	make_by_hand dataset -n 350
	mv dataset/MANIFEST.tsv dataset/MANIFEST-a.tsv
	readme 'You can check the files without vg' >check
	for newer in MANIFEST-a.tsv MANIFEST-c.tsv; do
		[ -e dataset/$newer ] || mv dataset/MANIFEST-a.tsv dataset/$newer
		run vg-verify -d dataset
		assert_success
		run bash -e check
		assert_success
		assert_equal "$(grep -c ': OK$' <<<"$output")" 4
	done
	# a file that only the older manifest has, and one that only the newer has
	for file in checkpoint_00000.npz checkpoint_00003.npz; do
		cp "dataset/$file" whole
		printf '\001' | dd of="dataset/$file" bs=1 seek=200 conv=notrunc status=none
		run bash -e check
		assert_failure
		assert_line --regexp "^$file: FAILED"
		assert_equal "$(grep -c ': OK$' <<<"$output")" 3
		mv whole "dataset/$file"
	done
	# a line that is cut short is not read
	tail -n 1 dataset/MANIFEST-c.tsv | head -c 40 >>dataset/MANIFEST-c.tsv
	run bash -e check
	assert_success
	assert_equal "$(grep -c ': OK$' <<<"$output")" 4
}

@test "the first example in vg-plan(1) makes a dataset" {
	block vg-plan.1 'vg-plan -d out -n 30000' | sed 's/30000/500 -i 100 --frames 4 --size 32/' >commands
	run bash -e commands
	assert_success
	assert_clean out
}

@test "--help and --version print to standard output, with status 0" {
	for tool in "${tools[@]}"; do
		for option in --help -h --version -V; do
			run --separate-stderr "$tool" $option
			assert_success
			assert [ -n "$output" ]
			assert_equal "$stderr" ''
		done
		assert_regex "$output" "^$tool \(vg\) [0-9]+\.[0-9]+\.[0-9]+$"
	done
}

@test "the examples in vg-wrap(1) work" {
	block vg-wrap.1 '#!/bin/sh' >clips.sh
	block vg-wrap.1 '# squares.sh' | sed "s|python3|$PYTHON|" >squares.sh
	block vg-wrap.1 '# squares.py' >squares.py
	block vg-wrap.1 'awk' | sed 's|vg-generate|generate.sh|' >commands
	run bash -e commands
	assert_success
	assert_line --regexp '^Coverage: +40 / 40 samples$'
	run generate.sh -d squares -n 60 -i 30 --renderer 'sh squares.sh'
	assert_success
	"$PYTHON" - <<-'END'
		import numpy as np, subprocess
		data = np.load("clips/checkpoint_00002.npz")
		assert data["videos"].shape == (10, 16, 64, 64, 3)
		assert (data["labels"] == np.arange(20, 30) % 2).all()
		assert (data["start_s"] == np.arange(20, 30) * 2).all()
		whole = subprocess.run("ffmpeg -v error -f lavfi -i testsrc2=size=64x64:rate=8 -frames:v 640 "
		                       "-f rawvideo -pix_fmt rgb24 -", shell=True, capture_output=True).stdout
		whole = np.frombuffer(whole, "u1").reshape(40, 16, 64, 64, 3)
		assert (data["videos"] == whole[20:30]).all()
		videos = np.load("squares/checkpoint_00001.npz")["videos"]
		assert videos.shape == (30, 8, 32, 32) and ((videos == 200).sum(axis=(2, 3)) == 64).all()
	END
}
