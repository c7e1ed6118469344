#include "scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ball.h"
#include "bytes.h"
#include "camera.h"
#include "canvas.h"
#include "disc.h"
#include "fixmath.h"
#include "split.h"
#include "studio.h"
#include "trajectory.h"

/* The ball rests on the floor at the workspace's lowest point. */
#define GROUND_BELOW BALL_RADIUS

/* The fields, in the order that HEAD has them. */
enum field { VIDEOS, LABELS, TRAJECTORY_3D, TRAJECTORY_2D, CAMERA_MATRIX,
	     SPLIT, FIELDS };

struct scene {
	struct plan plan; /* its extra keys are not ours */
	struct camera ring[PLAN_CAMERAS_MAX];
	double ground;              /* height of the floor */
	struct {
		uint64_t offset, bytes;
	} field[FIELDS];            /* in the payload */
	size_t frame_pixels;        /* H W C: values in one frame */
	unsigned char *backgrounds; /* a frame for each camera */
	unsigned char *frame;       /* f4: one frame before conversion */
	double *points;             /* T x 3, rounded to float */
	unsigned char unit[256][4]; /* f4: u / 255, little-endian */
};

/* The cameras, the workspace and all that follows from it. */
static struct box place_cameras(struct camera *ring, const struct plan *plan)
{
	struct box workspace = trajectory_workspace(plan);

	camera_ring(ring, plan, &workspace, BALL_RADIUS);
	return workspace;
}

/*
 * Add one field of each sample, or with PER_VIEW of each view: SHAPE has
 * DIMS axes and before them room for the views' axis.
 */
static int add_field(struct record_head *head, const struct plan *plan,
                     const char *name, const char *dtype, int per_view,
                     unsigned dims, uint64_t *shape, struct diag *d)
{
	if (!per_view || plan->cameras == 1)
		return record_add_field(head, name, dtype, dims, shape + 1, d);
	shape[0] = plan->cameras;
	return record_add_field(head, name, dtype, dims + 1, shape, d);
}

int scene_fields(const struct plan *plan, struct record_head *head,
                 struct diag *d)
{
	uint64_t t = plan->frames, c = plan->channels;
	uint64_t h = plan->size.height, w = plan->size.width;
	uint64_t tchw[] = { 0, t, c, h, w }, thwc[] = { 0, t, h, w, c };
	uint64_t track_3d[] = { 0, t, 3 }, track_2d[] = { 0, t, 2 };
	uint64_t matrix[] = { 0, 3, 4 }, scalar[] = { 0 };
	const char *pixel = plan->dtype == PLAN_F4 ? "<f4" : "|u1";

	if (add_field(head, plan, "videos", pixel, 1, 4,
	              plan->layout == PLAN_THWC ? thwc : tchw, d) ||
	    add_field(head, plan, "labels", "<i8", 0, 0, scalar, d) ||
	    add_field(head, plan, "trajectory_3d", "<f4", 0, 2, track_3d, d) ||
	    add_field(head, plan, "trajectory_2d", "<f4", 1, 2, track_2d, d) ||
	    add_field(head, plan, "camera_matrix", "<f4", 1, 2, matrix, d) ||
	    add_field(head, plan, "split", "|u1", 0, 0, scalar, d))
		return -1;
	return 0;
}

void scene_cameras(const struct plan *plan, struct camera *ring)
{
	(void)place_cameras(ring, plan);
}

int scene_check(const struct plan *plan, struct diag *d)
{
	struct record_head head = { .fields = 0 };
	struct camera ring[PLAN_CAMERAS_MAX];
	struct box workspace;

	if (scene_fields(plan, &head, d) != 0) {
		d->status = DIAG_USAGE;
		return -1;
	}
	if (head.payload_bytes > PLAN_PAYLOAD_MAX)
		return diag_usage(d, "a sample would have %llu bytes, more "
		                  "than %llu",
		                  (unsigned long long)head.payload_bytes,
		                  (unsigned long long)PLAN_PAYLOAD_MAX);
	workspace = place_cameras(ring, plan);
	return camera_check(ring, plan, &workspace, d);
}

int scene_head(const struct scene *s, struct record_head *head,
               struct diag *d)
{
	return scene_fields(&s->plan, head, d);
}

static void find_fields(struct scene *s, const struct record_head *head)
{
	for (int i = 0; i < FIELDS; i++) {
		s->field[i].offset = head->field[i].offset;
		s->field[i].bytes = head->field[i].bytes;
	}
}

/* The pixels as a canvas, in the plan's order of axes. */
static struct canvas make_canvas(const struct plan *plan,
                                 unsigned char *pixels)
{
	struct canvas c = {
		.pixels = pixels,
		.height = (unsigned)plan->size.height,
		.width = (unsigned)plan->size.width,
		.channels = (unsigned)plan->channels,
	};

	c.stride_x = plan->layout == PLAN_THWC ? c.channels : 1;
	c.stride_y = c.stride_x * c.width;
	c.stride_c = plan->layout == PLAN_THWC
	                     ? 1
	                     : (size_t)c.width * c.height;
	return c;
}

