#!/usr/bin/env bats
# vg-index: what stands beside the checkpoints, for people and for loaders.
load helper

scene=(-n 22 -i 10 --frames 2 --size 16 --split 50,30,20)

@test "index.json has the keys of Streaming, and hashes and sizes of the files" {
	for how in none zstd; do
		make_by_hand $how "${scene[@]}" --format mds --compress $how
		run vg-index -d $how
		assert_success
		assert_output "$how/index.json"$'\n'"$how/vg-preview.png"$'\n'"$how/README.md"
		run "$PYTHON" - $how <<-'END'
			import json, sys, xxhash, mds_shard
			d = sys.argv[1] + "/"
			index = json.load(open(d + "index.json"))
			assert list(index) == ["version", "shards"] and index["version"] == 2
			assert len(index["shards"]) == 3
			for k, s in enumerate(index["shards"]):
			    assert set(s) == {"column_encodings", "column_names", "column_sizes",
			                      "compression", "format", "hashes", "raw_data",
			                      "samples", "size_limit", "version", "zip_data"}
			    raw, packed = s["raw_data"], s["zip_data"]
			    assert raw["basename"] == f"checkpoint_{k:05}.mds"
			    file = packed or raw
			    content = open(d + file["basename"], "rb").read()
			    assert file["bytes"] == len(content)
			    assert file["hashes"] == {"xxh128": xxhash.xxh128_hexdigest(content)}
			    assert s["hashes"] == ["xxh128"]
			    assert (s["compression"] == "zstd") == (packed is not None)
			    path = d + file["basename"]
			    assert raw["bytes"] == len(mds_shard.content(path))
			    assert s["samples"] == [10, 10, 2][k] == len(mds_shard.arrays(path)["index"])
			print("right")
		END
		assert_success
		assert_output right
	done
}

@test "shards.json lists archives for wids" {
	make_by_hand out "${scene[@]}" --format webdataset --compress none
	vg-index -d out >/dev/null
	run "$PYTHON" - <<-'END'
		import json, os
		index = json.load(open("out/shards.json"))
		assert index["__kind__"] == "wids-shard-index-v1"
		assert [s["nsamples"] for s in index["shardlist"]] == [10, 10, 2]
		for k, s in enumerate(index["shardlist"]):
		    assert s["url"] == f"checkpoint_{k:05}.tar"
		    assert s["filesize"] == os.path.getsize("out/" + s["url"])
		print("right")
	END
	assert_output right
}

@test "croissant.json is JSON-LD with the SHA-256 of each file" {
	make_by_hand out "${scene[@]}"
	vg-index -d out >/dev/null
	assert [ ! -e out/croissant.json ]
	vg-index -d out --croissant --license cc0-1.0 --creator 'A "B" \ C' --url https://example.org/ \
		--cite $'two\nlines' >/dev/null
	run "$PYTHON" - <<-'END'
		import hashlib, json
		c = json.load(open("out/croissant.json"))
		assert c["@type"] == "sc:Dataset"
		assert c["conformsTo"] == "http://mlcommons.org/croissant/1.1"
		for key in ("@context", "name", "description", "license", "url", "creator",
		            "datePublished", "distribution"):
		    assert c[key], key
		assert c["creator"]["name"] == 'A "B" \\ C' and c["citeAs"] == "two\nlines"
		for f in c["distribution"]:
		    assert f["@type"] == "cr:FileObject" and f["encodingFormat"]
		    with open("out/" + f["contentUrl"], "rb") as file:
		        assert hashlib.sha256(file.read()).hexdigest() == f["sha256"]
		print(len(c["distribution"]))
	END
	assert_success
	assert_output 3
}

