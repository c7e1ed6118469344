/* Write pictures as YUV4MPEG2 video. */
#include "view/y4m.h"

#include <errno.h>
#include <stddef.h>

int y4m_begin(FILE *out, const char *name, const struct picture *picture,
              unsigned rate, struct diag *d)
{
	if (fprintf(out, "YUV4MPEG2 W%u H%u F%u:1 Ip A1:1 C444\n",
	            picture->width, picture->height, rate) < 0)
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

int y4m_add(FILE *out, const char *name, const struct picture *picture,
            struct diag *d)
{
	size_t count = (size_t)picture->width * picture->height;

	(void)fputs("FRAME\n", out);
	for (int plane = 0; plane < 3; plane++)
		for (size_t i = 0; i < count; i++)
			(void)putc(plane_value(picture->rgb + 3 * i, plane),
			           out);
	if (ferror(out))
		return diag_system(d, errno, "%s: write", name);
	return 0;
}
