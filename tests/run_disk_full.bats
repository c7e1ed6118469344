#!/usr/bin/env bats
# A disk that others fill while a run goes on: everybody is told, with the reason.
load helper

teardown() { unmount_disk; }

@test "a disk that fills up ends the run as INCOMPLETE everywhere, with the reason" {
	mount_disk size=12m
	mkdir away
	tree_with vg-render <<-'END'
		case $* in
		*.forecast.*) exec REAL "$@" ;;
		esac
		# somebody takes all that is left, once a few checkpoints are there
		if [ -e disk/out/checkpoint_00004.npz ] && mkdir away/once 2>/dev/null; then
			dd if=/dev/zero of=disk/other bs=4k status=none 2>/dev/null || :
		fi
		exec REAL "$@"
	END
	run --separate-stderr tree/pipelines/generate.sh --reserve 0 -j 2 -d disk/out -n 800 -i 20 --out away/copy.txt --every 1
	assert_failure
	assert_line --regexp '^Account: +800 planned = [0-9]+ present \+ [0-9]+ failed$'
	assert_line --regexp '^    ([0-9]+-[0-9]+  .*No space left on device|stopped: .*needed to continue)'
	refute_output --partial 'about 0 bytes'
	[[ $stderr != *'about 0 bytes'* ]]
	grep -q '^Status: *INCOMPLETE' disk/out/PROGRESS.txt
	grep -q '^Status: *INCOMPLETE' away/copy.txt
	rm disk/other
	run generate.sh -j 2 --reserve 0 -d disk/out --out away/copy.txt
	assert_success
	grep -q '^Status: *COMPLETE' away/copy.txt
	assert_clean disk/out
}

@test "a run that nobody can record is refused in the first second, and changes nothing" {
	[ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null || skip "needs root and setpriv, for another user"
	users=$(mktemp -d)
	chmod 755 "$users"
	make_by_hand "$users/out" -n 100 -i 50 "${small[@]}"
	chown -R 4001:4001 "$users/out"
	chown 0:0 "$users/out/MANIFEST.tsv"
	run setpriv --reuid 4001 --regid 4001 --clear-groups "$(command -v generate.sh)" -d "$users/out" -n 400
	grep -q '^samples = 100$' "$users/out/PLAN.txt"
	rm -r "$users"
	assert_failure 3
	assert_output --partial 'MANIFEST.tsv: '
	refute_output --partial Forecast
}
