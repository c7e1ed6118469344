/* Render a sample of a plan into the payload of a record. */
#include "scene/scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "plan/sample_fields.h"
#include "scene/actors.h"
#include "scene/camera.h"
#include "scene/frame.h"
#include "scene/geometry.h"
#include "scene/ground_truth.h"
#include "scene/split.h"
#include "scene/trajectory.h"

/* A ball at the lowest point of the workspace rests on the floor. */
#define GROUND_BELOW BALL_RADIUS

struct scene {
	struct plan plan;
	struct record_head head;
	struct camera ring[PLAN_CAMERAS_MAX]; /* for framing workspace */
	double ground;              /* height of the floor, world units */
	size_t frame_bytes;         /* H W C: a frame with u1 pixels */
	unsigned char *backgrounds; /* one for each camera if fixed, else one */
	int background_is_fixed;    /* the same in every sample */
	unsigned char *frame;       /* for f4: one frame as u1 */
	struct actors actors;       /* of the current sample */
	struct split_period splits; /* around the current sample */
	unsigned char unit[256][4]; /* for f4: u / 255, little-endian */
};

void scene_cameras(const struct plan *plan, struct camera *ring)
{
	struct box workspace = trajectory_workspace(plan);

	camera_ring(ring, plan, &workspace);
}

/* Check that a disc of fixed radius leaves space to move. */
static int check_radius(const struct plan *plan, struct diag *d)
{
	double side = (double)(plan->size.height < plan->size.width
	                               ? plan->size.height
	                               : plan->size.width);
	double most = 0.25 * side;

	if (plan->framing == PLAN_AUTO)
		most = (0.5 * (double)plan->coverage_micro / PLAN_MICRO -
		        0.05) * side;
	if (camera_reach(plan) <= most)
		return 0;
	return diag_invalid(d,
	                    "radius: must be at most %.1f, so that disc and "
	                    "ring reach at most %.1f px",
	                    most / DISC_REACH, most);
}

int scene_check(const struct plan *plan, struct diag *d)
{
	struct record_head head = { .fields = 0 };
	struct camera ring[PLAN_CAMERAS_MAX];
	struct box workspace = trajectory_workspace(plan);

	if (sample_fields_add(plan, &head, d) != 0) {
		d->kind = DIAG_INVALID;
		return -1;
	}
	if (check_radius(plan, d) != 0)
		return -1;
	if (plan->framing == PLAN_AUTO)
		return 0;
	scene_cameras(plan, ring);
	return camera_check(ring, plan, &workspace, d);
}

int scene_head(const struct scene *s, struct record_head *head,
               struct diag *d)
{
	return sample_fields_add(&s->plan, head, d);
}

static void make_units(struct scene *s)
{
	for (int i = 0; i < 256; i++)
		bytes_putf4(s->unit[i], (float)i / 255.0f);
}

/* Allocate what changes from sample to sample. */
static int allocate(struct scene *s)
{
	size_t kept = s->background_is_fixed ? (size_t)s->plan.cameras : 1;

	s->backgrounds = malloc(s->frame_bytes * kept);
	if (s->plan.dtype == PLAN_F4)
		s->frame = malloc(s->frame_bytes);
	if (!s->backgrounds || (s->plan.dtype == PLAN_F4 && !s->frame))
		return -1;
	return actors_init(&s->actors, &s->plan);
}

/* The background of view V. */
static unsigned char *background_of(const struct scene *s, unsigned v)
{
	return s->backgrounds +
	       (s->background_is_fixed ? v * s->frame_bytes : 0);
}

/* Draw the backgrounds that all samples share. */
static void draw_backgrounds(struct scene *s)
{
	for (unsigned v = 0; v < s->plan.cameras && s->background_is_fixed;
	     v++) {
		const struct frame_view view = { &s->plan, &s->actors,
			                         &s->ring[v], s->ground };

		frame_background(&view, 0, background_of(s, v));
	}
}

int scene_open(struct scene **out, const struct plan *plan, struct diag *d)
{
	struct scene *s;

	*out = NULL;
	if (scene_check(plan, d) != 0)
		return -1;
	if (!(s = calloc(1, sizeof(*s))))
		return diag_system(d, ENOMEM, "scene");
	s->plan = *plan;
	s->frame_bytes = (size_t)(plan->size.height * plan->size.width *
	                          plan->channels);
	s->background_is_fixed = plan->framing == PLAN_WORKSPACE &&
	                         plan->background != PLAN_COLOUR_RANDOM;
	if (sample_fields_add(plan, &s->head, d) != 0 || allocate(s) != 0) {
		scene_close(s);
		return diag_system(d, ENOMEM, "scene");
	}
	scene_cameras(plan, s->ring);
	s->ground = trajectory_workspace(plan).low[2] - GROUND_BELOW;
	make_units(s);
	draw_backgrounds(s);
	*out = s;
	return 0;
}

void scene_close(struct scene *s)
{
	if (!s)
		return;
	free(s->backgrounds);
	free(s->frame);
	actors_free(&s->actors);
	free(s);
}

/* Write s->frame to OUT as floats. */
static void put_floats(const struct scene *s, unsigned char *out)
{
	for (size_t i = 0; i < s->frame_bytes; i++, out += 4)
		memcpy(out, s->unit[s->frame[i]], 4);
}

/* The arrays of one sample, in its payload; NULL if the plan has none. */
struct arrays {
	unsigned char *at[SAMPLE_FIELDS];
};

static unsigned char *step(unsigned char *base, size_t bytes)
{
	return base != NULL ? base + bytes : NULL;
}

