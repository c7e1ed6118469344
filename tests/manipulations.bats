#!/usr/bin/env bats
# A dataset that was changed is not COMPLETE, however carefully its hashes were
# mended; and one that was only touched is.
load helper

# A row is a manipulation in manipulate.py; the formats it applies to; what
# vg-verify and vg-progress --once must answer; and a word of what vg-verify says
# about it. YES is COMPLETE with status 0, NO is anything else with status 1. With
# an option, such as --recheck, the lie is one that only vg-verify with that
# option can see, and vg-progress is not asked.
rows() {
	cat <<-'TABLE'
		untouched                        all  YES  YES  4 whole, 0 damaged

		samples-swapped                  all  --recheck=all - rendering again gives other values
		samples-and-index-swapped        all  NO   NO   index: differs|is missing
		index-wrong                      all  NO   NO   index: differs|is missing
		index-of-another-file            all  NO   NO   index: differs|is missing
		label-too-large                  all  NO   NO   a value is not a class
		label-negative                   all  NO   NO   a value is not a class
		labels-exchanged                 all  --content - does not match its hash
		labels-exchanged-hashed          all  --recheck=all - rendering again gives other values
		classes-unbalanced               all  NO   NO   not balanced
		videos-zeroed                    all  --content - does not match its hash
		videos-zeroed-hashed             all  --recheck=all - rendering again gives other values
		samples-duplicated               all  NO   NO   10 samples \(20 = 0
		sample-duplicated-in-its-file    all  NO   NO   1 sample \(16 = 12\)

		sample-duplicated-of-its-class   all  NO   NO   Duplicates: +1 sample

		files-swapped-only               all  NO   NO   2 damaged
		files-swapped                    all  NO   NO   index: differs
		files-swapped-and-numbered       all  --recheck=all - rendering again gives other values
		other-seed                       all  --recheck=all - rendering again gives other values
		other-seed-in-one-file           all  --recheck=all - rendering again gives other values
		other-seed-with-its-fingerprint  all  NO   NO   made under another plan
		file-beyond-unlisted             all  NO   NO   FILES NOT PLANNED
		name-for-a-pattern               all  NO   NO   checkpoint_00001b
		bytes-appended-only              all  NO   NO   the manifest says
		bytes-appended                   all  NO   NO   checkpoint_00001
		bytes-prepended                  all  NO   NO   checkpoint_00001
		frame-appended                   zstd NO   NO   checkpoint_00001
		sample-frame-appended            all  NO   NO   checkpoint_00001
		other-fields                     other NO  NO   checkpoint_00002

		members-permuted                 all  NO   NO   differs from the plan|is missing|offsets are not
		member-more                      npz,webdataset NO NO checkpoint_00001
		member-twice                     npz  NO   NO   out of order
		member-hidden                    npz  --content - headers are not as vg writes them
		members-stored                   npz  YES  YES  4 whole
		members-bzip2                    npz  NO   NO   checkpoint_00001
		members-lzma                     npz  NO   NO   checkpoint_00001
		members-zstd                     npz  NO   NO   checkpoint_00001
		local-header-lzma                npz  NO   NO   stored and deflated
		directory-of-300000              npz  NO   NO   checkpoint_00001
		members-300000                   npz  NO   NO   checkpoint_00001
		crc-wrong                        npz  NO   NO   ZIP bad CRC

		file-hash-of-another             all  NO   NO   its hash differs
		content-of-another               all  NO   NO   does not match content
		content-and-hash-of-two-files    all  NO   NO   its hash differs
		line-names-another-file          all  NO   NO   line 5: damaged
		count-lowered                    all  NO   NO   1 missing
		lines-reversed                   all  YES  YES  4 whole
		lines-twice                      all  YES  YES  4 whole
		superseded-before                all  YES  YES  4 whole
		superseded-after                 all  NO   NO   the manifest says
		superseded-after-then-right      all  YES  YES  4 whole
		line-beyond                      all  NO   NO   PLAN TOO SMALL
		line-far-beyond                  all  NO   NO   PLAN TOO SMALL
		samples-lowered                  all  NO   NO   2 checkpoints; to keep them
		samples-lowered-within-a-file    all  NO   NO   1 checkpoint; to keep it
		samples-raised                   all  NO   NO   1 missing
		other-host-before                all  YES  YES  4 whole
		other-host-in-the-future         all  YES  YES  4 whole
		at-the-end-of-time               all  YES  YES  4 whole
		in-the-future-mended             all  YES  YES  4 whole
		at-the-end-of-time-mended        all  YES  YES  4 whole
		damaged-at-the-end-of-time-mended all YES  YES  4 whole
		damaged-under-another-name-at-the-end-of-time-mended all YES YES 4 whole
		year-0                           all  NO   NO   line 5: damaged
		year-1969                        all  NO   NO   line 5: damaged
		year-1970                        all  YES  YES  4 whole
		year-9999                        all  YES  YES  4 whole
		day-30-of-february               all  NO   NO   line 5: damaged
		torn-last-line                   all  YES  YES  4 whole
		torn-last-line-with-its-end      all  YES  YES  4 whole
		torn-only-line-of-a-file         all  NO   NO   1 missing
		torn-line-inside                 all  NO   NO   line 6: damaged
		heading-only                     all  NO   NO   4 of the missing have a file
		heading-only-of-another-host     all  YES  YES  4 whole
		manifest-empty                   all  NO   NO   4 of the missing have a file
		another-manifest-empty           all  YES  YES  4 whole
		nul-in-a-line                    all  NO   NO   line 5: damaged
		nul-in-a-comment                 all  NO   NO   line 5: damaged
		check-wrong                      all  NO   NO   line 5: damaged
		column-more                      all  NO   NO   line 5: damaged
		zeros-before-a-number            all  NO   NO   line 5: damaged
		path-in-a-line                   all  NO   NO   line 5: damaged
	TABLE
}

kinds=(npz webdataset mds)

# The rows that apply to datasets of this kind.
rows_for() {
	rows | while read -r name formats rest; do
		case ,$formats, in
		*,$1,*) ;;
		,all,) [ "$1" != other ] || continue ;;
		,zstd,) [[ $1 = webdataset || $1 = mds ]] || continue ;;
		*) continue ;;
		esac
		echo "$name $formats $rest"
	done
}

