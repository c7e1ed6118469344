#ifndef VG_CANVAS_H
#define VG_CANVAS_H

#include <stddef.h>
#include <stdint.h>

#include "base/fixmath.h"

/*
 * 8-bit frames to draw into: anti-aliased, with sub-pixel positions, and with
 * the same bits everywhere. The strides let one code draw both channel
 * orders. What is done to every pixel is inline.
 */
struct canvas {
	uint8_t *pixels;
	unsigned height, width;
	unsigned channels; /* 3: red, green, blue. 1: luminance */
	size_t stride_y, stride_x, stride_c;
};

/* A rectangle of pixels: x0 <= x < x1, y0 <= y < y1. */
struct patch {
	unsigned x0, x1, y0, y1;
};

/* The pixels of C from LOW to HIGH, x and y each, cut to the frame. */
struct patch canvas_patch(const struct canvas *c, const double low[2],
                          const double high[2]);

/*
 * RGB in the canvas's channels. Luminance has the weights of ITU-R BT.601,
 * in 256ths.
 */
void canvas_channels(const struct canvas *c, const double rgb[3],
                     double out[3]);

/* Set pixel (X, Y) to RGB, 0 … 255. */
void canvas_put(const struct canvas *c, unsigned x, unsigned y,
                const double rgb[3]);

/* A plain frame of RGB. */
void canvas_fill(const struct canvas *c, const double rgb[3]);

/* Where pixel (X, Y) begins. */
static inline uint8_t *canvas_pixel(const struct canvas *c, unsigned x,
                                    unsigned y)
{
	return c->pixels + y * c->stride_y + x * c->stride_x;
}

/* V as a byte, rounded and clamped. */
static inline unsigned canvas_byte(double v)
{
	return (unsigned)(fixmath_clamp(v, 0.0, 255.0) + 0.5);
}

/*
 * Opacity, 0 … 256, of a pixel whose centre is INSIDE pixels within an edge:
 * the share of a unit square that a straight edge leaves.
 */
static inline unsigned canvas_coverage(double inside)
{
	return (unsigned)(256.0 * fixmath_clamp(inside + 0.5, 0.0, 1.0) + 0.5);
}

/* Lay VALUE over *PIXEL with OPACITY 0 … 256. */
static inline void canvas_blend(uint8_t *pixel, unsigned value,
                                unsigned opacity)
{
	unsigned sum = *pixel * (256 - opacity) + value * opacity + 128;

	*pixel = (uint8_t)(sum >> 8);
}

#endif
