#ifndef VG_FRAME_H
#define VG_FRAME_H

#include <stdint.h>

#include "plan/plan.h"
#include "scene/actors.h"
#include "scene/camera.h"
#include "scene/projection.h"

/* Frames of one view: 8-bit pixels, H x W x C in the plan's order of axes. */

/* What all frames of one view of a sample share; all borrowed. */
struct frame_view {
	const struct plan *plan;
	const struct actors *actors;
	const struct camera *camera;
	double ground; /* height of the floor, world units */
};

/*
 * Draw into PIXELS the background of VIEW, whose actors are not used. INDEX is
 * the sample, in case the background is random.
 */
void frame_background(const struct frame_view *view, uint64_t index,
                      unsigned char *pixels);

/*
 * The projections OUT of all actors that are visible in frame T of VIEW, the
 * farthest first. Returns their number.
 */
unsigned frame_projections(const struct frame_view *view, unsigned t,
                           struct projection out[ACTORS_MAX]);

/*
 * Draw frame T of VIEW, whose actors have these COUNT PROJECTIONS, over the
 * background in PIXELS.
 */
void frame_draw(const struct frame_view *view, unsigned t,
                const struct projection *projections, unsigned count,
                unsigned char *pixels);

#endif