# The dataset made/KIND of four checkpoints, and made/KIND.other beside it. KIND is
# a format, or other: npz by another renderer, which has other arrays beside it.
make() {
	local kind=$1 options=(-n 40 -i 10 --frames 2 --size 16)
	mkdir -p made
	if [ "$kind" = other ]; then
		make_of_another_renderer
		return
	fi
	make_dataset "made/$kind" "${options[@]}" --format "$kind"
	make_dataset "made/$kind.other" "${options[@]}" --format "$kind" --seed 7
}

make_of_another_renderer() {
	local fingerprint first
	for name in other other.other; do
		fingerprint=$(vg-plan -d "made/$name" -n 40 -i 10 --renderer other/1 >/dev/null &&
			vg-plan -d "made/$name" --fingerprint)
		for first in 0 10 20 30; do
			"$PYTHON" - "$fingerprint" $first $name <<-'END' | vg-pack -d "made/$name" >/dev/null || return
				import struct, sys, numpy as np, records, xxhash
				first, name = int(sys.argv[2]), sys.argv[3]
				data = np.arange(first, first + 10, dtype="<u8")
				arrays = {"value": data} if name == "other" else {"others": data, "more": data}
				records.write(sys.stdout.buffer, first, arrays, int(sys.argv[1], 16))
			END
		done
	done
}

# Whether a tool, which said this, meant COMPLETE, in words and by its status.
answer() {
	if [ "$status" -eq 0 ] && grep -Eq '(^Result: +|^Status: +|^)COMPLETE( |$)' <<<"$1"; then
		echo YES
	elif [ "$status" -eq 1 ] && ! grep -Eq '(^Result: +|^Status: +|^)COMPLETE( |$)' <<<"$1"; then
		echo NO
	else
		echo "status $status"
	fi
}

# Complain about row $name for format $kind.
wrong() {
	wrong+="$kind $name: $1"$'\n'
}

try() {
	local dir=$1 verify=$2 progress=$3 word=$4 option=() got
	case $verify in -*)
		# the lie is invisible without the option
		IFS='=' read -ra option <<<"$verify"
		verify=NO
		;;
	esac
	set -- vg-verify "${option[@]}"
	run timeout -s KILL 20 "$@" -d "$dir"
	got=$(answer "$output")
	if [ "$got" != "$verify" ]; then
		wrong "$*: $got, not $verify: ${lines[*]: -1}"
	elif ! grep -Eq -- "$word" <<<"$output"; then
		wrong "$*: no '$word': ${lines[0]}"
	fi
	[ "$progress" != - ] || return 0
	run timeout -s KILL 20 vg-progress -d "$dir" --once
	got=$(answer "$output"$'\n'"$(cat "$dir/PROGRESS.txt" 2>/dev/null)")
	[ "$got" = "$progress" ] || wrong "vg-progress: $got, not $progress: ${lines[*]: -1}"
}

@test "each manipulation gets the right answer from vg-verify and vg-progress" {
	wrong=
	for kind in "${kinds[@]}" other; do
		make "$kind"
		rows_for "$kind" >table
		# shellcheck disable=SC2046 # words on purpose
		"$PYTHON" "$repo/tests/manipulate.py" "made/$kind" "tried/$kind" $(cut -d ' ' -f 1 table)
		while read -r name _ verify progress word; do
			try "tried/$kind/$name" "$verify" "$progress" "$word"
		done <table
		rm -r tried
	done
	[ -z "$wrong" ] || fail "$wrong"
}
