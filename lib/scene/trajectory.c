/* Compute the path of an object, and a box around all paths. */
#include "scene/trajectory.h"

#include "base/fixmath.h"
#include "scene/philox.h"
#include "scene/random_lanes.h"

/* The limits of the augmentation. */
#define TILT_TURNS (1.0 / 24.0) /* rotation: 15 degrees either way */
#define SHIFT_MAX 0.1           /* translation, world units */
#define NOISE_SIGMAS 3.0        /* where the noise is truncated */

/* neutral: the mean of a path is uniform in a box; world units. */
#define PLACE_HALF 0.35  /* half the side */
#define PLACE_HEIGHT 2.1 /* height of its centre */

/* More than the error of double arithmetic and of rounding to float. */
#define ROUNDING 1e-6

/* Where a circle or helix starts, and which way it turns. */
struct spin {
	double start; /* turns; classic: 0 */
	double sense; /* 1 or -1; classic: 1 */
};

static double noise_sigma(uint64_t micro)
{
	return (double)micro / PLAN_MICRO;
}

/* The time of frame J: 0 … 1, equally spaced. */
static double frame_time(uint64_t j, uint64_t frames)
{
	return frames > 1 ? (double)j / (double)(frames - 1) : 0.0;
}

/* Shape parameter WHICH, uniform in [LOW, HIGH). */
static double shape(const struct philox_stream *s, uint32_t which,
                    double low, double high)
{
	return philox_between(s, LANE_SHAPE, which, low, high);
}

int trajectory_label(const struct plan *plan, uint64_t index)
{
	unsigned classes = (unsigned)plan->classes;
	const struct philox_stream s = {
		.seed = plan->seed, .index = index / classes,
	};
	int order[PLAN_CLASSES_MAX] = { 0 };

	/* The Fisher-Yates shuffle: Knuth, TAOCP 3.4.2, algorithm P. */
	for (unsigned k = 0; k < classes; k++)
		order[k] = (int)k;
	for (unsigned k = classes - 1; k > 0; k--) {
		double u = philox_uniform(&s, LANE_LABEL, classes - 1 - k);
		unsigned other = (unsigned)(u * (k + 1));
		int held = order[k];

		order[k] = order[other];
		order[other] = held;
	}
	return order[index % classes];
}

/* The random numbers of OBJECT of sample INDEX. */
static struct philox_stream stream_of(const struct plan *plan, uint64_t index,
                                      unsigned object)
{
	return (struct philox_stream){
		.seed = plan->seed, .index = index,
		.lanes = object * LANE_OBJECT,
	};
}

int trajectory_class(const struct plan *plan, uint64_t index, unsigned object)
{
	const struct philox_stream s = stream_of(plan, index, object);

	if (object == 0)
		return trajectory_label(plan, index);
	return (int)(philox_uniform(&s, LANE_LABEL, 0) *
	             (double)plan->classes);
}

/* No component of a line's direction may be close to 0. */
static double away_from_0(double d)
{
	const double least = 0.11;

	if (d < 0.0)
		return d > -least ? -least : d;
	return d < least ? least : d;
}

static void make_linear(const struct philox_stream *s, uint64_t frames,
                        double *p)
{
	double start[3], step[3];

	for (uint32_t i = 0; i < 3; i++) {
		start[i] = shape(s, i, -0.5, 0.5) + (i == 2 ? 2.0 : 0.0);
		step[i] = away_from_0(shape(s, 3 + i, -0.3, 0.3));
	}
	for (uint64_t j = 0; j < frames; j++, p += 3)
		for (int i = 0; i < 3; i++)
			p[i] = start[i] + frame_time(j, frames) * step[i];
}

/* A circle or helix: TURNS around CENTRE, from height Z[0] to Z[1]. */
static void make_round(struct spin spin, double turns, double radius,
                       const double centre[2], const double z[2],
                       uint64_t frames, double *p)
{
	for (uint64_t j = 0; j < frames; j++, p += 3) {
		double t = frame_time(j, frames), sine, cosine;

		fixmath_sincos(spin.start + spin.sense * turns * t, &sine,
		               &cosine);
		p[0] = radius * cosine + centre[0];
		p[1] = radius * sine + centre[1];
		p[2] = z[0] + t * (z[1] - z[0]);
	}
}

static void make_circular(const struct philox_stream *s, struct spin spin,
                          uint64_t frames, double *p)
{
	double radius = shape(s, 0, 0.3, 0.6);
	double centre[2] = { shape(s, 1, -0.2, 0.2), shape(s, 2, -0.2, 0.2) };
	double height = shape(s, 3, 1.8, 2.2);
	double z[2] = { height, height };

	make_round(spin, 1.0, radius, centre, z, frames, p);
}

