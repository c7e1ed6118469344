#!/usr/bin/env bats
# Random kills: any signal, any process, any moment, any number of jobs.
load ../helper

scene=(-n 2400 -i 40)
names=(vg-run vg-plan vg-render vg-pack vg-progress vg-verify xargs sh)

# A random process. Its kind is drawn first, so that rare kinds get their share.
any_process() {
	local name found
	for name in $(shuf -e "${names[@]}"); do
		found=$(processes "$name" | shuf -n 1)
		if [ -n "$found" ]; then
			echo "$found"
			return
		fi
	done
}

nobody_works() {
	local name
	for name in vg-run vg-render vg-pack vg-progress xargs; do
		for pid in $(processes "$name"); do
			grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null || return 1
		done
	done
}

# As many rounds as fit into BUDGET_S seconds, from 25 to 80.
@test "after 25 to 80 random kills, committed files are unchanged and the digest is the golden one" {
	make_by_hand reference "${scene[@]}"
	golden=$(digest_of reference)
	signals=(KILL TERM INT HUP PIPE)
	RANDOM=${SEED:-$(date +%s)}
	seed=$RANDOM
	echo "# seed $seed; SEED= repeats it" >&3
	RANDOM=$seed
	hits=0 completed=0
	SECONDS=0
	for ((round = 0; round < 25 || (round < 80 && SECONDS < ${BUDGET_S:-120}); round++)); do
		runner=()
		((RANDOM % 4)) || runner=(--parallel)
		(exec generate.sh -j $((1 + RANDOM % 8)) "${runner[@]}" -d out \
			"${scene[@]}" >log 2>&1) 3>&- &
		job=$!
		sleep "0.$(printf %03d $((RANDOM % 700)))"
		signal=${signals[RANDOM % 5]}
		victim=$(any_process)
		if [ -n "$victim" ] && kill -"$signal" "$victim" 2>/dev/null; then
			hits=$((hits + 1))
		fi
		# a process that ignores the signal, or was not hit, may take longer
		wait "$job" 2>/dev/null || :
		wait_until 20 nobody_works || fail "round $round: somebody works on"
		[ -e out/PLAN.txt ] || continue
		vg-verify -d out >report 2>damage || :
		[ ! -s damage ] || fail "round $round, $signal: $(cat damage)"
		if grep -q '^Result: *COMPLETE' report; then
			assert_equal "$(digest_of out)" "$golden"
			assert_equal "$(archives_of out)" "$(archives_of reference)"
			completed=$((completed + 1))
			rm -rf out
		fi
	done
	run generate.sh -d out "${scene[@]}"
	assert_success
	assert_equal "$(archives_of out)" "$(archives_of reference)"
	assert_clean out
	echo "# $hits processes hit in $round rounds, $completed datasets completed" >&3
	assert [ "$hits" -gt $((round / 2)) ]
}
