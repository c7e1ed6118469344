/* Measure how large the labelled object appears, and how fast. */
#include "scene/apparent.h"

#include <errno.h>
#include <stdlib.h>

#include "scene/actors.h"
#include "scene/camera.h"
#include "scene/frame.h"
#include "scene/projection.h"
#include "scene/scene.h"

#define SAMPLES_MAX 64
#define SAMPLES_MIN 4
#define PROJECTIONS 65536 /* enough to measure, in some milliseconds */

/* Values measured so far; there is space for all of them. */
struct values {
	double *across, *step;
	size_t across_count, step_count;
};

static unsigned samples_of(const struct plan *plan)
{
	uint64_t each = plan->cameras * plan->frames *
	                (plan->objects + plan->distractors);
	uint64_t n = PROJECTIONS / each;

	n = n < SAMPLES_MIN ? SAMPLES_MIN : n < SAMPLES_MAX ? n : SAMPLES_MAX;
	return (unsigned)(n < plan->samples ? n : plan->samples);
}

/* The diameter of the outline of O. */
static double across(const struct pinhole *p, const struct projection *o)
{
	double z = o->image[2];

	return 2 * (o->is_disc ? o->reach
	                       : p->focal * o->radius /
	                             fixmath_sqrt(z * z - o->radius * o->radius));
}

static double step(const struct projection *o)
{
	double x = o->next_image[0] - o->image[0];
	double y = o->next_image[1] - o->image[1];

	return fixmath_sqrt(x * x + y * y);
}

static void measure_view(struct values *v, const struct frame_view *view)
{
	struct projection projections[ACTORS_MAX];

	for (unsigned t = 0; t < view->plan->frames; t++) {
		const struct projection *o = projections;

		(void)frame_projections(view, t, projections);
		while (o->id != 1) /* the labelled one, in every frame */
			o++;
		v->across[v->across_count++] =
		    across(&view->camera->pinhole, o);
		if (t + 1 < view->plan->frames)
			v->step[v->step_count++] = step(o);
	}
}

static void measure_sample(struct values *v, const struct plan *plan,
                           const struct actors *actors,
                           const struct camera *ring)
{
	for (unsigned i = 0; i < plan->cameras; i++) {
		struct camera camera = ring[i];
		const struct frame_view view = { plan, actors, &camera, 0.0 };

		if (plan->framing == PLAN_AUTO)
			camera_fit(&camera, plan, i, actors->points,
			           actors->point_count);
		measure_view(v, &view);
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct apparent_range range_of(double *values, size_t count)
{
	if (count == 0)
		return (struct apparent_range){ 0, 0, 0 };
	qsort(values, count, sizeof *values, compare);
	return (struct apparent_range){ values[0], values[count / 2],
		                        values[count - 1] };
}

int apparent_measure(struct apparent *out, const struct plan *plan,
                     struct diag *d)
{
	struct camera ring[PLAN_CAMERAS_MAX];
	struct actors actors;
	struct values v = { NULL, NULL, 0, 0 };
	size_t room;

	out->samples = samples_of(plan);
	room = out->samples * (size_t)(plan->cameras * plan->frames);
	v.across = malloc(2 * room * sizeof *v.across);
	if (actors_init(&actors, plan) != 0 || v.across == NULL) {
		actors_free(&actors);
		free(v.across);
		return diag_system(d, ENOMEM, "scene");
	}
	v.step = v.across + room;
	scene_cameras(plan, ring);
	for (unsigned i = 0; i < out->samples; i++) {
		actors_make(&actors, plan, i);
		measure_sample(&v, plan, &actors, ring);
	}
	out->across = range_of(v.across, v.across_count);
	out->step = range_of(v.step, v.step_count);
	actors_free(&actors);
	free(v.across);
	return 0;
}
