#ifndef VG_DISC_H
#define VG_DISC_H

#include "scene/geometry.h"
#include "scene/projection.h"

/* The object in style disc: flat, with a ring. */

/*
 * Draw the disc S as CAMERA sees it, with a black ring on its rim: of radius
 * 5 px it has a ring 1 px wide, half of it outside, and in proportion.
 */
void disc_draw(const struct canvas *canvas, const struct pinhole *camera,
               const struct projection *s);

#endif