static void make_helical(const struct philox_stream *s, struct spin spin,
                         uint64_t frames, double *p)
{
	double radius = shape(s, 0, 0.3, 0.5);
	double centre[2] = { shape(s, 1, -0.2, 0.2), shape(s, 2, -0.2, 0.2) };
	double z[2] = { shape(s, 3, 1.5, 2.0), shape(s, 4, 2.5, 3.0) };

	make_round(spin, 2.0, radius, centre, z, frames, p);
}

static void make_parabolic(const struct philox_stream *s, uint64_t frames,
                           double *p)
{
	double x = shape(s, 0, -0.3, 0.3), y = shape(s, 1, -0.3, 0.3);
	double z = shape(s, 2, 2.0, 2.3);
	double vx = shape(s, 3, 0.3, 0.8), vy = shape(s, 4, -0.2, 0.2);
	double vz = shape(s, 5, 0.2, 0.6), g = shape(s, 6, 0.8, 1.5);

	for (uint64_t j = 0; j < frames; j++, p += 3) {
		double t = frame_time(j, frames);

		p[0] = x + vx * t;
		p[1] = y + vy * t;
		p[2] = z + vz * t - 0.5 * g * t * t;
	}
}

static void make_shape(const struct philox_stream *s, int label,
                       struct spin spin, uint64_t frames, double *points)
{
	switch (label) {
	case TRAJECTORY_LINEAR:
		make_linear(s, frames, points);
		break;
	case TRAJECTORY_CIRCULAR:
		make_circular(s, spin, frames, points);
		break;
	case TRAJECTORY_HELICAL:
		make_helical(s, spin, frames, points);
		break;
	default:
		make_parabolic(s, frames, points);
		break;
	}
}

/* Reverse the path: a parabola stays a parabola, a helix a helix. */
static void reverse(uint64_t frames, double *p)
{
	for (uint64_t j = 0; j < frames / 2; j++)
		for (uint64_t i = 0; i < 3; i++) {
			double *a = &p[3 * j + i];
			double *b = &p[3 * (frames - 1 - j) + i];
			double held = *a;

			*a = *b;
			*b = held;
		}
}

/* Rotate all points about the z axis. */
static void rotate(double turns, uint64_t frames, double *p)
{
	double sine, cosine;

	fixmath_sincos(turns, &sine, &cosine);
	for (uint64_t j = 0; j < frames; j++, p += 3) {
		double x = p[0], y = p[1];

		p[0] = cosine * x - sine * y;
		p[1] = sine * x + cosine * y;
	}
}

static void translate(const double by[3], uint64_t frames, double *p)
{
	for (uint64_t j = 0; j < frames; j++, p += 3)
		for (int i = 0; i < 3; i++)
			p[i] += by[i];
}

/* Move the path so that its mean over all frames is a random point. */
static void place(const struct philox_stream *s, uint64_t frames, double *p)
{
	double by[3];

	for (uint32_t i = 0; i < 3; i++) {
		double sum = 0.0;

		for (uint64_t j = 0; j < frames; j++)
			sum += p[3 * j + i];
		by[i] = philox_between(s, LANE_PLACE, i, -PLACE_HALF,
		                       PLACE_HALF) - sum / (double)frames;
	}
	by[2] += PLACE_HEIGHT;
	translate(by, frames, p);
}

static void add_noise(const struct philox_stream *s, double sigma,
                      uint64_t frames, double *p)
{
	for (uint32_t i = 0; i < 3 * frames; i++) {
		double u = philox_uniform(s, LANE_NOISE, i);

		p[i] += sigma * fixmath_truncated_normal(u);
	}
}

/* With the plan's probability: noise, then rotation, then translation. */
static void augment(const struct plan *plan, const struct philox_stream *s,
                    double *points)
{
	double probability = (double)plan->augment_micro / PLAN_MICRO;
	double sigma, turns, by[3];

	if (philox_uniform(s, LANE_AUGMENT, 0) >= probability)
		return;
	sigma = philox_between(s, LANE_AUGMENT, 1,
	                       noise_sigma(plan->noise.low_micro),
	                       noise_sigma(plan->noise.high_micro));
	turns = philox_between(s, LANE_AUGMENT, 2, -TILT_TURNS, TILT_TURNS);
	for (uint32_t i = 0; i < 3; i++)
		by[i] = philox_between(s, LANE_AUGMENT, 3 + i, -SHIFT_MAX,
		                       SHIFT_MAX);
	add_noise(s, sigma, plan->frames, points);
	rotate(turns, plan->frames, points);
	translate(by, plan->frames, points);
}

