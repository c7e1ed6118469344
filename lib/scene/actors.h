#ifndef VG_ACTORS_H
#define VG_ACTORS_H

#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

/* Who appears in a sample: where, when and in which colour. Pure. */

#define ACTORS_MAX (PLAN_OBJECTS_MAX + PLAN_DISTRACTORS_MAX)

struct actor {
	int label;            /* its class of motion; of objects only */
	unsigned first, end;  /* it is there in frames first … end-1 */
	const double *points; /* x, y, z of its centre, world units */
	unsigned step;        /* from a frame's point to the next: 3 or 0 */
	double rgb[3];        /* 0 … 255 */
};

struct actors {
	unsigned actors; /* the plan's objects, then its distractors */
	struct actor actor[ACTORS_MAX];
	double *points;  /* of all of them, owned */
	size_t count;    /* points in it */
};

/* Make room for samples of PLAN. Returns 0, or -1 when memory is short. */
int actors_init(struct actors *c, const struct plan *plan);
void actors_free(struct actors *c);

/*
 * Make the cast of sample INDEX. Objects are there in every frame and move;
 * each distractor stands at a point that is uniform in the workspace, for 1
 * to 3 frames. Points are rounded to float: everything shown or stored
 * derives from them as they are stored.
 */
void actors_make(struct actors *c, const struct plan *plan, uint64_t index);

/* Where actor A is in FRAME of its life. */
const double *actors_point(const struct actor *a, unsigned frame);

#endif
