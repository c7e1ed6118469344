#ifndef VG_CANVAS_H
#define VG_CANVAS_H

#include <stddef.h>
#include <stdint.h>

#include "base/fixmath.h"

/*
 * An 8-bit frame to draw into, with anti-aliasing and sub-pixel positions;
 * the result has the same bits on every machine. With its strides, the same
 * code draws both orders of axes. Functions called for every pixel are inline.
 */
struct canvas {
	uint8_t *pixels; /* borrowed */
	unsigned height, width;
	unsigned channels; /* 3: red, green, blue; 1: luminance */
	size_t stride_y, stride_x, stride_c; /* bytes */
};

/* A rectangle of pixels: x0 <= x < x1, y0 <= y < y1. */
struct patch {
	unsigned x0, x1, y0, y1;
};

/* The pixels of C from LOW to HIGH, both x and y, clipped to the frame. */
struct patch canvas_patch(const struct canvas *c, const double low[2],
                          const double high[2]);

/* The luminance of RGB, with the weights of ITU-R BT.601 in 256ths. */
static inline double canvas_luma(const double rgb[3])
{
	return (77.0 * rgb[0] + 150.0 * rgb[1] + 29.0 * rgb[2]) / 256.0;
}

/* Convert RGB to the channels of C. */
void canvas_channels(const struct canvas *c, const double rgb[3],
                     double out[3]);

/* Set pixel (X, Y) to RGB, 0 … 255. */
void canvas_put(const struct canvas *c, unsigned x, unsigned y,
                const double rgb[3]);

/* Set all pixels to RGB. */
void canvas_fill(const struct canvas *c, const double rgb[3]);

/* The address of pixel (X, Y). */
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
 * The opacity, 0 … 256, that anti-aliasing gives a pixel whose centre is INSIDE
 * pixels within the edge of a shape: the share of the pixel within the edge, if
 * that is straight and parallel to a side of the pixel.
 */
static inline unsigned canvas_edge_opacity(double inside)
{
	return (unsigned)(256.0 * fixmath_clamp(inside + 0.5, 0.0, 1.0) + 0.5);
}

/* Blend VALUE over *PIXEL with OPACITY, 0 … 256. */
static inline void canvas_blend(uint8_t *pixel, unsigned value,
                                unsigned opacity)
{
	unsigned sum = *pixel * (256 - opacity) + value * opacity + 128;

	*pixel = (uint8_t)(sum >> 8);
}

#endif
