#!/usr/bin/env bats
# Unit tests of the modules: one test for each tests/unit/test_*.c.
load helper

# A program that is not listed here would not be run.
@test "this file runs every unit test program" {
	for source in "$repo"/tests/unit/test_*.c; do
		name=$(basename "$source" .c)
		run grep -c "unit $name\$" "$BATS_TEST_FILENAME"
		assert_output 1
	done
}

unit() {
	run "$VG_BUILD/unit/$1"
	assert_success
	assert_output ''
}

@test "camera" {
	unit test_camera
}

@test "crew" {
	unit test_crew
}

@test "deflater" {
	unit test_deflater
}

@test "estimate" {
	unit test_estimate
}

@test "fixmath" {
	unit test_fixmath
}

@test "forecast" {
	unit test_forecast
}

@test "golden" {
	unit test_golden
}

@test "manifest" {
	unit test_manifest
}

@test "npy" {
	unit test_npy
}

@test "number" {
	unit test_number
}

@test "options: every type, bounds, refusals, help" {
	unit test_options
}

@test "philox" {
	unit test_philox
}

@test "plan" {
	unit test_plan
}

@test "range" {
	unit test_range
}

@test "readout: permutations and the window of a shuffle" {
	unit test_readout
}

@test "replay: the estimate compared with naive ones on made-up runs" {
	unit test_replay
}

@test "drawing" {
	unit test_drawing
}

@test "rows: the words and numbers for each state of a dataset" {
	unit test_rows
}

@test "run: reports of workers, sizes of trials, verdicts on what was watched" {
	unit test_run
}

@test "scene" {
	unit test_scene
}

@test "split" {
	unit test_split
}

@test "text" {
	unit test_text
}

@test "timeline: of limited size, and the same for a late watcher" {
	unit test_timeline
}

@test "trajectory" {
	unit test_trajectory
}

@test "utctime" {
	unit test_utctime
}

@test "verdict: each side of every threshold" {
	unit test_verdict
}

@test "verify: each fault of a checkpoint, and when a dataset is complete" {
	unit test_verify
}

@test "webdataset: no byte can change, be missing or be added unnoticed" {
	unit test_webdataset
}

@test "zipfile: sizes that need 64 bits have them" {
	unit test_zipfile
}

@test "zstd_stream: restored by libzstd, in a window of at least two repeats" {
	unit test_zstd_stream
}
