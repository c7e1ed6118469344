#!/usr/bin/env bats
# Runs beside other runs: in containers, of other users, on the same dataset.
load helper

scene=(-n 200 -i 50 --frames 4 --size 16x16)

teardown() {
	[ -z "${users:-}" ] || rm -rf "$users"
}

planned_of() { sed -n 's/^samples *= *//p' "$1/PLAN.txt"; }

# A renderer that takes 0.1 s for each range of a dataset, not of a forecast.
slow_tree() {
	tree_with vg-render <<-'END'
		case $* in *.forecast.*) ;; *) sleep 0.1 ;; esac
		exec REAL "$@"
	END
}

# A container has process numbers of its own: kill -9 ends it at once.
container() { unshare -pf --kill-child --mount-proc "$@"; }
need_container() {
	container true 2>/dev/null || skip "needs root, for process namespaces"
}

@test "after a container was killed, a refused run does not shrink the plan" {
	need_container
	container generate.sh -d out "${scene[@]}" >log
	slow_tree
	(exec unshare -pf --kill-child --mount-proc tree/pipelines/generate.sh -d out -n 4000 >log 2>&1) 3>&- &
	job=$!
	more() { [ "$(compgen -G 'out/checkpoint_*' | wc -l)" -gt 8 ]; }
	wait_until 20 more
	kill -KILL "$job"
	wait "$job" || :
	run container generate.sh -d out --rehearse-above 0
	assert_failure 1
	assert_equal "$(planned_of out)" 4000
	run vg-verify -d out
	assert_failure 1
	assert_line --regexp '^Result: +INCOMPLETE$'
	run container generate.sh -d out
	assert_success
	assert_line --regexp '^Account: +4000 planned = 4000 present'
}

@test "a forecast beside a run writes nothing to its dataset" {
	make_by_hand out "${scene[@]}"
	slow_tree
	(exec tree/pipelines/generate.sh -d out -j 2 -n 3000 >log 2>&1) 3>&- &
	job=$!
	more() { [ "$(compgen -G 'out/checkpoint_*' | wc -l)" -gt 5 ]; }
	wait_until 20 more
	for _ in 1 2 3; do
		run generate.sh -d out -j 2 --forecast -n 400000
		assert_output --partial 'samples in 79'
		assert_equal "$(planned_of out)" 3000
	done
	wait "$job"
	grep -q '^Account: *3000 planned = 3000 present + 0 failed$' log
	assert_clean out
}

@test "of two runs at once on one dataset, the second says so, and nobody is told what is not so" {
	for round in 1 2 3 4 5 6 7 8; do
		rm -rf out
		make_by_hand out -n 100 -i 50 --frames 4 --size 16x16
		for n in 6000 3000; do
			(
				exec 3>&-
				generate.sh -d out -j 2 -n "$n" >"log.$n" 2>&1 && code=0 || code=$?
				echo "$code" >"code.$n"
			) &
		done
		wait
		for n in 6000 3000; do
			if [ "$(cat "code.$n")" -eq 0 ]; then
				grep -q "^Account: *$n planned = $n present + 0 failed\$" "log.$n"
				[ "$(planned_of out)" -ge "$n" ]
			else
				grep -qE 'another run is working on this dataset|PLAN.txt says 6000' "log.$n"
			fi
		done
		[ "$(cat code.6000)$(cat code.3000)" != 11 ]
		run vg-verify -d out
		assert_success
	done
}

@test "a run ends with what it was asked for, though somebody lets the plan grow meanwhile" {
	slow_tree
	(exec tree/pipelines/generate.sh -d out -j 2 "${scene[@]}" -n 1000 >log 2>&1) 3>&- &
	job=$!
	wait_until 20 test -e out/checkpoint_00003.npz
	vg-plan -d out -n 2000 >/dev/null
	wait "$job" && code=0 || code=$?
	assert_equal "$code" 1
	grep -q '^Account: *1000 planned = 1000 present + 0 failed$' log
	grep -q '^Result: *INCOMPLETE$' log
	assert_equal "$(planned_of out)" 2000
}

# Two users who share a directory by its group.
need_users() {
	[ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null || skip "needs root and setpriv, for other users"
	users=$(mktemp -d) # others may not enter bats's own directory
	chmod 755 "$users"
	cd "$users" || return
	mkdir shared
	chgrp 4242 shared
	chmod 2775 shared
}
# as UID UMASK COMMAND…
as() {
	local user=$1 mask=$2
	shift 2
	setpriv --reuid "$user" --regid 4242 --clear-groups bash -c 'umask "$0"; exec "$@"' "$mask" "$@"
}

@test "another user's run, forecast or rehearsal leaves a living run alone" {
	need_users
	slow_tree
	as 4001 002 tree/pipelines/generate.sh -d shared/out -j 2 "${scene[@]}" -n 3000 >log 2>&1 3>&- &
	job=$!
	wait_until 20 test -e shared/out/checkpoint_00003.npz
	run as 4002 002 generate.sh -d shared/out -j 2
	assert_failure 1
	assert_output --partial 'another run is working on this dataset (process '
	assert_output --partial 'user 4001'
	run as 4002 002 generate.sh -d shared/out -j 2 --forecast -n 50000
	assert_output --partial 'Result:'
	run as 4002 002 rehearse.sh -d shared/out -j 2
	assert_failure 1
	wait "$job"
	grep -q '^Account: *3000 planned = 3000 present + 0 failed$' log
}

@test "what a dead run of another user left is taken over, or named where it cannot be removed" {
	need_users
	make_by_hand shared/out "${scene[@]}"
	chown -R 4001:4242 shared/out
	chmod -R g+w shared/out
	as 4001 002 mkdir -p shared/out/.forecast.abcdefghijklmnop/part
	as 4001 002 touch shared/out/.run.lock shared/out/.forecast.abcdefghijklmnop/part/file
	run as 4002 002 generate.sh -d shared/out -j 2 -n 400
	assert_success
	assert [ ! -e shared/out/.forecast.abcdefghijklmnop ]
	as 4001 022 mkdir -p shared/out/.forecast.abcdefghijklmnop/part
	as 4001 022 touch shared/out/.run.lock shared/out/.forecast.abcdefghijklmnop/part/file
	run as 4002 002 generate.sh -d shared/out -j 2 -n 600
	assert_success
	assert_output --regexp '\.forecast\.abcdefghijklmnop: left by a run of user 4001'
}

@test "a rehearsal that was killed in a container can be begun again" {
	need_container
	(exec unshare -pf --kill-child --mount-proc rehearse.sh -j 2 -d out -n 8000 -i 200 >log 2>&1) 3>&- &
	job=$!
	begun() { compgen -G 'out/.rehearsal.*/whole/checkpoint*' >/dev/null; }
	wait_until 20 begun
	kill -KILL "$job"
	wait "$job" || :
	run container rehearse.sh -j 2 -d out -n 8000 -i 200
	assert_line --regexp '^PASS  the run completes and verifies'
	refute_output --partial 'another'
	refute begun
}

@test "a rehearsal counts whatever the host is called" {
	unshare -u true 2>/dev/null || skip "needs root, for a host name of its own"
	rehearse.sh -j 2 -d out -n 8000 -i 200 "${small[@]}" >log || grep -q FALLING log
	sed -i 's/^Result: .*/Result:      PASS/' out/REHEARSAL.txt # on a busy machine too
	run unshare -u sh -c 'hostname other-1234; exec generate.sh -j 2 -d out -n 8000 -i 200 --frames 4 --size 32 --rehearse-above 0'
	assert_success
}
