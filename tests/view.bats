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
			tile, gap, view_gap, title = w * 2 + 2, 2, 8, 13
			assert look.shape == (n * (title + h * 2 + gap),
			                      views * (3 * tile + view_gap) - view_gap + gap, 3), look.shape
			for i in range(n):
			    top = i * (title + h * 2 + gap)
			    assert (look[top:top + title] < 100).any(), "no title"
			    for view in range(views):
			        for column, frame in enumerate((0, 2, 4)):
			            left = gap + view * (3 * tile + view_gap) + column * tile
			            box = look[top + title:top + title + h * 2, left:left + w * 2]
			            assert (box == v[i, view, frame].repeat(2, 0).repeat(2, 1)).all()
		END
	done
}

@test "every pixel of the ground truth beside each view is right: mask, depth, flow, box" {
	for options in "" "--cameras 2 --layout thwc --style disc"; do
		rm -rf out
		# shellcheck disable=SC2086 # words on purpose
		vg-plan -d out -n 2 -i 2 --frames 3 --size 24x32 --objects 2 \
			--framing auto --truth mask,depth,flow,box $options >/dev/null
		vg-render -d out 0-1 | vg-pack -d out
		vg-render -d out 0-1 | vg-view -g 2x3 -s 1 >look.png
		"$PYTHON" - <<-'END'
			import numpy as np
			from pixels import png
			data, look = np.load("out/checkpoint_00000.npz"), png("look.png")
			views = data["videos"].shape[1] if data["videos"].ndim == 6 else 1
			per_view = lambda a: a.reshape((2, views) + a.shape[1 + (views > 1):])
			mask, depth, box = (per_view(data[k]) for k in ("mask", "depth", "box"))
			flow, video = per_view(data["flow"]), per_view(data["videos"])
			if video.shape[-1] != 3:
			    flow, video = np.moveaxis(flow, 3, -1), np.moveaxis(video, 3, -1)
			pane_width = 3 * 34 + 8
			assert look.shape[1] == views * 5 * pane_width - 8 + 2, look.shape
			def tile(i, view, kind, t):
			    top, left = i * (13 + 24 + 2) + 13, 2 + (view * 5 + kind) * pane_width + t * 34
			    return look[top:top + 24, left:left + 32].astype(int)
			for i in range(2):
			    title = look[i * 39 + 4:i * 39 + 11]
			    for pane in range(views * 5):
			        assert (title[:, 2 + pane * pane_width:][:, :40] < 100).any(), pane
			    for view in range(views):
			        for t in range(3):
			            m, z, f = (a[i, view, t] for a in (mask, depth, flow))
			            shown = tile(i, view, 1, t)
			            assert ((shown > 0).any(-1) == (m > 0)).all()
			            assert len(np.unique(shown.reshape(-1, 3), axis=0)) == len(np.unique(m))
			            shown = tile(i, view, 2, t)
			            some = z > 0
			            assert (shown[some].max(-1) == shown[some].min(-1)).all()
			            near = depth[i][depth[i] > 0].min()
			            assert (np.abs(shown[some][:, 0] - 255 * near / z[some]) <= 1).all()
			            assert (shown[~some] == (16, 16, 72)).all()
			            shown, length = tile(i, view, 3, t), np.hypot(f[..., 0], f[..., 1])
			            assert (shown[length == 0] == 255).all()
			            right = (f[..., 0] > 3 * abs(f[..., 1])) & (length > length.max() / 2)
			            assert (shown[right][:, 0] > shown[right][:, 2]).all()
			            on = np.zeros((24, 32), bool)
			            for x0, y0, x1, y1 in box[i, view, :, t]:
			                if x1:
			                    edge = np.zeros((26, 34), bool)
			                    edge[y0:y1 + 2, x0:x1 + 2] = True
			                    edge[y0 + 1:y1 + 1, x0 + 1:x1 + 1] = False
			                    on |= edge[1:-1, 1:-1]
			            shown = tile(i, view, 4, t)
			            assert (shown == video[i, view, t])[~on].all()
			            assert on.any() and not (shown == video[i, view, t])[on].all()
		END
	done
}

@test "y4m shows ground truth beside the video too" {
	vg-render --frames 2 --size 16 --truth mask,box 0-1 | vg-view --y4m -s 1 >film.y4m
	run head -n 1 film.y4m
	assert_output 'YUV4MPEG2 W48 H16 F8:1 Ip A1:1 C444'
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

@test "y4m has every frame of every sample, and the right length" {
	vg-render --frames 6 --size 16x24 --cameras 2 0-4 | vg-view --y4m -s 3 --rate 12 >film.y4m
	run head -n 1 film.y4m
	assert_output 'YUV4MPEG2 W144 H48 F12:1 Ip A1:1 C444'
	header=$(head -n 1 film.y4m | wc -c)
	assert_equal "$(wc -c <film.y4m)" $((header + 5 * 6 * (6 + 3 * 144 * 48)))
	# white is 235, 128, 128 in limited range
	vg-render --style disc --frames 1 --size 16 0 | vg-view --y4m -s 1 >white.y4m
	"$PYTHON" - <<-'END'
		data = open("white.y4m", "rb").read().split(b"FRAME\n")[1]
		assert len(data) == 3 * 256 and (data[0], data[256], data[512]) == (235, 128, 128)
	END
}

@test "a truncated or empty stream, or one without videos, gives no picture" {
	vg-render "${small[@]}" 0-9 >good
	head -c 30000 good >cut
	assert_refused 1 'ended before its END' vg-view <cut
	assert_refused 1 'empty' vg-view </dev/null
	vg-render </dev/null >none
	assert_refused 1 'no sample to show' vg-view <none
	assert_refused 1 'no sample to show' vg-view --sample 100 <good
	assert_refused 2 'too large; reduce --grid or --scale$' vg-view -s 16 -g 1000x1000 <good
	# twice as wide as a video may be
	"$PYTHON" - <<-'END'
		import struct, xxhash
		width = 1 << 17
		h = struct.pack("<8sIIQQQQIIQ32s8sII8Q", b"VGHEAD\r\n", 1, 64 + 112 + 8, 0, 0, 1,
		                width * 4, 1, 0, 0, b"videos", b"|u1", 4, 0, 1, 1, 4, width, 0, 0, 0, 0)
		xxh3 = xxhash.xxh3_64_intdigest
		raw = bytes(width * 4)
		with open("wide", "wb") as out:
		    out.write(h + struct.pack("<Q8sQQ", xxh3(h), b"VGRECORD", 0, xxh3(raw)) + raw)
		    out.write(struct.pack("<8sQQ", b"VGEND\r\n", 1, xxh3(struct.pack("<Q", xxh3(raw)))))
	END
	assert_refused 2 'a video of 2097152 x 64 pixels is too large; reduce --scale$' \
		vg-view --y4m -s 16 <wide
	vg-view --y4m -s 1 <wide | head -n 1 | grep -q ' W131072 H4 '
	assert_refused 2 '--grid 8: must be ROWSxCOLUMNS, each between 1 and 1000' vg-view --grid 8
	assert_refused 2 '--scale 0: must be between 1 and 16' vg-view --scale 0
	assert_refused 2 '--sample 7-3: must be indexes and ranges FIRST-LAST with commas between them' \
		vg-view --sample 7-3
	assert_refused 2 '--rate requires --y4m' vg-view --rate 8
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
}
