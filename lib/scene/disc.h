#ifndef VG_DISC_H
#define VG_DISC_H

#include "scene/geometry.h"
#include "scene/projection.h"

/* The object of style disc: a flat disc with a ring. */

/*
 * Draw the disc OBJECT, as CAMERA sees it, with a black ring centred on its
 * rim. The width of the ring is a fifth of the disc's radius.
 */
void disc_draw(const struct canvas *canvas, const struct pinhole *camera,
               const struct projection *object);

#endif
