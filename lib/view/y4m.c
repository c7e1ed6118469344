/* Write records as YUV4MPEG2 video. */
#include "view/y4m.h"

#include <errno.h>
#include <inttypes.h>

int y4m_begin(FILE *out, const char *name, const struct panes *p, unsigned rate,
              unsigned scale, struct diag *d)
{
	uint64_t width = (uint64_t)p->video.width * p->count * scale;
	uint64_t height = (uint64_t)p->video.height * scale;

	if (width > Y4M_SIDE_MAX || height > Y4M_SIDE_MAX)
		return diag_invalid(d, "a video of %" PRIu64 " x %" PRIu64
		                    " pixels is too large", width, height);
	if (fprintf(out, "YUV4MPEG2 W%" PRIu64 " H%" PRIu64
	            " F%u:1 Ip A1:1 C444\n", width, height, rate) < 0)
		return diag_system(d, errno, "%s: write", name);
	return 0;
}

/*
 * The value of a pixel in plane 0, 1 or 2 (Y, Cb, Cr): ITU-R BT.601, with Y
 * from 16 to 235, Cb and Cr from 16 to 240. Weights are in 256ths.
 */
static int plane_value(const unsigned char rgb[3], int plane)
{
	static const int weight[3][3] = { { 66, 129, 25 },
		                          { -38, -74, 112 },
		                          { 112, -94, -18 } };
	int sum = 128 + (plane == 0 ? 16 : 128) * 256;

	for (int c = 0; c < 3; c++)
		sum += weight[plane][c] * rgb[c];
	return sum / 256;
}

static void put_plane(FILE *out, const struct panes *p, unsigned scale,
                      const unsigned char *payload,
                      const struct panes_scale *measure, unsigned frame,
                      int plane)
{
	unsigned wide = p->video.width * scale;
	unsigned char rgb[3];

	for (unsigned y = 0; y < p->video.height * scale; y++)
		for (unsigned x = 0; x < wide * p->count; x++) {
			panes_pixel(p, payload, measure, x / wide, frame,
			            x % wide / scale, y / scale, rgb);
			(void)putc(plane_value(rgb, plane), out);
		}
}

int y4m_add(FILE *out, const char *name, const struct panes *p, unsigned scale,
            const unsigned char *payload, struct diag *d)
{
	struct panes_scale measure = panes_measure(p, payload);

	for (unsigned frame = 0; frame < p->video.frames; frame++) {
		(void)fputs("FRAME\n", out);
		for (int plane = 0; plane < 3; plane++)
			put_plane(out, p, scale, payload, &measure, frame,
			          plane);
		if (ferror(out))
			return diag_system(d, errno, "%s: write", name);
	}
	return 0;
}
