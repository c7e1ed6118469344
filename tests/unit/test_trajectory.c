/* trajectory: shapes, distributions, balance, and the box around all paths. */

#include "scene/trajectory.h"

#include <math.h>
#include <string.h>

#include "check.h"

enum { FRAMES_MAX = 1024, DRAWS = 20000 };

static struct plan make_plan(uint64_t motion, uint64_t augment_micro)
{
	struct plan p = {
		.samples = 40000, .interval = 2000, .seed = 42, .classes = 4,
		.frames = 16, .size = { 64, 64 }, .channels = 3, .cameras = 1,
		.elevation_micro = 25 * PLAN_MICRO, .motion = motion,
		.augment_micro = augment_micro, .noise = { 2000, 6000 },
	};

	return p;
}

/* Each block has every class once, in a random order. */
static void labels_are_balanced(void)
{
	struct plan p = make_plan(PLAN_NEUTRAL, 0);

	for (p.classes = 1; p.classes <= 4; p.classes++) {
		uint64_t seen[4] = { 0 }, place[4] = { 0 };

		for (uint64_t i = 0; i < 40000; i++) {
			int label = trajectory_label(&p, i);
			uint64_t least, most;

			CHECK(label >= 0 && label < (int)p.classes);
			seen[label]++;
			place[i % p.classes] += label == 0;
			least = most = seen[0];
			for (uint64_t c = 1; c < p.classes; c++) {
				least = seen[c] < least ? seen[c] : least;
				most = seen[c] > most ? seen[c] : most;
			}
			CHECK(most - least <= 1);
		}
		for (uint64_t c = 0; c < p.classes; c++)
			CHECK_NEAR((double)place[c] / 40000.0 *
			           (double)(p.classes * p.classes), 1.0, 0.06);
	}
}