static void draw_backgrounds(struct scene *s)
{
	for (unsigned v = 0; v < s->plan.cameras; v++) {
		struct canvas c = make_canvas(
			&s->plan, s->backgrounds + v * s->frame_pixels);

		if (s->plan.style == PLAN_DISC)
			canvas_white(&c);
		else
			studio_draw(&c, &s->ring[v].pinhole, s->ground);
	}
}

static void make_units(struct scene *s)
{
	for (int i = 0; i < 256; i++)
		bytes_putf4(s->unit[i], (float)i / 255.0f);
}

int scene_open(struct scene **out, const struct plan *plan, struct diag *d)
{
	struct record_head head = { .fields = 0 };
	struct scene *s;

	*out = NULL;
	if (scene_check(plan, d) || scene_fields(plan, &head, d) != 0)
		return -1;
	if (!(s = calloc(1, sizeof(*s))))
		return diag_system(d, ENOMEM, "scene");
	s->plan = *plan;
	s->frame_pixels = (size_t)(plan->size.height * plan->size.width *
	                           plan->channels);
	s->backgrounds = malloc(s->frame_pixels * (size_t)plan->cameras);
	s->frame = malloc(s->frame_pixels);
	s->points = malloc((size_t)plan->frames * 3 * sizeof(*s->points));
	if (!s->backgrounds || !s->frame || !s->points) {
		scene_close(s);
		return diag_system(d, ENOMEM, "scene");
	}
	s->ground = place_cameras(s->ring, plan).low[2] - GROUND_BELOW;
	find_fields(s, &head);
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
	free(s->points);
	free(s);
}

/* Draw the object at POINT, seen by camera V, over the background. */
static void draw_frame(struct scene *s, unsigned v, const double point[3],
                       unsigned char *pixels)
{
	const struct camera *camera = &s->ring[v];
	struct canvas c = make_canvas(&s->plan, pixels);
	double image[3];

	memcpy(pixels, s->backgrounds + v * s->frame_pixels, s->frame_pixels);
	camera_project(camera, point, image);
	if (s->plan.style == PLAN_DISC) {
		disc_draw(&c, image[0], image[1]);
		return;
	}
	studio_shadow(&c, &camera->pinhole, point, BALL_RADIUS,
	              s->ground);
	ball_draw(&c, &camera->pinhole, image);
}

static void draw_videos(struct scene *s, unsigned char *out)
{
	for (unsigned v = 0; v < s->plan.cameras; v++)
		for (uint64_t t = 0; t < s->plan.frames; t++) {
			const double *point = s->points + 3 * t;

			if (s->plan.dtype == PLAN_U1) {
				draw_frame(s, v, point, out);
				out += s->frame_pixels;
				continue;
			}
			draw_frame(s, v, point, s->frame);
			for (size_t i = 0; i < s->frame_pixels; i++, out += 4)
				memcpy(out, s->unit[s->frame[i]], 4);
		}
}

static void put_track_3d(const struct scene *s, unsigned char *out)
{
	for (uint64_t i = 0; i < 3 * s->plan.frames; i++, out += 4)
		bytes_putf4(out, (float)s->points[i]);
}

static void put_views(const struct scene *s, unsigned char *track,
                      unsigned char *matrix)
{
	for (unsigned v = 0; v < s->plan.cameras; v++) {
		for (uint64_t t = 0; t < s->plan.frames; t++, track += 8) {
			double image[3];

			camera_project(&s->ring[v], s->points + 3 * t, image);
			bytes_putf4(track, (float)image[0]);
			bytes_putf4(track + 4, (float)image[1]);
		}
		for (int i = 0; i < 12; i++, matrix += 4)
			bytes_putf4(matrix, (float)s->ring[v].p[i]);
	}
}

/* Everything shown or stored derives from the points as they are stored. */
static void make_points(struct scene *s, uint64_t index, int label)
{
	trajectory_make(&s->plan, index, label, s->points);
	for (uint64_t i = 0; i < 3 * s->plan.frames; i++)
		s->points[i] = fixmath_to_float(s->points[i]);
}

/* Zero what is between the end of each field and the next multiple of 8. */
static void pad(const struct scene *s, unsigned char *payload)
{
	for (int i = 0; i < FIELDS; i++)
		for (uint64_t b = s->field[i].bytes; b % 8 != 0; b++)
			payload[s->field[i].offset + b] = 0;
}

void scene_render(struct scene *s, uint64_t index, unsigned char *payload)
{
	int label = trajectory_label(&s->plan, index);

	make_points(s, index, label);
	draw_videos(s, payload + s->field[VIDEOS].offset);
	bytes_put64(payload + s->field[LABELS].offset, (uint64_t)label);
	payload[s->field[SPLIT].offset] =
	    (unsigned char)split_of(&s->plan, index);
	put_track_3d(s, payload + s->field[TRAJECTORY_3D].offset);
	put_views(s, payload + s->field[TRAJECTORY_2D].offset,
	          payload + s->field[CAMERA_MATRIX].offset);
	pad(s, payload);
}