/* The places for the ground truth of frame T of view V. */
static struct ground_truth truth_of(const struct scene *s,
                                    const struct arrays *a, size_t v, size_t t)
{
	size_t frames = (size_t)s->plan.frames, n = v * frames + t;
	size_t pixels = (size_t)(s->plan.size.height * s->plan.size.width);
	size_t objects = (size_t)s->plan.objects;

	return (struct ground_truth){
		.mask = step(a->at[SAMPLE_MASK], n * pixels),
		.depth = step(a->at[SAMPLE_DEPTH], 4 * n * pixels),
		.flow = step(a->at[SAMPLE_FLOW], 8 * n * pixels),
		.box = step(a->at[SAMPLE_BOX], 16 * (v * objects * frames + t)),
		.box_stride = 16 * frames,
	};
}

static void put_frame(const struct scene *s, const struct frame_view *view,
                      const struct arrays *a, unsigned v, unsigned t)
{
	size_t bytes = s->frame_bytes * (s->plan.dtype == PLAN_F4 ? 4 : 1);
	unsigned char *out =
	    a->at[SAMPLE_VIDEOS] + (v * (size_t)s->plan.frames + t) * bytes;
	unsigned char *pixels = s->frame != NULL ? s->frame : out;
	struct projection projections[ACTORS_MAX];
	unsigned count = frame_projections(view, t, projections);
	struct ground_truth truth = truth_of(s, a, v, t);

	memcpy(pixels, background_of(s, v), s->frame_bytes);
	frame_draw(view, t, projections, count, pixels);
	if (s->frame != NULL)
		put_floats(s, out);
	if (s->plan.truth != 0)
		ground_truth_write(&truth, &s->plan, &view->camera->pinhole,
		                   projections, count, s->ground);
}

/* Write view V: its frames, ground truth, camera matrix and 2-D tracks. */
static void put_view(const struct scene *s, const struct arrays *a, unsigned v,
                     uint64_t index)
{
	size_t tracks = (size_t)(s->plan.objects * s->plan.frames);
	unsigned char *track = a->at[SAMPLE_TRAJECTORY_2D] + v * tracks * 8;
	unsigned char *matrix = a->at[SAMPLE_CAMERA_MATRIX] + (size_t)v * 48;
	struct camera camera = s->ring[v];
	const struct frame_view view = { &s->plan, &s->actors, &camera,
		                         s->ground };

	if (s->plan.framing == PLAN_AUTO)
		camera_fit(&camera, &s->plan, v, s->actors.points,
		           s->actors.point_count);
	if (!s->background_is_fixed)
		frame_background(&view, index, background_of(s, v));
	for (unsigned t = 0; t < s->plan.frames; t++)
		put_frame(s, &view, a, v, t);
	for (size_t i = 0; i < tracks; i++) {
		double image[3];

		camera_project(&camera, s->actors.points + 3 * i, image);
		bytes_putf4(track + 8 * i, (float)image[0]);
		bytes_putf4(track + 8 * i + 4, (float)image[1]);
	}
	for (size_t i = 0; i < 12; i++)
		bytes_putf4(matrix + 4 * i, (float)camera.p[i]);
}

/* Write what does not depend on the view: 3-D tracks, labels, distractors. */
static void put_world(struct scene *s, const struct arrays *a, uint64_t index)
{
	size_t objects = (size_t)s->plan.objects;
	size_t tracks = 3 * objects * (size_t)s->plan.frames;

	bytes_put64(a->at[SAMPLE_LABELS], (uint64_t)s->actors.actor[0].label);
	a->at[SAMPLE_SPLIT][0] =
	    (unsigned char)split_of(&s->splits, &s->plan, index);
	for (size_t i = 0; i < tracks; i++)
		bytes_putf4(a->at[SAMPLE_TRAJECTORY_3D] + 4 * i,
		            (float)s->actors.points[i]);
	for (size_t k = 0; k < objects && objects > 1; k++)
		bytes_put64(a->at[SAMPLE_OBJECT_LABELS] + 8 * k,
		            (uint64_t)s->actors.actor[k].label);
	for (size_t k = 0; k < s->plan.distractors; k++) {
		const struct actor *actor = &s->actors.actor[objects + k];
		unsigned char *frames =
		    a->at[SAMPLE_DISTRACTOR_FRAMES] + 16 * k;

		for (size_t i = 0; i < 3; i++)
			bytes_putf4(a->at[SAMPLE_DISTRACTOR_3D] + 12 * k +
			                4 * i,
			            (float)actor->points[i]);
		bytes_put64(frames, actor->first);
		bytes_put64(frames + 8, actor->end);
	}
}

/* Set the bytes from the end of each field to a multiple of 8 to zero. */
static void pad(const struct record_head *head, unsigned char *payload)
{
	for (unsigned i = 0; i < head->fields; i++)
		for (uint64_t b = head->field[i].bytes; b % 8 != 0; b++)
			payload[head->field[i].offset + b] = 0;
}

void scene_render(struct scene *s, uint64_t index, unsigned char *payload)
{
	struct arrays a;

	for (int i = 0; i < SAMPLE_FIELDS; i++)
		a.at[i] =
		    sample_fields_find(&s->head, payload, (enum sample_field)i);
	actors_make(&s->actors, &s->plan, index);
	put_world(s, &a, index);
	for (unsigned v = 0; v < s->plan.cameras; v++)
		put_view(s, &a, v, index);
	pad(&s->head, payload);
}
