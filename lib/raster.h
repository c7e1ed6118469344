#ifndef VG_RASTER_H
#define VG_RASTER_H

#include <stddef.h>
#include <stdint.h>

#include "fixmath.h"

/*
 * Drawing into 8-bit frames: anti-aliased, with sub-pixel positions, and
 * with the same bits everywhere. The strides let one code draw both channel
 * orders.
 */
struct canvas {
	uint8_t *pixels;
	unsigned height, width;
	unsigned channels; /* 3: red, green, blue. 1: luminance */
	size_t stride_y, stride_x, stride_c;
};

/* Radius of the ball, in world units. */
#define RASTER_BALL_RADIUS 0.18

/* Disc and ring together reach this far, of the frame's shorter side. */
#define RASTER_DISC_REACH (5.5 / 64.0)

/* A plain white frame: the ground of the disc. */
void raster_white(const struct canvas *canvas);

/*
 * The studio of the ball as CAMERA sees it: a chequered floor at GROUND that
 * fades into haze, and a sky above the horizon.
 */
void raster_studio(const struct canvas *canvas, const struct pinhole *camera,
                   double ground);

/*
 * A flat red disc with a black ring centred on pixel (X, Y): radius 5 px,
 * ring 1 px wide, in a frame whose shorter side is 64, and in proportion.
 */
void raster_disc(const struct canvas *canvas, double x, double y);

/*
 * The soft shadow that a ball at POINT throws on the floor at GROUND under a
 * light straight above: wider and fainter the higher the ball is.
 */
void raster_shadow(const struct canvas *canvas, const struct pinhole *camera,
                   const double point[3], double ground);

/*
 * A shaded ball whose centre IMAGE (x, y in pixels, depth) is the projection
 * by CAMERA. Its outline is that of a sphere in exact perspective.
 */
void raster_ball(const struct canvas *canvas, const struct pinhole *camera,
                 const double image[3]);

#endif
