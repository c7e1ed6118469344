#ifndef VG_ACTORS_H
#define VG_ACTORS_H

#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

/*
 * The actors of a sample: its objects and distractors, with their positions,
 * frames and colours. A pure function of plan and index.
 */

#define ACTORS_MAX (PLAN_OBJECTS_MAX + PLAN_DISTRACTORS_MAX)

struct actor {
	int label;            /* class of motion; -1 for a distractor */
	unsigned first, end;  /* visible in frames first … end-1 */
	const double *points; /* x, y, z of its centre, world units */
	unsigned step;        /* doubles from frame to frame: 3, 0 if still */
	double rgb[3];        /* 0 … 255 */
};

struct actors {
	unsigned count; /* the plan's objects, then its distractors */
	struct actor actor[ACTORS_MAX];
	double *points; /* of all of them, owned */
	size_t point_count;
};

/*
 * Allocate for samples of PLAN. Returns 0, or -1 when memory is short. Release
 * with actors_free in either case.
 */
int actors_init(struct actors *actors, const struct plan *plan);
void actors_free(struct actors *actors);

/*
 * Make the ACTORS of sample INDEX. Objects move, and are visible in every
 * frame. Each distractor stays at one point, uniform in the workspace, and is
 * visible in 1 to 3 frames. Points are rounded to float, as they are stored, so
 * that all that is drawn or stored agrees with them.
 */
void actors_make(struct actors *actors, const struct plan *plan,
                 uint64_t index);

/* The centre of A in FRAME of the sample, x, y, z in world units. */
const double *actors_point(const struct actor *a, unsigned frame);

#endif
