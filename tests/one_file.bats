#!/usr/bin/env bats
# vg-pack -o: all samples of a stream in one file or directory of arrays, whole
# or not at all.
load helper

teardown() { unmount_disk; }

# The arrays of each file or directory are those of ./a, in the order of index.
compare() {
	"$PYTHON" - "$@" <<-'END'
		import glob, sys, numpy as np
		d = [np.load(f) for f in sorted(glob.glob("a/checkpoint_*.npz"))]
		for path in sys.argv[1:]:
		    if path.endswith("/"):
		        m = {f: np.load(f"{path}{f}.npy", mmap_mode="r") for f in d[0].files}
		    else:
		        m = np.load(path)
		        assert m.files == d[0].files, m.files
		    index = np.asarray(m["index"])
		    assert len(index) > 100 and len(set(index)) == len(index)
		    for f in d[0].files:
		        wanted = np.concatenate([x[f] for x in d])[index]
		        assert m[f].dtype == wanted.dtype and m[f].shape == wanted.shape, (path, f)
		        assert (np.asarray(m[f]) == wanted).all(), (path, f)
		    print(len(index))
	END
}

# Nothing hidden is left here.
assert_swept() {
	run find . -maxdepth 1 -name '.*.tmp*'
	assert_output ''
}

@test "numpy reads the whole dataset, in order, shuffled, chosen, of any number of segments" {
	make_dataset a -n 3000 -i 70 "${small[@]}"
	for target in one.npz two.npz ./three.npy/; do
		for options in '' '--shuffle 3' '--class 1 --split train'; do
			how=
			[ $target != two.npz ] || how='--compress none'
			# shellcheck disable=SC2086
			vg-cat -d a $options | vg-pack -o $target $how >said
			assert_equal "$(cat said)" $target
			compare $target >count
			case $options in
			*class*) assert [ "$(cat count)" -lt 700 ] ;;
			*) assert_equal "$(cat count)" 3000 ;;
			esac
			case $target in *.npz) unzip -tq $target ;; esac
			rm -r $target
		done
	done
	assert_swept
	# ranges that do not follow each other, from a renderer
	vg-render -d a 500-599 7 0-3 2000-2999 | vg-pack -o some.npz >/dev/null
	assert_equal "$(compare some.npz)" 1105
}

@test "tar and zstd are written for other programs" {
	make_dataset a -n 300 -i 70 "${small[@]}"
	vg-cat -d a --shuffle 2 | vg-pack -o all.tar >/dev/null
	vg-cat -d a --shuffle 2 | vg-pack -o all.tar.zst >/dev/null
	zstd -dc all.tar.zst | cmp - all.tar
	"$PYTHON" - <<-'END'
		import io, tarfile, numpy as np
		seen = set()
		for member in (t := tarfile.open("all.tar")):
		    if member.name.endswith(".videos.npy"):
		        seen.add(int(member.name.split(".")[0]))
		assert seen == set(range(300)), seen
	END
	assert_refused 2 'all.mds: must end in .npz, .npy/, .tar or .tar.zst$' vg-pack -o all.mds < <(vg-cat -d a)
	assert_refused 2 '--compress zstd: not for all.npz$' vg-pack -o all.npz --compress zstd < <(vg-cat -d a)
	assert_refused 2 '--compress deflate: not for all.npy/$' vg-pack -o all.npy/ --compress deflate < <(vg-cat -d a)
	assert_refused 2 '-d DIR or -o FILE is required' vg-pack
	assert_refused 2 '--output cannot be combined with -d DIR' vg-pack -d a -o all.npz
}

@test "a name that is taken is refused, or replaced with --replace" {
	make_dataset a -n 300 -i 70 "${small[@]}"
	echo mine >all.npz
	assert_refused 1 'all.npz: exists already; --replace replaces it$' vg-pack -o all.npz < <(vg-cat -d a)
	assert_equal "$(cat all.npz)" mine
	vg-cat -d a | vg-pack -o all.npz --replace >/dev/null
	assert_equal "$(compare all.npz)" 300
	mkdir all.npy
	assert_refused 1 'all.npy/: exists already; remove it first$' vg-pack -o all.npy/ --replace < <(vg-cat -d a)
	assert_refused 3 'nowhere' vg-pack -o nowhere/all.npz < <(vg-cat -d a)
}