/* All 24 orders of four classes occur equally often. */
static void label_orders_are_uniform(void)
{
	struct plan p = make_plan(PLAN_NEUTRAL, 0);
	int seen[256] = { 0 }, orders = 0;

	for (uint64_t block = 0; block < 24000; block++) {
		int code = 0;

		for (uint64_t i = 0; i < 4; i++)
			code = code * 4 + trajectory_label(&p, 4 * block + i);
		seen[code]++;
	}
	for (int i = 0; i < 256; i++) {
		if (!seen[i])
			continue;
		orders++;
		CHECK_NEAR(seen[i], 1000.0, 160.0); /* 5 sigma */
	}
	CHECK(orders == 24);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The Kolmogorov-Smirnov test against U(LOW, HIGH), at 99.99 %. */
static void check_uniform(double *v, double low, double high)
{
	qsort(v, DRAWS, sizeof(*v), by_value);
	for (int i = 0; i < DRAWS; i++) {
		double u = (v[i] - low) / (high - low);

		CHECK(u >= -1e-9 && u <= 1 + 1e-9);
		CHECK_NEAR(u, (i + 0.5) / DRAWS, 2.23 / sqrt(DRAWS));
	}
}

/*
 * Measures a number on the path of a sample of one class, with classic motion
 * and without augmentation.
 */
typedef double measure(const double *p, uint64_t t);

static void classic_uniform(int label, measure *m, double low, double high)
{
	static double v[DRAWS];
	struct plan plan = make_plan(PLAN_CLASSIC, 0);
	double p[3 * 16];

	for (uint64_t i = 0; i < DRAWS; i++) {
		trajectory_make(&plan, i, 0, label, p);
		v[i] = m(p, plan.frames);
	}
	check_uniform(v, low, high);
}

static double first_x(const double *p, uint64_t t) { (void)t; return p[0]; }
static double first_y(const double *p, uint64_t t) { (void)t; return p[1]; }
static double first_z(const double *p, uint64_t t) { (void)t; return p[2]; }
static double last_z(const double *p, uint64_t t) { return p[3 * t - 1]; }
static double go_x(const double *p, uint64_t t) { return p[3 * t - 3] - p[0]; }
static double go_y(const double *p, uint64_t t) { return p[3 * t - 2] - p[1]; }

/*
 * The radius of a circle or helix that begins at angle 0: with 16 frames, frame
 * 5 of a circle is at 120 degrees, of a helix at 240. The difference in y is
 * sqrt(3)/2 of the radius.
 */
static double circle_radius(const double *p, uint64_t t)
{
	(void)t;
	return (p[3 * 5 + 1] - p[1]) / (sqrt(3.0) / 2.0);
}

static double helix_radius(const double *p, uint64_t t)
{
	return -circle_radius(p, t);
}

static double circle_x(const double *p, uint64_t t)
{
	return p[0] - circle_radius(p, t);
}

static double helix_x(const double *p, uint64_t t)
{
	return p[0] - helix_radius(p, t);
}

/* z'' = -g: the second difference divided by the square of the time step. */
static double fall(const double *p, uint64_t t)
{
	double step = 1.0 / (double)(t - 1);

	return -(p[8] - 2.0 * p[5] + p[2]) / (step * step);
}

static double rise(const double *p, uint64_t t)
{
	return p[3 * t - 1] - p[2] + 0.5 * fall(p, t);
}

static void classic_ranges(void)
{
	classic_uniform(0, first_x, -0.5, 0.5);
	classic_uniform(0, first_y, -0.5, 0.5);
	classic_uniform(0, first_z, 1.5, 2.5);
	classic_uniform(1, circle_radius, 0.3, 0.6);
	classic_uniform(1, circle_x, -0.2, 0.2);
	classic_uniform(1, first_y, -0.2, 0.2);
	classic_uniform(1, first_z, 1.8, 2.2);
	classic_uniform(2, helix_radius, 0.3, 0.5);
	classic_uniform(2, helix_x, -0.2, 0.2);
	classic_uniform(2, first_y, -0.2, 0.2);
	classic_uniform(2, first_z, 1.5, 2.0);
	classic_uniform(2, last_z, 2.5, 3.0);
	classic_uniform(3, first_x, -0.3, 0.3);
	classic_uniform(3, first_y, -0.3, 0.3);
	classic_uniform(3, first_z, 2.0, 2.3);
	classic_uniform(3, go_x, 0.3, 0.8);
	classic_uniform(3, go_y, -0.2, 0.2);
	classic_uniform(3, rise, 0.2, 0.6);
	classic_uniform(3, fall, 0.8, 1.5);
}

/* The direction of a line: 0.11 <= |d| <= 0.3, many of them exactly 0.11. */
static void line_direction(void)
{
	struct plan plan = make_plan(PLAN_CLASSIC, 0);
	int atoms[3] = { 0 }, negative[3] = { 0 };
	double p[3 * 16];

	for (uint64_t i = 0; i < DRAWS; i++) {
		trajectory_make(&plan, i, 0, TRAJECTORY_LINEAR, p);
		for (int axis = 0; axis < 3; axis++) {
			double d = p[45 + axis] - p[axis];

			CHECK(fabs(d) > 0.11 - 1e-12 && fabs(d) < 0.3 + 1e-12);
			atoms[axis] += fabs(d) < 0.11 + 1e-12;
			negative[axis] += d < 0.0;
		}
	}
	for (int axis = 0; axis < 3; axis++) {
		CHECK_NEAR((double)atoms[axis] / DRAWS, 0.11 / 0.3, 0.02);
		CHECK_NEAR((double)negative[axis] / DRAWS, 0.5, 0.02);
	}
}

/* Differences of the order that belongs to the class are constant. */
static void check_line(const double *p, uint64_t t)
{
	for (uint64_t i = 3; i < 3 * (t - 1); i++)
		CHECK_NEAR(p[i + 3] - 2.0 * p[i] + p[i - 3], 0.0, 1e-12);
}

static void check_parabola(const double *p, uint64_t t)
{
	double g = fall(p, t) / (double)((t - 1) * (t - 1));

	for (uint64_t i = 3; i < 3 * (t - 1); i++)
		CHECK_NEAR(p[i + 3] - 2.0 * p[i] + p[i - 3],
		           i % 3 == 2 ? -g : 0.0, 1e-12);
}

/* Each step turns by the same angle about one centre and climbs equally. */
static void check_round(const double *p, uint64_t t, double turns)
{
	double angle = turns * 6.283185307179586 / (double)(t - 1);
	double chord = hypot(p[3] - p[0], p[4] - p[1]);
	double radius = chord / (2.0 * fabs(sin(0.5 * angle)));

	CHECK(radius > 0.3 - 1e-9 && radius < 0.6 + 1e-9);
	for (uint64_t i = 3; i + 3 < 3 * t; i += 3) {
		double ax = p[i] - p[i - 3], ay = p[i + 1] - p[i - 2];
		double bx = p[i + 3] - p[i], by = p[i + 4] - p[i + 1];
		double cross = ax * by - ay * bx, dot = ax * bx + ay * by;

		CHECK_NEAR(hypot(bx, by), chord, 1e-12);
		CHECK_NEAR(fabs(atan2(cross, dot)), angle, 1e-9);
		CHECK_NEAR(p[i + 5] - 2.0 * p[i + 2] + p[i - 1], 0.0, 1e-12);
	}
	CHECK_NEAR(p[3 * t - 3], p[0], 1e-12);
	CHECK_NEAR(p[3 * t - 2], p[1], 1e-12);
}

static void check_shape(const double *p, uint64_t t, int label, int classic)
{
	double rise = p[3 * t - 1] - p[2];

	switch (label) {
	case TRAJECTORY_LINEAR:
		check_line(p, t);
		break;
	case TRAJECTORY_CIRCULAR:
		check_round(p, t, 1.0);
		CHECK_NEAR(p[2], p[3 * t - 1], 1e-12);
		break;
	case TRAJECTORY_HELICAL:
		check_round(p, t, 2.0);
		CHECK((classic ? rise : fabs(rise)) > 0.5 - 1e-9);
		break;
	default:
		check_parabola(p, t);
		break;
	}
}

static void shapes(void)
{
	double p[3 * 16];

	for (uint64_t motion = PLAN_NEUTRAL; motion <= PLAN_CLASSIC; motion++) {
		struct plan plan = make_plan(motion, 0);

		for (uint64_t i = 0; i < DRAWS; i++) {
			int label = trajectory_label(&plan, i);

			trajectory_make(&plan, i, 0, label, p);
			check_shape(p, plan.frames, label,
			            motion == PLAN_CLASSIC);
		}
	}
}

/* neutral: mean and direction have the same distributions in all classes. */
static void neutral_is_neutral(void)
{
	static double mean[3][DRAWS], heading[DRAWS];
	struct plan plan = make_plan(PLAN_NEUTRAL, 0);
	double p[3 * 16];

	for (int label = 0; label < 4; label++) {
		int left = 0, upwards = 0;

		for (uint64_t i = 0; i < DRAWS; i++) {
			trajectory_make(&plan, i, 0, label, p);
			for (int axis = 0; axis < 3; axis++) {
				mean[axis][i] = 0.0;
				for (int j = 0; j < 16; j++)
					mean[axis][i] += p[3 * j + axis] / 16;
			}
			heading[i] = atan2(p[4] - p[1], p[3] - p[0]);
			left += (p[3] - p[0]) * (p[7] - p[4]) >
			        (p[4] - p[1]) * (p[6] - p[3]);
			upwards += p[3 * 15 + 2] > p[2];
		}
		check_uniform(mean[0], -0.35, 0.35);
		check_uniform(mean[1], -0.35, 0.35);
		check_uniform(mean[2], 1.75, 2.45);
		check_uniform(heading, -acos(-1.0), acos(-1.0));
		if (label == 1 || label == 2)
			CHECK_NEAR((double)left / DRAWS, 0.5, 0.02);
		/* A circle is level; the others rise or fall. */
		if (label != 1)
			CHECK_NEAR((double)upwards / DRAWS, 0.5, 0.02);
	}
}

/* Without noise the augmentation is rigid; it is as frequent as planned. */
static void augmentation_is_rigid(void)
{
	struct plan plain = make_plan(PLAN_CLASSIC, 0);
	struct plan moved = make_plan(PLAN_CLASSIC, 800000);
	double a[3 * 16], b[3 * 16];
	int changed = 0;

	moved.noise.low_micro = moved.noise.high_micro = 0;
	for (uint64_t i = 0; i < DRAWS; i++) {
		double turn;

		trajectory_make(&plain, i, 0, TRAJECTORY_PARABOLIC, a);
		trajectory_make(&moved, i, 0, TRAJECTORY_PARABOLIC, b);
		changed += memcmp(a, b, sizeof(a)) != 0;
		turn = atan2(b[46] - b[1], b[45] - b[0]) -
		       atan2(a[46] - a[1], a[45] - a[0]);
		CHECK(fabs(turn) <= 15.0 * acos(-1.0) / 180.0 + 1e-9);
		CHECK_NEAR(hypot(b[45] - b[0], b[46] - b[1]),
		           hypot(a[45] - a[0], a[46] - a[1]), 1e-12);
		CHECK(fabs(b[2] - a[2]) <= 0.1);
		for (int j = 0; j < 16; j++)
			CHECK_NEAR(b[3 * j + 2] - a[3 * j + 2], b[2] - a[2],
			           1e-12);
	}
	CHECK_NEAR((double)changed / DRAWS, 0.8, 0.015);
}

/* The noise, measured in z, which the rotation does not change. */
static void noise_is_truncated(void)
{
	struct plan quiet = make_plan(PLAN_NEUTRAL, PLAN_MICRO);
	struct plan noisy = quiet;
	double a[3 * 16], b[3 * 16], square = 0.0, most = 0.0;

	quiet.noise.low_micro = quiet.noise.high_micro = 0;
	noisy.noise.low_micro = noisy.noise.high_micro = 10000;
	for (uint64_t i = 0; i < DRAWS; i++) {
		trajectory_make(&quiet, i, 0, 0, a);
		trajectory_make(&noisy, i, 0, 0, b);
		for (int j = 2; j < 48; j += 3) {
			double d = (b[j] - a[j]) / 0.01;

			most = fabs(d) > most ? fabs(d) : most;
			square += d * d;
		}
	}
	CHECK(most > 2.99 && most <= 3.0 + 1e-9);
	CHECK_NEAR(square / (16.0 * DRAWS), 0.97333691, 0.01);
}

static void check_inside(const struct plan *plan, uint64_t count)
{
	static double p[3 * FRAMES_MAX];
	struct box box = trajectory_workspace(plan);

	for (uint64_t i = 0; i < count; i++) {
		trajectory_make(plan, i, 0, trajectory_label(plan, i), p);
		for (uint64_t j = 0; j < 3 * plan->frames; j++) {
			double x = (float)p[j];

			CHECK(x >= box.low[j % 3] && x <= box.high[j % 3]);
		}
	}
}

/* Tens of thousands of samples of all kinds of plans stay in their box. */
static void nothing_leaves_the_workspace(void)
{
	static const uint64_t frames[] = { 1, 2, 3, 4, 5, 16, 33, 1024 };

	for (uint64_t motion = PLAN_NEUTRAL; motion <= PLAN_CLASSIC; motion++) {
		struct plan plan = make_plan(motion, 800000);

		check_inside(&plan, 40000);
		plan.augment_micro = 0;
		check_inside(&plan, 40000);
		plan.augment_micro = PLAN_MICRO;
		plan.noise.low_micro = plan.noise.high_micro = 50000;
		for (int i = 0; i < 8; i++) {
			plan.frames = frames[i];
			check_inside(&plan, 8000 / frames[i] + 100);
		}
	}
}

/* The box of classic paths is as small as possible. */
static void workspace_is_tight(void)
{
	struct plan plan = make_plan(PLAN_CLASSIC, 0);
	struct box box = trajectory_workspace(&plan);
	double low[3] = { 9, 9, 9 }, high[3] = { -9, -9, -9 };
	double p[3 * 16];

	for (uint64_t i = 0; i < 40000; i++) {
		trajectory_make(&plan, i, 0, trajectory_label(&plan, i), p);
		for (int j = 0; j < 48; j++) {
			low[j % 3] = fmin(low[j % 3], p[j]);
			high[j % 3] = fmax(high[j % 3], p[j]);
		}
	}
	for (int axis = 0; axis < 3; axis++) {
		CHECK_NEAR(low[axis], box.low[axis], 0.05);
		CHECK_NEAR(high[axis], box.high[axis], 0.05);
	}
}

int main(void)
{
	labels_are_balanced();
	label_orders_are_uniform();
	classic_ranges();
	line_direction();
	shapes();
	neutral_is_neutral();
	augmentation_is_rigid();
	noise_is_truncated();
	nothing_leaves_the_workspace();
	workspace_is_tight();
	return 0;
}
