#ifndef VG_FRAME_H
#define VG_FRAME_H

#include <stdint.h>

#include "plan/plan.h"
#include "scene/actors.h"
#include "scene/camera.h"
#include "scene/projection.h"

/* One camera's frames of one sample, as 8-bit pixels in the plan's layout. */
struct frame {
	const struct plan *plan;
	const struct actors *actors;
	const struct camera *camera;
	double ground; /* height of the floor */
};

/*
 * Paint the frame that everything is drawn over. Where it is random, it is
 * that of sample INDEX. The actors do not matter yet.
 */
void frame_background(const struct frame *shot, uint64_t index,
                      unsigned char *pixels);

/* Whom the camera looks at in frame T, the farthest first. Returns how many. */
unsigned frame_projections(const struct frame *shot, unsigned t,
                           struct projection sights[ACTORS_MAX]);

/* Draw frame T, with its COUNT SIGHTS, over the background in PIXELS. */
void frame_draw(const struct frame *shot, unsigned t,
                const struct projection *sights, unsigned count,
                unsigned char *pixels);

#endif