@test "a stream that is cut, damaged or of other fields leaves nothing" {
	make_dataset a -n 300 -i 70 "${small[@]}"
	vg-cat -d a --partial 0-99 100-299 >whole
	for target in all.npz all.npy/; do
		for size in 0 10 1000 100000 2000000 $(($(stat -c %s whole) - 1)); do
			head -c $size whole >cut
			assert_refused 1 'standard input' vg-pack -o $target <cut
			refute [ -e $target ]
			assert_swept
		done
		(vg-cat -d a 0-9 && vg-cat -d a --fields labels 10-19) >mixed
		assert_refused 1 'standard input: the segments must have the same fields$' vg-pack -o $target <mixed
		vg-cat -d a --class 9 >none
		assert_refused 1 'no sample in the stream$' vg-pack -o $target <none
		refute [ -e $target ]
		assert_swept
	done
}

@test "a killed writer leaves nothing under the name, and the next removes the rest" {
	make_dataset a -n 300 -i 70 "${small[@]}"
	for target in all.npz all.npy/; do
		for delay in 0.1 0.2; do
			(
				vg-cat -d a --epochs 0 2>/dev/null |
					timeout -s KILL $delay vg-pack -o $target
			) || :
			refute [ -e $target ]
		done
		assert [ -n "$(find . -maxdepth 1 -name '.all.np*.tmp*')" ]
		# one that works is left alone
		mkfifo pipe
		vg-pack -o $target <pipe >/dev/null 3>&- &
		exec 5>pipe
		vg-render -d a 0-149 >&5
		wait_until 10 sh -c 'find . -maxdepth 1 | grep -q "/\.all\.np.*\.tmp"'
		vg-cat -d a | vg-pack -o other.${target#all.} >/dev/null
		vg-render -d a 150-299 >&5
		exec 5>&-
		wait $!
		assert_equal "$(compare $target)" 300
		rm -r pipe $target
		assert_swept
	done
}

@test "of two writers of one name, the later is refused, and the first one's file stays" {
	make_dataset a -n 300 -i 70 "${small[@]}"
	vg-render -d a 0-299 >records
	for target in all.npz all.npy/; do
		mkfifo pipe
		vg-pack -o $target <pipe >paths 2>messages 3>&- 5>&- &
		exec 5>pipe
		head -c 100000 records >&5
		wait_until 10 compgen -G '.all.np*.tmp*'
		vg-pack -o $target <records >/dev/null
		tail -c +100001 records >&5
		exec 5>&-
		status=0
		wait $! || status=$?
		assert_equal $status 1
		assert_equal "$(cat paths)" ''
		run cat messages
		assert_output --regexp "^vg-pack: $target: exists already; (--replace replaces|remove) it( first)?\$"
		assert_equal "$(compare $target)" 300
		rm -r pipe $target
		assert_swept
	done
}

@test "room is checked first: how much is needed, and how much is free" {
	make_dataset a -n 300 -i 70 "${small[@]}"
	mount_disk size=2m
	for target in 'disk/all.npy/' 'disk/all.npz --compress none' 'disk/all.tar'; do
		# shellcheck disable=SC2086
		run -3 --separate-stderr vg-pack -o $target < <(vg-cat -d a)
		assert_regex "$stderr" '^vg-pack: disk/all\.[a-z/]+: 3\.[0-9]+ MB more needed, [0-9.]+ MB free: No space left on device$'
		assert_equal "$(ls -A disk)" ''
	done
	# packed, it fits
	vg-cat -d a | vg-pack -o disk/all.npz >/dev/null
	assert_equal "$(compare disk/all.npz)" 300
}

@test "memory does not grow with the samples" {
	! sanitized || skip "the sanitizers built in take memory of their own"
	make_dataset a -n 3000 -i 1000 "${small[@]}"
	vg-cat -d a --epochs 4 >stream
	for target in all.npz all.npy/ all.tar; do
		"$PYTHON" - $target <<-'END'
			import os, subprocess, sys
			p = subprocess.Popen(["vg-pack", "-o", sys.argv[1]], stdin=open("stream"),
			                     stdout=subprocess.DEVNULL)
			_, status, usage = os.wait4(p.pid, 0)
			assert status == 0 and 500 < usage.ru_maxrss < 32768, (status, usage.ru_maxrss)
		END
	done
}
