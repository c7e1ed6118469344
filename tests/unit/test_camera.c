/* camera: true rotations, exact framing, and precise refusals. */

#include "scene/camera.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "scene/projection.h"

#define BALL 0.18

static struct plan make_plan(uint64_t height, uint64_t width,
                             uint64_t cameras, uint64_t degrees)
{
	struct plan p = {
		.samples = 1000, .interval = 100, .seed = 1, .classes = 4,
		.frames = 16, .size = { height, width }, .channels = 3,
		.cameras = cameras, .elevation_micro = degrees * PLAN_MICRO,
	};

	return p;
}

static const struct box boxes[] = {
	{ { -1.1, -1.1, 0.9 }, { 1.1, 1.1, 3.3 } },
	{ { -0.8, -0.8, 1.2 }, { 1.1, 0.8, 3.0 } },
	{ { -5.0, -0.1, 0.0 }, { 5.0, 0.1, 0.2 } },
	{ { 1.0, 2.0, 0.0 }, { 1.01, 2.01, 9.0 } },
};

static void corner(const struct box *b, int i, double p[3])
{
	for (int axis = 0; axis < 3; axis++)
		p[axis] = i >> axis & 1 ? b->high[axis] : b->low[axis];
}

static double dot(const double *a, const double *b)
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* right x down = forward; all unit; the image's up is the world's up. */
static void check_axes(const struct pinhole *p)
{
	const double *r = p->axis[0], *d = p->axis[1], *f = p->axis[2];
	double cross[3] = {
		r[1] * d[2] - r[2] * d[1],
		r[2] * d[0] - r[0] * d[2],
		r[0] * d[1] - r[1] * d[0],
	};

	for (int i = 0; i < 3; i++) {
		CHECK_NEAR(cross[i], f[i], 1e-14);
		CHECK_NEAR(dot(p->axis[i], p->axis[i]), 1.0, 1e-14);
	}
	CHECK_NEAR(dot(r, d), 0.0, 1e-14);
	CHECK(r[2] == 0.0);
	CHECK(d[2] < 0.0);
}

/* The matrix consists of floats, and projects as the pinhole camera does. */
static void check_matrix(const struct camera *c, const struct box *box)
{
	const struct pinhole *p = &c->pinhole;
	double x[3], image[3], from[3];

	for (int i = 0; i < 12; i++)
		CHECK((double)(float)c->p[i] == c->p[i]);
	for (int i = 0; i < 8; i++) {
		corner(box, i, x);
		for (int axis = 0; axis < 3; axis++)
			from[axis] = x[axis] - p->position[axis];
		camera_project(c, x, image);
		CHECK_NEAR(image[2], dot(from, p->axis[2]), 1e-5);
		for (int axis = 0; axis < 2; axis++)
			CHECK_NEAR(image[axis],
			           p->centre[axis] + p->focal *
			           dot(from, p->axis[axis]) /
			           dot(from, p->axis[2]), 1e-3);
	}
}

/* The centre of the box is that of the frame; up in the world is up in it. */
static void check_aim(const struct camera *c, const struct plan *plan,
                      const struct box *box)
{
	double x[3], image[3], up[3], toward, angle;
	const struct pinhole *p = &c->pinhole;

	for (int i = 0; i < 3; i++)
		x[i] = 0.5 * (box->low[i] + box->high[i]);
	camera_project(c, x, image);
	CHECK_NEAR(image[0], ((double)plan->size.width - 1.0) / 2.0, 1e-3);
	CHECK_NEAR(image[1], ((double)plan->size.height - 1.0) / 2.0, 1e-3);
	angle = atan2(p->position[2] - x[2],
	              hypot(p->position[0] - x[0], p->position[1] - x[1]));
	CHECK_NEAR(angle * 180.0 / acos(-1.0),
	           (double)plan->elevation_micro / PLAN_MICRO, 1e-9);
	toward = image[2];
	x[2] += 0.1;
	camera_project(c, x, up);
	CHECK_NEAR(up[0], image[0], 1e-3);
	CHECK(up[1] < image[1] && up[2] < toward);
}

