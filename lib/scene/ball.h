#ifndef VG_BALL_H
#define VG_BALL_H

#include "scene/geometry.h"
#include "scene/projection.h"

/* The object in styles ball and trail: a shaded sphere. */

/*
 * Draw the ball S as CAMERA sees it, lit from straight above. The BEHINDS
 * balls of BEHIND are drawn already, their centres farther away than S's;
 * they show where they come through it. None: 0.
 */
void ball_draw(const struct canvas *canvas, const struct pinhole *camera,
               const struct projection *s, const struct projection *behind,
               unsigned behinds);

#endif
