/* Choose the objects and distractors of a sample. */
#include "scene/actors.h"

#include <stdlib.h>
#include <string.h>

#include "base/fixmath.h"
#include "scene/colour.h"
#include "scene/geometry.h"
#include "scene/philox.h"
#include "scene/random_lanes.h"
#include "scene/trajectory.h"

#define LIFE_MAX 3 /* the most frames in which a distractor is visible */
#define DRAWS 8    /* random numbers reserved for each distractor */

int actors_init(struct actors *actors, const struct plan *plan)
{
	memset(actors, 0, sizeof *actors);
	actors->count = (unsigned)(plan->objects + plan->distractors);
	actors->point_count =
	    (size_t)(plan->objects * plan->frames + plan->distractors);
	actors->points =
	    malloc(actors->point_count * 3 * sizeof *actors->points);
	return actors->points != NULL ? 0 : -1;
}

void actors_free(struct actors *actors)
{
	free(actors->points);
	actors->points = NULL;
}

static void make_object(struct actor *a, const struct plan *plan,
                        uint64_t index, unsigned which, double *points)
{
	a->label = trajectory_class(plan, index, which);
	a->first = 0;
	a->end = (unsigned)plan->frames;
	a->points = points;
	a->step = 3;
	trajectory_make(plan, index, which, a->label, points);
}

static void make_distractor(struct actor *a, const struct plan *plan,
                            uint64_t index, unsigned which, double *point)
{
	const struct philox_stream s = { .seed = plan->seed, .index = index };
	struct box box = trajectory_workspace(plan);
	unsigned frames = (unsigned)plan->frames;
	unsigned longest = frames < LIFE_MAX ? frames : LIFE_MAX;
	uint32_t draw = which * DRAWS;
	unsigned life = 1 + (unsigned)(philox_uniform(&s, LANE_DISTRACTOR,
	                                              draw) * longest);

	a->label = -1;
	a->first = (unsigned)(philox_uniform(&s, LANE_DISTRACTOR, draw + 1) *
	                      (frames - life + 1));
	a->end = a->first + life;
	a->points = point;
	a->step = 0;
	for (uint32_t i = 0; i < 3; i++)
		point[i] = philox_between(&s, LANE_DISTRACTOR, draw + 2 + i,
		                          box.low[i], box.high[i]);
}

void actors_make(struct actors *actors, const struct plan *plan, uint64_t index)
{
	unsigned objects = (unsigned)plan->objects;
	double *points = actors->points;

	for (unsigned k = 0; k < actors->count; k++) {
		struct actor *a = &actors->actor[k];

		if (k < objects)
			make_object(a, plan, index, k, points);
		else
			make_distractor(a, plan, index, k - objects, points);
		points += k < objects ? 3 * plan->frames : 3;
		colour_object(plan, index, k, a->rgb);
	}
	for (size_t i = 0; i < 3 * actors->point_count; i++)
		actors->points[i] = fixmath_to_float(actors->points[i]);
}

const double *actors_point(const struct actor *a, unsigned frame)
{
	return a->points + (size_t)a->step * frame;
}
