#!/usr/bin/env bats
# A whole run of generate.sh, at SCALE=small (the default), medium or full.
load helper
load longrun

# The small run takes about a second: long enough to be watched.
case ${SCALE:-small} in
small) samples=4800 interval=200 ;;
medium) samples=5000 interval=250 ;;
full) samples=30000 interval=2000 ;;
esac
checkpoints=$((samples / interval))
glob='out/checkpoint_*.npz'
command=(generate.sh --alone --no-rehearsal -d out -n $samples -i $interval --every 1)

page_is_whole() {
	grep -q '^Status: ' "$1" && tail -n 1 "$1" | grep -q '^Last update: 20.*Z$'
}

@test "checkpoints appear at every interval during the run" {
	longrun_checkpoints "$checkpoints" "$glob" "${command[@]}"
	assert_equal "$(grep -v '^#' out/MANIFEST.tsv | cut -f 4 | sort -u)" "$interval"
}

@test "PROGRESS.txt exists, changes, and is whole at every read" {
	watch_whole=page_is_whole
	longrun_progress out/PROGRESS.txt 4 "${command[@]}"
	assert_equal "$(sed -n 's/^Completed: *//p' out/PROGRESS.txt)" \
		"$samples / $samples (100.0%)"
}

# A kill may come after a file got its name and before its line.
is_listed() {
	grep -qF "${1##*/}" out/MANIFEST.tsv
}

@test "a run killed twice and resumed equals an uninterrupted run" {
	watch_finished=is_listed
	longrun_resume 2 "$glob" \
		'vg-verify -d out | grep Digest; sha256sum out/checkpoint_*' "${command[@]}"
	assert_clean killed/out
}

@test "a copy of PROGRESS.txt is updated during the run" {
	mkdir share
	longrun_outputs out/PROGRESS.txt 'share/run.txt' "${command[@]}" --out share/run.txt
}

# After the first quarter, at least half of the predicted ranges must contain
# the actual end. Larger videos make the run take longer.
@test "at least half of the predicted finish ranges hold" {
	local looks=0 held=0 line low high ended
	"${command[@]}" --cameras 4 --frames 32 >said 2>&1 3>&- &
	local pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		line=$(sed -n 's/^ETA: .* at \([0-9TZ:-]*\) - \([0-9TZ:-]*\)$/\1 \2/p' out/PROGRESS.txt 2>/dev/null) || :
		[ "$(grep -o '^Completed: *[0-9]*' out/PROGRESS.txt 2>/dev/null | grep -o '[0-9]*$')" -ge $((samples / 4)) ] 2>/dev/null &&
			[ -n "$line" ] && echo "$line" >>estimates
		sleep 0.1
	done
	wait "$pid"
	ended=$(date +%s)
	[ -s estimates ] || fail "no estimate was seen"
	while read -r low high; do
		looks=$((looks + 1))
		[ "${#high}" -gt 10 ] || high=${low%%T*}T$high
		if [ "$(date -d "$low" +%s)" -le $((ended + 2)) ] &&
			[ "$(date -d "$high" +%s)" -ge $((ended - 2)) ]; then
			held=$((held + 1))
		fi
	done <estimates
	echo "$held of $looks estimates held"
	assert [ $((held * 2)) -ge "$looks" ]
}

@test "the account, the hashes and the arrays that numpy reads agree" {
	run "${command[@]}"
	assert_success
	assert_line --regexp "^Account: +$samples planned = $samples present \+ 0 failed$"
	assert_line --regexp "^Digest: "
	(cd out && grep -v '^#' MANIFEST.tsv | awk -F'\t' '{print $1"  "$2}' | xxhsum -c -) >sums
	assert_equal "$(grep -c ': OK$' sums)" "$checkpoints"
	run "$PYTHON" "$repo/tests/readback.py" out
	assert_success
	run vg-verify -d out --recheck 1%
	assert_success
}
