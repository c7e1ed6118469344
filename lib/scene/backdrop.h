#ifndef VG_BACKDROP_H
#define VG_BACKDROP_H

#include "image/canvas.h"
#include "scene/geometry.h"

/* The surroundings of the objects: a floor, a sky, and shadows. */

/*
 * Draw what CAMERA sees behind the objects if background = studio: a floor of
 * tiles at height GROUND, which fades into haze, and a sky above the horizon.
 */
void backdrop_draw(const struct canvas *canvas, const struct pinhole *camera,
                   double ground);

/*
 * The depth of the floor at height GROUND in pixel row Y; 0 above the horizon.
 * The whole row has the same depth, since cameras do not roll.
 */
double backdrop_floor_depth(const struct pinhole *camera, unsigned y,
                            double ground);

/*
 * Draw the soft shadow on the floor at height GROUND of a ball of RADIUS at
 * POINT, lit from straight above. The higher the ball, the wider and fainter
 * the shadow.
 */
void backdrop_shadow(const struct canvas *canvas, const struct pinhole *camera,
                     const double point[3], double radius, double ground);

#endif
