# shellcheck shell=bash disable=SC2034
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
