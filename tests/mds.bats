#!/usr/bin/env bats
# Checkpoints as shards of MosaicML Streaming.
load helper
load formats

setup_file() {
	load helper
	cd "$BATS_FILE_TMPDIR" || return
	make_by_hand npz "${scene[@]}"
	for how in none zstd; do
		make_by_hand $how "${scene[@]}" --format mds --compress $how
	done
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	made=$BATS_FILE_TMPDIR
}

# The last checkpoint has two samples.
scene=(-n 22 -i 10 --frames 4 --size 48 --objects 2 --distractors 1 --truth mask,flow,box)

@test "numpy and json read from shards what an npz of the same plan holds" {
	assert_read_like_npz none zstd
}

@test "a shard in zstd is one frame that tells its size, with a checksum, and is small" {
	zstd -tq "$made"/zstd/checkpoint_*.mds.zstd
	zstd -lv "$made/zstd/checkpoint_00000.mds.zstd" >list
	assert_equal "$(grep -c '^# Zstandard Frames: 1$' list)" 1
	bytes=$(zstd -dcq "$made/zstd/checkpoint_00000.mds.zstd" | wc -c)
	grep -q "^Decompressed Size: .*($bytes B)" list
	grep -q '^Check: XXH64 ' list
	assert [ "$(stat -c %s "$made/zstd/checkpoint_00000.mds.zstd")" -lt $((bytes / 10)) ]
}

@test "mds is compressed with zstd unless another way is asked for; its words are refused elsewhere" {
	vg-plan -d out -n 1 --format mds >/dev/null
	run grep -E '^(format|compress) = ' out/PLAN.txt
	assert_output $'format = mds\ncompress = zstd'
	assert_refused 2 'compress: deflate: not for format mds' \
		vg-plan -d other -n 1 --format mds --compress deflate
}

@test "the bytes do not depend on the time zone, the locale or the run" {
	for how in none zstd; do
		TZ=Pacific/Kiritimati LC_ALL=de_DE.UTF-8 make_by_hand again-$how "${scene[@]}" \
			--format mds --compress $how
		assert_equal "$(archives_of again-$how)" "$(archives_of "$made/$how")"
	done
}

@test "each format and style of sample can be read back and verified" {
	while read -r options; do
		rm -rf npz none zstd
		# shellcheck disable=SC2086 # words
		make_by_hand npz -n 3 -i 2 $options
		for how in none zstd; do
			# shellcheck disable=SC2086
			make_by_hand $how -n 3 -i 2 $options --format mds --compress $how
			run "$PYTHON" "$repo/tests/shards.py" npz/checkpoint_00000.npz $how/checkpoint_00000.*
			assert_success
			run vg-verify -d $how --recheck all
			assert_success
		done
	done <<-'END'
		--frames 1 --size 8 --channels 1
		--frames 3 --size 32 --dtype f4 --layout thwc --truth depth
		--frames 2 --size 32 --cameras 3 --objects 3 --truth mask,box
	END
}

@test "an interrupted dataset goes on; a damaged and a deleted shard are made again" {
	for how in none zstd; do
		cp -r "$made/$how" out
		file=$(cd out && echo checkpoint_00001.*)
		rm "out/$file"
		run vg-plan -d out --skip-done
		assert_output '10-19'
		printf x | dd of="$(echo out/checkpoint_00000.*)" bs=1 seek=900 conv=notrunc status=none
		run vg-verify -d out --list
		assert_equal "$status" 1
		vg-verify -d out --list 2>/dev/null | vg-render -d out | vg-pack -d out >/dev/null
		assert_equal "$(archives_of out)" "$(archives_of "$made/$how")"
		assert_clean out
		rm -r out
	done
}

@test "vg-verify renders shards again, and makes a lost manifest from them" {
	for how in none zstd; do
		run vg-verify -d "$made/$how" --recheck all
		assert_success
		assert_line --regexp '^Recheck: +22 of 22 samples rendered again, 0 differ$'
		cp -r "$made/$how" out
		grep -v '^#' out/MANIFEST.tsv | cut -f 1-7 >before
		rm out/MANIFEST.tsv
		run vg-verify -d out --rebuild
		assert_success
		grep -v '^#' out/MANIFEST.tsv | cut -f 1-7 | cmp - before
		rm -r out
	done
}

@test "a ragged end grows; --replace stores checkpoints again" {
	for how in none zstd; do
		cp -r "$made/$how" out
		make_by_hand out -n 35
		make_by_hand whole "${scene[@]}" -n 35 --format mds --compress $how
		assert_equal "$(archives_of out)" "$(archives_of whole)"
		assert_equal "$(digest_of out)" "$(digest_of whole)"
		vg-render -d out 10-19 | vg-pack -d out --replace >/dev/null
		assert_equal "$(archives_of out)" "$(archives_of whole)"
		assert_clean out
		rm -r out whole
	done
}

@test "the page previews a shard" {
	for how in npz none zstd; do
		cp -r "$made/$how" "$how"
		vg-progress -d "$how" --once --html "$how.html" >/dev/null
		grep -o 'data:image/png;base64,[^"]*' "$how.html" >"$how.png64"
		assert [ -s "$how.png64" ]
		cmp npz.png64 "$how.png64"
	done
}

# Fields whose names and types could be taken for something else.
odd=(fields:'|u1':3 version:'<i4': mds:'|i1': labels:'<i8':2 flag:'|b1': flags:'|b1':3
	wide:'<u8': half:'<f2': a:'<f8':2x2x2x2x2x2x2x2 videos:'|u1':2x1x8x8)

@test "records of any renderer, with odd fields, are stored, and found again in their order" {
	for how in npz none zstd; do
		local storage=(--format mds --compress $how)
		[ $how != npz ] || storage=(--format npz)
		vg-plan -d $how -n 7 -i 4 --renderer odd/1 "${storage[@]}" >ranges
		while read -r range; do
			"$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d $how --fingerprint)" \
				"$range" noise "${odd[@]}"
		done <ranges | vg-pack -d $how >/dev/null
		run vg-verify -d $how
		assert_success
		rm $how/MANIFEST.tsv
		run vg-verify -d $how --rebuild
		assert_success
		assert_equal "$(digest_of $how)" "$(digest_of npz)"
		run "$PYTHON" "$repo/tests/shards.py" npz/checkpoint_00001.npz $how/checkpoint_00001.*
		assert_output '12 arrays are equal'
	done
}

@test "a shard of 4 GiB or more is refused before it is written" {
	assert_refused 2 'interval: 30000: a checkpoint would unpack to 5.91 GB; at most 4.29 GB are possible with format mds' \
		vg-plan -d out -n 40000 -i 30000 --format mds
	# vg-plan does not know how large the records of another renderer are
	vg-plan -d out -n 257 -i 257 --renderer test/1 --format mds >/dev/null
	"$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d out --fingerprint)" 0-256 \
		zeros 16x1024x1024 2>/dev/null | {
		assert_refused 2 'out/checkpoint_00000.mds.zstd: would unpack to 4.31 GB; mds needs less than 4 GiB: plan a smaller interval' \
			vg-pack -d out
	}
	run find out -name '*checkpoint*'
	assert_output ''
}

@test "damage to a shard is seen by vg-verify, and by its reader without a manifest" {
	for how in none zstd; do
		make_by_hand whole -n 2 -i 2 --frames 1 --size 8 --channels 1 --format mds --compress $how
		run "$PYTHON" "$repo/tests/damage.py" whole whole/checkpoint_00000.*
		assert_success
		assert_output --regexp '^[0-9]+ places$'
		rm -r whole
	done
}
