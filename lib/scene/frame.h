#ifndef VG_SHOT_H
#define VG_SHOT_H

#include <stdint.h>

#include "plan/plan.h"
#include "scene/actors.h"
#include "scene/camera.h"
#include "scene/projection.h"

/* One camera's frames of one sample, as 8-bit pixels in the plan's layout. */
struct shot {
	const struct plan *plan;
	const struct cast *cast;
	const struct camera *camera;
	double ground; /* height of the floor */
};

/*
 * Paint the frame that everything is drawn over. Where it is random, it is
 * that of sample INDEX. The cast does not matter yet.
 */
void shot_background(const struct shot *shot, uint64_t index,
                     unsigned char *pixels);

/* Whom the camera looks at in frame T, the farthest first. Returns how many. */
unsigned shot_sights(const struct shot *shot, unsigned t,
                     struct sight sights[CAST_MAX]);

/* Draw frame T, with its COUNT SIGHTS, over the background in PIXELS. */
void shot_draw(const struct shot *shot, unsigned t,
               const struct sight *sights, unsigned count,
               unsigned char *pixels);

#endif
