# shellcheck shell=bash disable=SC2034,SC2154 # bats sets and reads variables
# The formats of a checkpoint, as options of vg-plan.
formats=(
	'--format npz --compress deflate'
	'--format npz --compress none'
	'--format webdataset --compress none'
	'--format webdataset --compress gz'
	'--format webdataset --compress zstd'
	'--format mds --compress none'
	'--format mds --compress zstd'
)

# The datasets $made/HOW, of one plan, hold the arrays of $made/npz as numpy reads
# them, and have the same content and digest: assert_read_like_npz HOW...
assert_read_like_npz() {
	"$PYTHON" "$repo/tests/readback.py" "$made/npz" >digest
	for how in "$@"; do
		run "$PYTHON" "$repo/tests/readback.py" "$made/$how"
		assert_success
		assert_output "$(cat digest)"
		for k in 0 1 2; do
			run "$PYTHON" "$repo/tests/shards.py" "$made/npz/checkpoint_0000$k.npz" \
				"$made/$how/checkpoint_0000$k".*
			assert_success
			assert_output '14 arrays are equal'
		done
		assert_equal "$(cut -f 3,4,6 "$made/$how/MANIFEST.tsv" | grep '^[0-9]')" \
			"$(cut -f 3,4,6 "$made/npz/MANIFEST.tsv" | grep '^[0-9]')"
		assert_equal "$(digest_of "$made/$how")" "$(cat digest)"
	done
}
