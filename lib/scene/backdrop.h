#ifndef VG_BACKDROP_H
#define VG_BACKDROP_H

#include "image/canvas.h"
#include "scene/geometry.h"

/* Where the ball is shown: a floor, what is behind it, and shadows on it. */

/*
 * Draw the studio as CAMERA sees it: a chequered floor at height GROUND that
 * fades into haze, and a sky above the horizon.
 */
void backdrop_draw(const struct canvas *canvas, const struct pinhole *camera,
                   double ground);

/*
 * The depth at which the row of pixels Y shows the floor, one for the whole
 * row since cameras do not roll; 0 above the horizon.
 */
double backdrop_floor_depth(const struct pinhole *camera, unsigned y,
                            double ground);

/*
 * The soft shadow that a ball of RADIUS at POINT throws on the floor at
 * GROUND under a light straight above: wider and fainter the higher the ball
 * is.
 */
void backdrop_shadow(const struct canvas *canvas, const struct pinhole *camera,
                     const double point[3], double radius, double ground);

#endif