void trajectory_make(const struct plan *plan, uint64_t index, unsigned object,
                     int label, double *points)
{
	const struct philox_stream s = stream_of(plan, index, object);
	struct spin spin = { .start = 0.0, .sense = 1.0 };

	if (plan->motion == PLAN_NEUTRAL) {
		spin.start = philox_uniform(&s, LANE_TURN, 0);
		if (philox_uniform(&s, LANE_TURN, 1) < 0.5)
			spin.sense = -1.0;
	}
	make_shape(&s, label, spin, plan->frames, points);
	if (plan->motion == PLAN_NEUTRAL) {
		if (philox_uniform(&s, LANE_TURN, 3) < 0.5)
			reverse(plan->frames, points);
		rotate(philox_uniform(&s, LANE_TURN, 2), plan->frames, points);
		place(&s, plan->frames, points);
	}
	augment(plan, &s, points);
}

/*
 * The box of classic paths before augmentation. x is least at -.5 - .3 (line)
 * and greatest at .3 + .8 (parabola); |y| is greatest at .5 + .3 (line) and
 * .2 + .6 (circle); z is least at 2 - .5 - .3 (line) and greatest at 3 (helix).
 * The height of a parabola is between that of its ends, at least
 * 2 + .2 - 1.5 / 2 = 1.45, and of its vertex, at most
 * 2.3 + .6² / (2 · .8) = 2.525.
 */
static struct box classic_box(void)
{
	return (struct box){
		.low = { -0.8, -0.8, 1.2 }, .high = { 1.1, 0.8, 3.0 },
	};
}

/*
 * How far neutral paths reach from their mean before augmentation, in the
 * horizontal plane and in height.
 *
 * In the plane, a circle is at most .6 from its centre. T unit vectors at equal
 * angles, the first equal to the last, sum up to the first (or all are equal);
 * so the mean is 1/T of the radius off the centre, and the circle reaches
 * .6 (1 + 1/T). A helix has a smaller radius; a line reaches .5 · .3 √2 = .22,
 * a parabola .5 · √(.8² + .2²) = .42.
 *
 * In height, a helix reaches half of 3 - 1.5, and a line .15. The mean of a
 * parabola is between its extremes; they are at most (g - vz)² / 2g <= 1.3² / 3
 * = .57 apart if it falls below its start, and vz² / 2g <= .225 otherwise.
 */
static void neutral_reach(uint64_t frames, double *plane, double *height)
{
	*plane = 0.6 * (1.0 + 1.0 / (double)frames);
	*height = 0.75;
}

/*
 * A box around B rotated about z by up to ±TILT. If a side is at distance b
 * from the axis and its corner is at c along the side, a rotation by a moves
 * the corner to b cos a + c sin a. This grows until tan a = c / b, which is
 * more than tan TILT = .27 for all sides of all boxes here; so it is greatest
 * at TILT.
 */
static struct box tilt_box(struct box b)
{
	struct box out = b;
	double sine, cosine, most[2];

	fixmath_sincos(TILT_TURNS, &sine, &cosine);
	for (int i = 0; i < 2; i++)
		most[i] = -b.low[i] > b.high[i] ? -b.low[i] : b.high[i];
	for (int i = 0; i < 2; i++) {
		double side = sine * most[1 - i];

		out.low[i] = cosine * b.low[i] - side;
		out.high[i] = cosine * b.high[i] + side;
	}
	return out;
}

static struct box grow_box(struct box b, double plane, double height)
{
	const double by[3] = { plane, plane, height };

	for (int i = 0; i < 3; i++) {
		b.low[i] -= by[i];
		b.high[i] += by[i];
	}
	return b;
}

struct box trajectory_workspace(const struct plan *plan)
{
	struct box b = classic_box();
	double plane = 0.0, height = 0.0;

	if (plan->motion == PLAN_NEUTRAL) {
		b = (struct box){
			.low = { -PLACE_HALF, -PLACE_HALF,
			         PLACE_HEIGHT - PLACE_HALF },
			.high = { PLACE_HALF, PLACE_HALF,
			          PLACE_HEIGHT + PLACE_HALF },
		};
		neutral_reach(plan->frames, &plane, &height);
	}
	if (plan->augment_micro > 0) {
		double noise = NOISE_SIGMAS *
		               noise_sigma(plan->noise.high_micro);

		b = tilt_box(grow_box(b, noise, noise));
		b = grow_box(b, SHIFT_MAX, SHIFT_MAX);
	}
	/* Rotation does not change the reach in the plane: add it last. */
	return grow_box(b, plane + ROUNDING, height + ROUNDING);
}
