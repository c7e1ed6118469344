/* Read pixels from the field videos, whatever its layout. */
#include "view/video.h"

#include <string.h>

#include "base/bytes.h"

#define SIDE_MIN 4

static int is_channels(uint64_t n)
{
	return n == 1 || n == 3;
}

int video_of(const struct record_head *head, struct video *out,
             struct diag *d)
{
	const struct record_field *f = record_find(head, "videos");
	const uint64_t *s;
	size_t item;
	int planar;

	if (f == NULL)
		return diag_data(d, "the records must have a field videos");
	memset(out, 0, sizeof *out);
	out->is_float = strcmp(f->dtype, "<f4") == 0;
	if (!out->is_float && strcmp(f->dtype, "|u1") != 0)
		return diag_data(d, "videos: dtype %s: must be |u1 or <f4",
		                 f->dtype);
	s = f->shape + (f->dims == 5);
	planar = f->dims >= 4 && is_channels(s[1]) && s[2] >= SIDE_MIN &&
	         s[3] >= SIDE_MIN;
	if ((f->dims != 4 && f->dims != 5) ||
	    (!planar && (!is_channels(s[3]) || s[1] < SIDE_MIN ||
	                 s[2] < SIDE_MIN)))
		return diag_data(d, "videos: the shape must be [V,] T, C, H, W "
		                 "or [V,] T, H, W, C");
	/* The payload is limited to 1 GiB, so each side fits. */
	item = out->is_float ? 4 : 1;
	out->has_view_axis = f->dims == 5;
	out->views = f->dims == 5 ? (unsigned)f->shape[0] : 1;
	out->frames = (unsigned)s[0];
	out->channels = (unsigned)(planar ? s[1] : s[3]);
	out->height = (unsigned)(planar ? s[2] : s[1]);
	out->width = (unsigned)(planar ? s[3] : s[2]);
	out->offset = (size_t)f->offset;
	out->stride_x = planar ? item : item * out->channels;
	out->stride_y = out->stride_x * out->width;
	out->stride_c = planar ? out->stride_y * out->height : item;
	out->stride_frame = item * out->channels * out->height * out->width;
	out->stride_view = out->stride_frame * out->frames;
	return 0;
}

/* A float in [0, 1] as a byte; others are clamped, and NaN becomes 0. */
static unsigned char to_byte(const unsigned char *p)
{
	float f = bytes_getf4(p);

	if (!(f > 0.0F))
		return 0;
	return f >= 1.0F ? 255 : (unsigned char)(f * 255.0F + 0.5F);
}

void video_pixel(const struct video *v, const unsigned char *payload,
                 unsigned view, unsigned frame, unsigned x, unsigned y,
                 unsigned char rgb[3])
{
	const unsigned char *p = payload + v->offset +
	                         view * v->stride_view +
	                         frame * v->stride_frame + y * v->stride_y +
	                         x * v->stride_x;

	for (unsigned c = 0; c < 3; c++) {
		const unsigned char *q = p + (v->channels == 3 ? c : 0) *
		                                 v->stride_c;

		rgb[c] = v->is_float ? to_byte(q) : *q;
	}
}
