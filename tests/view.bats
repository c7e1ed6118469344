#!/usr/bin/env bats
# vg-view: pictures and videos show exactly what the records have.
load helper

@test "every pixel of the sheet is right, for each layout, dtype and number of channels" {
	for options in "" "--layout thwc" "--dtype f4" "--dtype f4 --layout thwc --channels 1" \
		"--channels 1" "--cameras 3" "--style disc --size 20x36"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 3 -i 3 --frames 5 --size 24 $options >/dev/null
		vg-render -d out 0-2 | vg-pack -d out
		vg-render -d out 0-2 | vg-view -g 3x3 -s 2 >look.png
		"$PYTHON" - <<-'END'
			import numpy as np
			from pixels import png
			from sheet import Sheet
			data = np.load("out/checkpoint_00000.npz")
			v = data["videos"]
			if v.ndim == 5:
			    v = v[:, None]
			if v.shape[-1] not in (1, 3):
			    v = v.transpose(0, 1, 2, 4, 5, 3)
			if v.dtype == "f4":
			    v = np.rint(v * 255)
			v = np.broadcast_to(v, v.shape[:-1] + (3,))
			look, (n, views, t, h, w, _) = png("look.png"), v.shape
			sheet = Sheet(h, w, 2, columns=3, views=views)
			assert look.shape == (n * sheet.row, sheet.width, 3), look.shape
			for i in range(n):
			    for view in range(views):
			        assert (sheet.caption(look, i, view) < 100).any(), "no text"
			        for column, frame in enumerate((0, 2, 4)):
			            box = sheet.cell(look, i, view, column)
			            assert (box == v[i, view, frame].repeat(2, 0).repeat(2, 1)).all()
		END
	done
}

@test "every pixel of the ground truth below each video is right: mask, depth, flow, box" {
	for options in "" "--cameras 2 --layout thwc --style disc" "--channels 1 --distractors 2"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 2 -i 2 --frames 3 --size 24x32 --objects 2 \
			--framing auto --truth mask,depth,flow,box $options >/dev/null
		vg-render -d out 0-1 | vg-pack -d out
		vg-render -d out 0-1 | vg-view -g 2x3 -s 1 >look.png
		"$PYTHON" - "$options" <<-'END'
			import sys
			import numpy as np
			from pixels import png
			from sheet import Sheet
			data, look = np.load("out/checkpoint_00000.npz"), png("look.png")
			views = data["videos"].shape[1] if data["videos"].ndim == 6 else 1
			per_view = lambda a: a.reshape((2, views) + a.shape[1 + (views > 1):])
			mask, depth, box = (per_view(data[k]) for k in ("mask", "depth", "box"))
			flow, video = per_view(data["flow"]), per_view(data["videos"])
			if "thwc" not in sys.argv[1]:
			    flow, video = np.moveaxis(flow, 3, -1), np.moveaxis(video, 3, -1)
			video = np.broadcast_to(video, video.shape[:-1] + (3,))
			sheet = Sheet(24, 32, 1, columns=3, views=views, kinds=5)
			assert look.shape == (2 * sheet.row, sheet.width, 3), look.shape
			for i in range(2):
			    colours = {0: np.zeros(3)}
			    for k in np.unique(mask[i])[1:]:
			        total = video[i][mask[i] == k].sum(0, dtype=int)
			        colours[k] = total * 255 // total.max()
			    z = depth[i][(mask[i] > 0) & (depth[i] > 0)]
			    near, far = z.min(), z.max()
			    fastest = np.hypot(flow[i, ..., 0], flow[i, ..., 1]).max()
			    for view in range(views):
			        for line in range(view * 5, view * 5 + 5):
			            if views > 1 or line > 0:
			                assert (sheet.caption(look, i, line) < 100).any(), line
			        for t in range(3):
			            m, z, f = (a[i, view, t] for a in (mask, depth, flow))
			            tile = lambda kind: sheet.cell(look, i, view * 5 + kind, t).astype(int)
			            shown = tile(1)
			            for k in np.unique(m):
			                own = np.unique(shown[m == k], axis=0)
			                assert len(own) == 1, own
			                # all that is grey is alike: only the first can keep it
			                if "channels" not in sys.argv[1] or k < 2:
			                    assert (own[0] == colours[k]).all(), (k, own, colours[k])
			                colours[k] = own[0]
			            shown = tile(2)
			            some = z > 0
			            assert (shown[some].max(-1) == shown[some].min(-1)).all()
			            light = np.clip(255 - 191 * (z[some] - near) / (far - near), 32, 255)
			            assert (np.abs(shown[some][:, 0] - light) <= 1).all()
			            assert (shown[~some] == (16, 16, 72)).all()
			            shown, length = tile(3), np.hypot(f[..., 0], f[..., 1])
			            assert (shown[length == 0] == 0).all()
			            bright = 255 * np.sqrt(length / fastest)
			            assert (np.abs(shown.max(-1) - bright) <= 1).all()
			            right = (f[..., 0] > 3 * abs(f[..., 1])) & (length > length.max() / 2)
			            assert (shown[right][:, 0] > shown[right][:, 2]).all()
			            wanted = video[i, view, t].astype(int)
			            for k in reversed(range(2)):
			                x0, y0, x1, y1 = box[i, view, k, t]
			                rings = [(2, 255), (1, colours[k + 1])][k:] if x1 > x0 else []
			                for outside, colour in rings:
			                    ring = np.zeros((28, 36), bool)
			                    ring[2 + y0 - outside:2 + y1 + outside,
			                         2 + x0 - outside:2 + x1 + outside] = True
			                    ring[3 + y0 - outside:1 + y1 + outside,
			                         3 + x0 - outside:1 + x1 + outside] = False
			                    wanted[ring[2:-2, 2:-2]] = colour
			            assert (tile(4) == wanted).all()
			    assert len({tuple(c) for c in colours.values()}) == len(colours), colours
		END
	done
}

