#ifndef VG_BALL_H
#define VG_BALL_H

#include "scene/geometry.h"
#include "scene/projection.h"

/* The object of styles ball and trail: a shaded sphere. */

/*
 * Draw the ball OBJECT, as CAMERA sees it, lit from straight above. BEHIND has
 * the COUNT balls, perhaps 0, that were drawn before and whose centres are
 * farther away: where they intersect OBJECT, they stay visible.
 */
void ball_draw(const struct canvas *canvas, const struct pinhole *camera,
               const struct projection *object,
               const struct projection *behind, unsigned count);

#endif
