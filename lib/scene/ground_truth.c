/* Compute mask, depth, flow and boxes of a frame from its geometry. */
#include "scene/ground_truth.h"

#include "base/bytes.h"
#include "scene/actors.h"
#include "scene/backdrop.h"
#include "scene/geometry.h"

/* The pixels x0 <= x < x1, y0 <= y < y1; none if x1 is 0. */
struct bounds {
	unsigned x0, y0, x1, y1;
};

/* The one pixel of an object that no pixel's centre shows; or none. */
struct speck {
	int is_there;
	unsigned x, y;
	double depth; /* of the object's nearest point there */
};

/* What all pixels of a frame share. */
struct frame {
	const struct ground_truth *truth;
	const struct pinhole *camera;
	const struct projection *projections;
	unsigned count;
	struct patch patch[ACTORS_MAX];       /* by projection */
	struct speck speck[ACTORS_MAX];       /* by projection */
	struct bounds bounds[ACTORS_MAX + 1]; /* by id, so far */
	size_t pixels;                        /* H W */
	int planes;                           /* x and y of flow are planes */
};

static int in_patch(const struct patch *p, unsigned x, unsigned y)
{
	return x >= p->x0 && x < p->x1 && y >= p->y0 && y < p->y1;
}

/* Whether projection number I of F is at the centre of a pixel. */
static int has_centre(const struct frame *f, unsigned i)
{
	const struct patch *p = &f->patch[i];
	double depth;

	for (unsigned y = p->y0; y < p->y1; y++)
		for (unsigned x = p->x0; x < p->x1; x++)
			if (projection_at(f->camera, &f->projections[i], x, y,
			                  &depth))
				return 1;
	return 0;
}

/* The speck of projection number I of F: the pixel nearest to its centre. */
static struct speck find_speck(const struct frame *f, unsigned i)
{
	const struct projection *o = &f->projections[i];
	struct speck speck = {
		.x = (unsigned)(o->image[0] + 0.5),
		.y = (unsigned)(o->image[1] + 0.5),
		.depth = o->image[2],
	};

	/* Most often its nearest pixel answers, and no other is looked at. */
	if (projection_at(f->camera, o, speck.x, speck.y, &speck.depth) ||
	    has_centre(f, i))
		return speck;
	speck.is_there = 1;
	speck.depth = o->image[2];
	if (!o->is_disc)
		(void)projection_meets_ball(
		    o->centre, o->radius, o->centre[0] / o->centre[2],
		    o->centre[1] / o->centre[2], &speck.depth);
	return speck;
}

/* Whether projection number I of F shows in pixel (X, Y), and at what depth. */
static int shows(const struct frame *f, unsigned i, unsigned x, unsigned y,
                 double *depth)
{
	const struct speck *s = &f->speck[i];

	if (s->is_there) {
		*depth = s->depth;
		return x == s->x && y == s->y;
	}
	return in_patch(&f->patch[i], x, y) &&
	       projection_at(f->camera, &f->projections[i], x, y, depth);
}

static void widen(struct bounds *b, unsigned x, unsigned y)
{
	if (b->x1 == 0)
		*b = (struct bounds){ x, y, x + 1, y + 1 };
	b->x0 = x < b->x0 ? x : b->x0;
	b->x1 = x + 1 > b->x1 ? x + 1 : b->x1;
	b->y1 = y + 1; /* rows come in order */
}

static void put_flow(const struct frame *f, size_t at, const double flow[2])
{
	unsigned char *out = f->truth->flow;

	for (size_t i = 0; i < 2; i++)
		bytes_putf4(out + 4 * (f->planes ? at + i * f->pixels
		                                 : 2 * at + i),
		            (float)flow[i]);
}

/*
 * Write the truth of pixel (X, Y), which is number AT. FAR is the depth of the
 * floor there, or 0 if there is none.
 */
static void put_pixel(struct frame *f, size_t at, unsigned x, unsigned y,
                      double far)
{
	const struct projection *seen = NULL;
	double depth = far, flow[2] = { 0.0, 0.0 };

	for (unsigned i = 0; i < f->count; i++) {
		double z;

		if (shows(f, i, x, y, &z) && (seen == NULL || z < depth)) {
			seen = &f->projections[i];
			depth = z;
		}
	}
	if (seen != NULL) {
		projection_flow(f->camera, seen, x, y, depth, flow);
		widen(&f->bounds[seen->id], x, y);
	}
	if (f->truth->mask != NULL)
		f->truth->mask[at] = (unsigned char)(seen ? seen->id : 0);
	if (f->truth->depth != NULL)
		bytes_putf4(f->truth->depth + 4 * at, (float)depth);
	if (f->truth->flow != NULL)
		put_flow(f, at, flow);
}

static void put_boxes(const struct frame *f, unsigned objects)
{
	for (unsigned k = 0; k < objects; k++) {
		const struct bounds *b = &f->bounds[k + 1];
		unsigned char *out = f->truth->box + k * f->truth->box_stride;

		bytes_put32(out, b->x0);
		bytes_put32(out + 4, b->y0);
		bytes_put32(out + 8, b->x1);
		bytes_put32(out + 12, b->y1);
	}
}

void ground_truth_write(const struct ground_truth *truth,
                        const struct plan *plan, const struct pinhole *camera,
                        const struct projection *projections, unsigned count,
                        double ground)
{
	const struct canvas size = {
		.height = (unsigned)plan->size.height,
		.width = (unsigned)plan->size.width,
	};
	struct frame f = {
		.truth = truth, .camera = camera,
		.projections = projections, .count = count,
		.pixels = (size_t)size.height * size.width,
		.planes = plan->layout == PLAN_TCHW,
	};
	size_t at = 0;

	for (unsigned i = 0; i < count; i++) {
		f.patch[i] = projection_patch(&size, camera, &projections[i]);
		f.speck[i] = find_speck(&f, i);
	}
	for (unsigned y = 0; y < size.height; y++) {
		double far = plan_has_floor(plan)
		                 ? backdrop_floor_depth(camera, y, ground)
		                 : 0.0;

		for (unsigned x = 0; x < size.width; x++, at++)
			put_pixel(&f, at, x, y, far);
	}
	if (truth->box != NULL)
		put_boxes(&f, (unsigned)plan->objects);
}