@test "without a mask, boxes have the colours of what is in their middle" {
	vg-render --objects 2 --framing auto --frames 4 --size 48 --truth box 0-1 >records
	vg-view -g 2x4 -s 1 <records >look.png
	"$PYTHON" - <<-'END'
		import numpy as np
		from pixels import png
		from sheet import Sheet
		look, sheet = png("look.png").astype(int), Sheet(48, 48, 1, columns=4, kinds=2)
		for i in range(2):
		    for t in range(4):
		        video, box = (sheet.cell(look, i, line, t) for line in (0, 1))
		        drawn = box[(box != video).any(-1)]
		        red, blue = (drawn[:, 0] == 255), (drawn[:, 2] == 255)
		        white = (drawn == 255).all(-1)
		        assert (red | blue).all() and white.any() and (red & ~white).any()
	END
}

@test "titles and captions can be read at any scale, and no sheet is wider than 4096" {
	vg-render --frames 2 --size 8 0 >tiny
	vg-render --frames 24 --size 64 --truth depth 0 >usual
	vg-render --frames 2 --size 1024 0 >large
	while read -r file grid scale width; do
		vg-view -g $grid -s $scale <$file >look.png
		"$PYTHON" - $width <<-'END'
			import sys
			import numpy as np
			from pixels import png
			look = png("look.png")
			assert look.shape[1] == int(sys.argv[1]), look.shape
			title = look[:10 * max(2, look.shape[1] // 1024)]
			ink = np.flatnonzero((title == 60).all(-1).any(1))
			high = ink[-1] - ink[0] + 1
			assert high >= 14 * max(1, look.shape[1] // 2048), (look.shape, high)
		END
	done <<-'END'
		tiny 1x1 1 360
		tiny 1x2 16 360
		usual 1x24 1 1586
		usual 1x24 2 3122
		usual 1x24 4 3872
		usual 1x24 16 3080
		large 1x2 1 2054
		large 1x2 16 3076
	END
}

@test "a frame wider than the sheet is shown by every third pixel, with its boxes" {
	"$PYTHON" - <<-'END'
		import numpy as np
		from records import write
		videos = np.zeros((1, 2, 8, 9000, 3), "u1")
		videos[:, :, :, :, 0] = np.arange(9000) % 251
		box = np.array([[[[4500, 3, 4530, 6], [-5, 0, 3, 8]]]], "<i4")
		# an axis of one view is an axis, also of the truth
		write(open("wide", "wb"), 0, {"videos": videos[:, None], "box": box[:, None]})
	END
	vg-view -s 16 <wide >look.png
	"$PYTHON" - <<-'END'
		import numpy as np
		from pixels import png
		from sheet import Sheet
		look, sheet = png("look.png").astype(int), Sheet(3, 3000, 1, columns=1, kinds=2)
		assert look.shape == (sheet.row, sheet.width, 3), look.shape
		assert (sheet.cell(look, 0, 0, 0)[0, :, 0] == np.arange(0, 9000, 3) % 251).all()
		box = sheet.cell(look, 0, 1, 0)
		assert (box[1, [1499, 1510]] != sheet.cell(look, 0, 0, 0)[1, [1499, 1510]]).any(-1).all()
	END
}

@test "a film has every frame of every sample, under its title, views side by side" {
	vg-render --frames 6 --size 16x24 --cameras 2 --truth mask 0-4 >records
	vg-view --y4m -s 8 --rate 12 <records >film.y4m
	"$PYTHON" - <<-'END'
		import numpy as np
		from records import segments
		from sheet import Sheet
		sheet = Sheet(16, 24, 8, columns=2, views=2, kinds=2, film=True)
		head, *frames = open("film.y4m", "rb").read().split(b"FRAME\n")
		assert head == f"YUV4MPEG2 W{sheet.width} H{sheet.row} F12:1 Ip A1:1 C444\n".encode()
		assert len(frames) == 5 * 6 and sheet.width == 390
		def plane(frame, p):
		    all_ = np.frombuffer(frame, "u1").reshape(3, sheet.row, sheet.width)
		    return all_[p].astype(int)
		titles = set()
		for i, record in enumerate(next(segments(open("records", "rb")))[3]):
		    video = record["videos"].reshape(2, 6, 3, 16, 24).astype(int)
		    mask = record["mask"].reshape(2, 6, 16, 24)
		    for t in range(6):
		        y = plane(frames[i * 6 + t], 0)
		        titles.add(y[:20].tobytes())
		        for view in range(2):
		            r, g, b = video[view, t]
		            luma = (66 * r + 129 * g + 25 * b + 128 + 16 * 256) // 256
		            assert (sheet.cell(y, 0, 0, view)[::8, ::8] == luma).all()
		            shown = sheet.cell(y, 0, 1, view)[::8, ::8]
		            assert ((shown > 16) == (mask[view, t] > 0)).all()
		assert len(titles) == 5
	END
	# white is 235, 128, 128 in limited range
	vg-render --style disc --frames 1 --size 16 0 | vg-view --y4m -s 1 >white.y4m
	"$PYTHON" - <<-'END'
		import numpy as np
		data = open("white.y4m", "rb").read().split(b"FRAME\n")[1]
		planes = np.frombuffer(data, "u1").reshape(3, 20 + 16 + 2, 360)
		assert [p[20, 2] for p in planes] == [235, 128, 128]
	END
}

@test "--mp4 and --gif make whole files that play, by ffmpeg" {
	vg-render --frames 5 --size 21 --truth mask 0-2 >records
	for name in look.mp4 '-n.mp4' 'a b:c%d.mp4' "q'.gif" look.gif; do
		option=--${name##*.}
		vg-view "$option=$name" -s 3 --rate 10 <records
		run --separate-stderr ffprobe -loglevel error -count_frames -of csv=p=0 -show_entries \
			stream=codec_name,pix_fmt,width,height,r_frame_rate,nb_read_frames "file:$name"
		case $option in
		--mp4) assert_output 'h264,360,170,yuv420p,10/1,15' ;;
		--gif) assert_output 'gif,360,170,bgra,10/1,15' ;;
		esac
	done
	# players start before they have all of it: the index is before the data
	"$PYTHON" -c 'data = open("look.mp4", "rb").read(); assert data.index(b"moov") < data.index(b"mdat")'
	# what is there already is replaced, and only by a whole file
	echo old >look.mp4
	head -c -100 records >cut
	run ! vg-view --mp4 look.mp4 <cut
	assert_equal "$(cat look.mp4)" old
	mkdir fake
	printf '#!/bin/sh\nhead -c 1000 >/dev/null; echo no codec >&2; exit 7\n' >fake/ffmpeg
	chmod +x fake/ffmpeg
	PATH=$PWD/fake:$PATH run -3 --separate-stderr vg-view --mp4 look.mp4 <records
	assert_equal "$stderr" $'no codec\nvg-view: look.mp4: ffmpeg failed'
	printf '#!/bin/sh\nhead -c 1000 >/dev/null; kill -9 $$\n' >fake/ffmpeg
	PATH=$PWD/fake:$PATH assert_refused 3 'look.mp4: ffmpeg failed' vg-view --mp4 look.mp4 <records
	printf '#!/bin/sh\nhead -c 1000 >/dev/null\n' >fake/ffmpeg
	PATH=$PWD/fake:$PATH assert_refused 3 'look.mp4: ffmpeg failed' vg-view --mp4 look.mp4 <records
	# a full disk, of which ffmpeg alone would end with 0
	for name in look.mp4 big.gif; do
		run -3 --separate-stderr bash -c "trap '' XFSZ; ulimit -f 4
			vg-view --${name##*.} $name -s 16 <records"
		assert_regex "$stderr" "vg-view: $name: ffmpeg failed\$"
	done
	assert [ ! -e big.gif ]
	assert_equal "$(cat look.mp4)" old
	chmod 600 look.mp4
	vg-view --mp4 look.mp4 <records
	assert_equal "$(stat -c %a look.mp4)" 600
	run ffprobe -loglevel error -of csv=p=0 -show_entries stream=color_space look.mp4
	assert_output smpte170m
	mkdir taken.mp4
	assert_refused 3 '^vg-view: (./)?taken.mp4: rename: Is a directory' vg-view --mp4 taken.mp4 <records
	assert_refused 2 '--rate 60: must be at most 50 with --gif' vg-view --gif a.gif --rate 60 <records
	ln -s "$(command -v vg-view)" fake/vg-view
	rm fake/ffmpeg
	assert_refused 3 'ffmpeg: start: No such file' env PATH="$PWD/fake" vg-view --mp4 look.mp4 <records
	assert_refused 3 'missing' vg-view --mp4 missing/look.mp4 <records
	assert_refused 2 'look.png: the name must end in .mp4$' vg-view --mp4 look.png <records
	assert_refused 2 '--gif cannot be combined with --mp4' vg-view --mp4 a.mp4 --gif a.gif <records
	assert_refused 2 '--gif cannot be combined with --y4m' vg-view --gif a.gif --y4m <records
	run find . -name '.*tmp'
	assert_output ''
}

@test "fewer samples than rows make a shorter sheet; more are not read" {
	vg-render "${small[@]}" 0-2 | vg-view -g 8x4 -s 1 >three.png
	vg-render "${small[@]}" 0-9999 2>err | vg-view -g 3x4 -s 1 >many.png
	cmp three.png many.png
	run cat err
	assert_output ''
}

@test "--sample selects samples from several segments" {
	vg-render "${small[@]}" 0-9 10-19 20-29 | vg-view --sample 9-11 >picked.png
	vg-render "${small[@]}" 9-11 | vg-view >alone.png
	cmp picked.png alone.png
}

@test "a truncated or empty stream, or one without videos, gives no picture" {
	vg-render "${small[@]}" 0-9 >good
	head -c 30000 good >cut
	assert_refused 1 'ended before its END' vg-view <cut
	assert_refused 1 'empty' vg-view </dev/null
	vg-render </dev/null >none
	assert_refused 1 'no sample to show' vg-view <none
	assert_refused 1 'no sample to show' vg-view --sample 100 <good
	vg-view -s 16 -g 1000x1000 <good >most.png # as much as there is room for
	vg-render --frames 1 --size 1024 --cameras 16 --truth mask,box 0 >high
	assert_refused 2 'a picture of 3076 x 149022 pixels is too large; reduce --scale$' vg-view -s 4 <high
	assert_refused 2 '--grid 8: must be ROWSxCOLUMNS, each between 1 and 1000' vg-view --grid 8
	assert_refused 2 '--scale 0: must be between 1 and 16' vg-view --scale 0
	assert_refused 2 '--sample 7-3: must be indexes and ranges FIRST-LAST with commas between them' \
		vg-view --sample 7-3
	assert_refused 2 '--rate requires --y4m, --mp4 or --gif' vg-view --rate 8
	run --separate-stderr bash -c 'vg-view <good >/dev/full'
	assert_equal "$status" 3
	assert_regex "$stderr" '^vg-view: standard output: write: No space left'
}

@test "samples of a dataset are shown, in any format, as their records are" {
	for storage in 'npz none' 'webdataset zstd' 'mds zstd'; do
		# shellcheck disable=SC2086 # words on purpose
		set -- $storage
		make_by_hand $1 -n 50 -i 20 --frames 4 --size 16 --format $1 --compress $2
		vg-render -d $1 3 17-21 49 | vg-view >wanted.png
		vg-view -d $1 --sample 49,17-20,3,20-21 | cmp - wanted.png
		vg-render -d $1 0-49 | vg-view --sample 3,49,17-21 | cmp - wanted.png
		vg-render -d $1 0-7 | vg-view | cmp - <(vg-view -d $1)
		vg-render -d $1 0-49 | vg-view -g 50x4 | cmp - <(vg-view -d $1 --random 1000 -g 50x4)
		vg-render -d $1 0-49 | vg-view -g 50x4 | cmp - <(vg-view -d $1 --sample 3,20-29 --random 39)
		vg-view -d $1 --random 8 >random.png
		vg-view -d $1 --random 8 --seed 2 | run ! cmp -s - random.png
		assert_refused 1 "$1: sample 50 is not committed" vg-view -d $1 --sample 45-60
	done
	rm npz/checkpoint_00001.npz
	assert_refused 1 'checkpoint_00001' vg-view -d npz --sample 3,25
	vg-plan -d npz -n 100 >/dev/null
	assert_refused 1 'npz: sample 77 is not committed' vg-view -d npz --sample 77
	assert_refused 2 '--sample 1,3,5,7' vg-view -d npz "--sample=$(seq -s, 1 2 2003)"
	for list in , 1,, 3-1 x 1-2-3; do
		assert_refused 2 "--sample .*: must be indexes and ranges" vg-view -d npz "--sample=$list"
	done
	assert_refused 2 '--random requires -d DIR' vg-view --random 3
	make_by_hand many -n 3000 -i 3000 --frames 1 --size 8
	assert_refused 2 '--random 600: more than 1000 ranges' \
		vg-view -d many "--sample=$(seq -s, 1 2 999)" --random 600
}