@test "README.md says what the data are: digest, arrays, classes, parts" {
	make_by_hand out "${scene[@]}" --cameras 2 --truth mask
	vg-index -d out --licence cc-by-4.0 --cite 'A paper' >/dev/null
	run "$PYTHON" - "$(digest_of out)" <<-'END'
		import collections, glob, sys
		import numpy as np
		lines = open("out/README.md").read().split("\n")
		end = lines.index("---", 1)
		assert lines[0] == "---" and 'license: "cc-by-4.0"' in lines[:end]
		assert "- n<1K" in lines[:end]
		assert "    " + sys.argv[1] in lines and "    A paper" in lines
		rows = [[c.strip().strip("`") for c in l.replace("\\|", "\0").strip("|").split("|")]
		        for l in lines if l.startswith("| ")]
		files = [np.load(p) for p in sorted(glob.glob("out/*.npz"))]
		for name, array in files[0].items():
		    shape = "×".join(map(str, array.shape[1:])) or "one number"
		    assert [name, array.dtype.str.replace("|", "\0"), shape] in \
		        [r[:3] for r in rows], name
		    assert [r for r in rows if r[0] == name][0][3], name
		for name, words in (("labels", ["linear", "circular", "helical", "parabolic"]),
		                    ("split", ["training", "validation", "test"])):
		    n = collections.Counter(int(v) for f in files for v in f[name])
		    for i, word in enumerate(words):
		        assert [str(i), word, str(n[i])] in [r[:3] for r in rows], word
		assert "![The first samples, a row each](vg-preview.png)" in lines
		command = [l for l in lines if l.startswith("    vg-plan -d dataset ")]
		print(command[0].strip())
	END
	assert_success
	eval "$output" >/dev/null
	assert_equal "$(vg-plan -d dataset --fingerprint)" "$(vg-plan -d out --fingerprint)"
	"$PYTHON" -c 'import sys; assert open("out/vg-preview.png", "rb").read(4) == b"\x89PNG"'
}

@test "files that vg did not write are left; its own are replaced, to the same bytes" {
	make_by_hand out "${scene[@]}" --format mds
	vg-index -d out --croissant >/dev/null
	cp -r out first
	run --separate-stderr vg-index -d out --croissant
	assert_success
	assert_equal "$stderr" ''
	assert_equal "${#lines[@]}" 4
	diff -r first out
	vg-index -d out --croissant --cite new >/dev/null
	grep -q '"citeAs": "new"' out/croissant.json
	echo '# Mine' >out/README.md
	echo '{"shards": [], "version": 2}' >out/index.json
	cp -r out mine
	run --separate-stderr vg-index -d out
	assert_success
	assert_output out/vg-preview.png
	assert_equal "$stderr" "vg-index: out/index.json: not written: there is one that is not vg's
vg-index: out/README.md: not written: there is one that is not vg's"
	diff -r mine out
	assert_clean out
}

@test "an incomplete or damaged dataset is not described" {
	make_by_hand out "${scene[@]}"
	mv out/checkpoint_00001.npz .
	assert_refused 1 'out: is not complete: 1 of 3 checkpoints are missing, number 1 first' \
		vg-index -d out
	head -c -1 checkpoint_00001.npz >out/checkpoint_00001.npz
	assert_refused 1 'checkpoint_00001.npz: ' vg-index -d out
	assert [ ! -e out/README.md ]
	assert_refused 3 'No such file' vg-index -d none
}

@test "text from a plan is text, in Markdown as in JSON" {
	vg-plan -d out -n 2 -i 2 --renderer 'x|<b>/1 `y`' -x 'prompt=a|b *c* <script>' -x 'list=1. _x_' >range
	"$PYTHON" "$repo/tests/producer.py" "$(vg-plan -d out --fingerprint)" 0-1 noise 3x5 |
		vg-pack -d out >/dev/null
	vg-index -d out --croissant >/dev/null
	"$PYTHON" -m json.tool out/croissant.json >/dev/null
	run cat out/README.md
	assert_line '# Samples of x\|\<b\>/1 \`y\`'
	assert_line '| x-prompt | a\|b \*c\* \<script\> |'
	assert_line '| x-list | 1\. \_x\_ |'
	refute_line --partial 'vg-preview.png'
}