/* The least space from a corner to the margin, or from a ball to the edge. */
static double least_room(const struct camera *c, const struct plan *plan,
                         const struct box *box)
{
	double side = (double)(plan->size.height < plan->size.width
	                       ? plan->size.height : plan->size.width);
	double least = 1e9;

	for (int i = 0; i < 8; i++) {
		double size[2] = { (double)plan->size.width,
		                   (double)plan->size.height };
		double x[3], image[3];

		corner(box, i, x);
		camera_project(c, x, image);
		CHECK(image[2] > 0.99);
		for (int axis = 0; axis < 2; axis++) {
			double low = image[axis] + 0.5;
			double high = size[axis] - 0.5 - image[axis];

			least = fmin(least, fmin(low, high) - 0.09 * side);
		}
	}
	return least;
}

/* The outline of a ball at each corner, sampled, is in the frame. */
static void check_balls(const struct camera *c, const struct plan *plan,
                        const struct box *box)
{
	for (int i = 0; i < 8; i++)
		for (int k = 0; k < 400; k++) {
			double z = (k % 20 - 9.5) / 9.5, turn = k / 20 / 10.0;
			double r = sqrt(1 - z * z) * BALL, x[3], image[3];

			corner(box, i, x);
			x[0] += r * cos(turn * acos(-1.0));
			x[1] += r * sin(turn * acos(-1.0));
			x[2] += z * BALL;
			camera_project(c, x, image);
			CHECK(image[0] > -0.501 && image[1] > -0.501);
			CHECK(image[0] < (double)plan->size.width - 0.499);
			CHECK(image[1] < (double)plan->size.height - 0.499);
		}
}

static void check_ring(const struct plan *plan, const struct box *box)
{
	struct camera ring[PLAN_CAMERAS_MAX];
	double least = 1e9;
	struct diag d;

	camera_ring(ring, plan, box);
	CHECK(camera_check(ring, plan, box, &d) == 0);
	for (unsigned v = 0; v < plan->cameras; v++) {
		double room = least_room(&ring[v], plan, box);

		CHECK(room > -1e-3);
		least = fmin(least, room);
		check_axes(&ring[v].pinhole);
		check_matrix(&ring[v], box);
		check_aim(&ring[v], plan, box);
		check_balls(&ring[v], plan, box);
	}
	/* As near as possible: a box that is not tiny touches the margin. */
	if (box == &boxes[0] && plan->size.height == plan->size.width)
		CHECK(least < 1e-3);
}

static void every_ring_sees_its_box(void)
{
	static const uint64_t sizes[][2] = {
		{ 64, 64 }, { 8, 8 }, { 1024, 1024 }, { 32, 200 },
		{ 200, 32 }, { 8, 1024 }, { 1024, 8 },
	};
	static const uint64_t degrees[] = { 5, 25, 45, 75 };

	for (int box = 0; box < 4; box++)
		for (int s = 0; s < 7; s++)
			for (int e = 0; e < 4; e++)
				for (uint64_t v = 1; v <= 16; v += v < 5 ? 1 : 11) {
					struct plan p = make_plan(sizes[s][0],
						sizes[s][1], v, degrees[e]);

					check_ring(&p, &boxes[box]);
				}
}

/* Equal steps around the ring, equal distances, equal heights. */
static void ring_is_regular(void)
{
	struct plan p = make_plan(64, 64, 16, 30);
	struct camera ring[PLAN_CAMERAS_MAX];

	camera_ring(ring, &p, &boxes[0]);
	for (int v = 0; v < 16; v++) {
		const double *a = ring[v].pinhole.position;
		const double *b = ring[(v + 1) % 16].pinhole.position;

		CHECK_NEAR(hypot(a[0], a[1]), hypot(b[0], b[1]), 1e-9);
		CHECK_NEAR(a[2], b[2], 1e-12);
		CHECK_NEAR(atan2(a[0] * b[1] - a[1] * b[0],
		                 a[0] * b[0] + a[1] * b[1]),
		           acos(-1.0) / 8.0, 1e-9);
	}
}

