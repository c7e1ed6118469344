#ifndef VG_DISC_H
#define VG_DISC_H

#include "canvas.h"

/* The object in style disc: flat, with a ring, of one size at any depth. */

/* Disc and ring together reach this far, of the frame's shorter side. */
#define DISC_REACH (5.5 / 64.0)

/*
 * Draw a red disc with a black ring centred on pixel (X, Y): radius 5 px,
 * ring 1 px wide, in a frame whose shorter side is 64, and in proportion.
 */
void disc_draw(const struct canvas *canvas, double x, double y);

#endif
