#!/usr/bin/env bats
# Arrays and archives of more than 4 GiB, which need zip64.
load ../helper

# A checkpoint of 257 samples of 16 MiB of zeros: 16 MiB more than 4 GiB.
large() {
	vg-plan -d out -n 257 -i 257 --renderer test/1 "$@" >/dev/null
	"$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d out --fingerprint)" 0-256 \
		zeros 16x1024x1024 | vg-pack -d out
}

# Other programs and vg-verify can read it.
is_read_alike() {
	unzip -tq out/checkpoint_00000.npz
	run "$PYTHON" "$repo/tests/zipcheck.py" out/checkpoint_00000.npz
	assert_success
	run vg-verify -d out
	assert_success
	assert_line --regexp '^Coverage: +257 / 257 samples$'
	assert_line --regexp '^Duplicates: +256'
	rm out/MANIFEST.tsv
	run vg-verify -d out --rebuild
	assert_success
	assert_line --regexp '^Rebuilt: +1 lines added'
}

@test "an array of more than 4 GiB, deflated to a hundredth" {
	large
	assert [ "$(stat -c %s out/checkpoint_00000.npz)" -lt $((4294967296 / 100)) ]
	is_read_alike
}

@test "the same array stored: members after it have offsets beyond 4 GiB" {
	[ "$(df --output=avail -B 1M . | tail -n 1)" -gt 6000 ] ||
		skip "needs 6 GB of disk"
	large --compress none
	assert [ "$(stat -c %s out/checkpoint_00000.npz)" -gt 4294967296 ]
	is_read_alike
	rm -r out
}