/* A box that is too large for its cameras is refused, with the camera. */
static void refusals(void)
{
	struct plan p = make_plan(64, 64, 4, 25);
	struct camera ring[PLAN_CAMERAS_MAX];
	struct box big = boxes[0];
	struct diag d;

	camera_ring(ring, &p, &boxes[0]);
	big.high[2] += 0.5;
	CHECK(camera_check(ring, &p, &big, &d) == -1);
	CHECK(d.kind == DIAG_INVALID);
	CHECK(strstr(d.message, "camera 0:") && strstr(d.message, " px "));

	camera_ring(ring, &p, &boxes[0]);
	ring[2].p[3] += 200.0;
	CHECK(camera_check(ring, &p, &boxes[0], &d) == -1);
	CHECK(strstr(d.message, "camera 2:"));

	camera_ring(ring, &p, &boxes[0]);
	for (int i = 0; i < 12; i++)
		ring[1].p[i] = -ring[1].p[i]; /* all of it behind */
	CHECK(camera_check(ring, &p, &boxes[0], &d) == -1);
	CHECK(strstr(d.message, "camera 1:"));
}

/* A distance at which not all is seen is refused, with the least one. */
static void distances(void)
{
	struct plan p = make_plan(64, 64, 3, 25);
	struct camera ring[PLAN_CAMERAS_MAX];
	double needed, to[3];
	struct diag d;

	camera_ring(ring, &p, &boxes[0]);
	for (int i = 0; i < 3; i++)
		to[i] = 0.5 * (boxes[0].low[i] + boxes[0].high[i]) -
		        ring[0].pinhole.position[i];
	needed = sqrt(dot(to, to));
	for (uint64_t micro = 100000; micro <= 20 * PLAN_MICRO;
	     micro += 100000) {
		p.distance_micro = micro;
		camera_ring(ring, &p, &boxes[0]);
		if ((double)micro / PLAN_MICRO > needed + 1e-3) {
			CHECK(camera_check(ring, &p, &boxes[0], &d) == 0);
			continue;
		}
		CHECK(camera_check(ring, &p, &boxes[0], &d) == -1);
		CHECK(d.kind == DIAG_INVALID);
		CHECK(strstr(d.message, "camera ") != NULL);
		CHECK_NEAR(atof(strstr(d.message, "give distance ") + 14),
		           needed, 0.011);
	}
}

/* The share of the frame that the outlines of balls at POINTS fill. */
static double covered(const struct camera *c, const struct plan *plan,
                      const double *points, size_t count)
{
	double most = 0;

	for (size_t i = 0; i < count; i++) {
		double image[3], at[3];

		camera_project(c, points + 3 * i, image);
		projection_unproject(&c->pinhole, image, at);
		for (int axis = 0; axis < 2; axis++) {
			double half = c->pinhole.centre[axis] + 0.5;
			double angle = atan2(at[axis], at[2]);
			double by = asin(BALL / hypot(at[axis], at[2]));
			double reach = fmax(fabs(tan(angle + by)),
			                    fabs(tan(angle - by)));

			if (plan->radius_micro > 0)
				reach = (fabs(image[axis] -
				              c->pinhole.centre[axis]) +
				         camera_reach(plan)) /
				        c->pinhole.focal;
			most = fmax(most, reach * c->pinhole.focal / half);
		}
	}
	return most;
}

/* Paths of all sizes fill exactly the planned share, in the middle. */
static void fits(void)
{
	static const uint64_t sizes[][2] = { { 64, 64 }, { 40, 90 }, { 200, 60 } };
	struct camera c;
	double points[3 * 16];

	for (int n = 0; n < 600; n++) {
		struct plan p = make_plan(sizes[n % 3][0], sizes[n % 3][1], 4,
		                          5 + 10 * (unsigned)(n % 8));
		double size = 0.3 + 0.01 * n;

		p.framing = PLAN_AUTO;
		p.coverage_micro = 300000 + 100000 * (unsigned)(n % 7);
		p.radius_micro = n % 5 == 0 ? 3 * PLAN_MICRO : 0;
		for (int i = 0; i < 48; i++)
			points[i] = 7 + size * sin(1.7 * i + n);
		camera_fit(&c, &p, (unsigned)n % 4, points, 16);
		check_axes(&c.pinhole);
		CHECK_NEAR(covered(&c, &p, points, 16),
		           (double)p.coverage_micro / PLAN_MICRO, 1e-4);
	}
}

int main(void)
{
	every_ring_sees_its_box();
	ring_is_regular();
	refusals();
	distances();
	fits();
	return 0;
}
