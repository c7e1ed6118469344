#ifndef VG_BALL_H
#define VG_BALL_H

#include "canvas.h"
#include "fixmath.h"

/* The object in style ball: a shaded sphere. */

#define BALL_RADIUS 0.18 /* world units */

/*
 * Draw a ball whose centre IMAGE (x, y in pixels, depth) is the projection
 * by CAMERA. Its outline is that of a sphere in exact perspective.
 */
void ball_draw(const struct canvas *canvas, const struct pinhole *camera,
               const double image[3]);

#endif
