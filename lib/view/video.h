#ifndef VG_VIDEO_H
#define VG_VIDEO_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "stream/record.h"

/*
 * The `videos` field of a record as pixels. Its layout follows from its shape:
 * [V,] T, C, H, W or [V,] T, H, W, C, with 1 or 3 channels and sides of at
 * least 4 pixels.
 */
struct video {
	unsigned views, frames, height, width, channels;
	int has_view_axis; /* V is there, perhaps 1 */
	int is_float;  /* dtype <f4, in [0, 1]; else |u1 */
	size_t offset; /* in the payload */
	/* Bytes from one to the next. */
	size_t stride_view, stride_frame, stride_y, stride_x, stride_c;
};

/* The video in records with HEAD. Returns 0, or -1 with a data diag. */
int video_of(const struct record_head *head, struct video *out,
             struct diag *d);

/* Pixel (X, Y) of FRAME in VIEW of the record at PAYLOAD, as RGB bytes. */
void video_pixel(const struct video *v, const unsigned char *payload,
                 unsigned view, unsigned frame, unsigned x, unsigned y,
                 unsigned char rgb[3]);

#endif
