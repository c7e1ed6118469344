/* Draw a shaded sphere. */
#include "scene/ball.h"

#include "base/fixmath.h"
#include "scene/geometry.h"

#define AMBIENT 0.42 /* light on the ball's underside */
#define DIFFUSE 0.75 /* added on its top */
#define SHINE 0.65   /* strength of the highlight */
/* Pixels outside the outline: opacity ends at .5, the rest is for rounding. */
#define OUTSIDE 0.51

/* What all pixels of one ball share, in the axes of the camera. */
struct ball {
	const double *centre;
	double radius;
	double up[3];     /* towards the light */
	double half[3];   /* between light and eye */
	double focal;     /* pixels */
	double outside;   /* OUTSIDE in world units, at depth 1 */
	double colour[3]; /* in the canvas's channels */
	unsigned opacity; /* 0 … 256 */
	const struct projection *behind; /* balls that may intersect it */
	unsigned behind_count;
};

static struct ball make_ball(const struct canvas *c, const struct pinhole *p,
                             const struct projection *object)
{
	struct ball ball = {
		.centre = object->centre, .radius = object->radius,
		.focal = p->focal, .outside = OUTSIDE / p->focal,
		.opacity = (unsigned)(256.0 * object->opacity + 0.5),
	};
	double centre2 = 0.0, length, sum = 0.0;

	for (int i = 0; i < 3; i++)
		centre2 += ball.centre[i] * ball.centre[i];
	length = fixmath_sqrt(centre2);
	for (int i = 0; i < 3; i++) {
		ball.up[i] = p->axis[i][2];
		ball.half[i] = ball.up[i] - ball.centre[i] / length;
		sum += ball.half[i] * ball.half[i];
	}
	sum = fixmath_sqrt(sum);
	for (int i = 0; i < 3; i++)
		ball.half[i] /= sum;
	canvas_channels(c, object->rgb, ball.colour);
	return ball;
}

/*
 * The light at the point of the ball with unit NORMAL: wrapped diffuse light,
 * and a Blinn highlight with exponent 32.
 */
static void ball_light(const struct ball *ball, const double normal[3],
                       double *diffuse, double *shine)
{
	double up = 0.0, half = 0.0, wrap;

	for (int i = 0; i < 3; i++) {
		up += normal[i] * ball->up[i];
		half += normal[i] * ball->half[i];
	}
	wrap = 0.5 + 0.5 * up;
	*diffuse = AMBIENT + DIFFUSE * wrap * wrap;
	half = half > 0.0 ? half : 0.0;
	for (int i = 0; i < 5; i++)
		half *= half;
	*shine = SHINE * half;
}

/*
 * How many pixels a ray is within the outline; negative outside. OFF is the
 * vector from the ball's centre to the nearest point of the ray, which is at
 * DEPTH; APART is its length. To first order, the derivative of APART by the
 * image point (a, b) is depth (off.x, off.y) / apart.
 */
static double inside_outline(const struct ball *ball, const double off[3],
                             double apart, double depth)
{
	double flat2 = off[0] * off[0] + off[1] * off[1];
	double flat = fixmath_sqrt(flat2);
	double stretch = flat > 0.0 ? apart / flat : 1.0;

	return (ball->radius - apart) / depth * ball->focal * stretch;
}

/*
 * Whether another ball, whose centre is farther away, hides this one on the ray
 * (A, B, 1), which meets this one at DEPTH.
 */
static int is_hidden(const struct ball *ball, double a, double b, double depth)
{
	for (unsigned i = 0; i < ball->behind_count; i++) {
		const struct projection *other = &ball->behind[i];
		double at;

		if (projection_meets_ball(other->centre, other->radius, a, b,
		                          &at) &&
		    at < depth)
			return 1;
	}
	return 0;
}

/*
 * Draw one pixel, on the ray d = (A, B, 1). The ray meets the ball at two
 * points, half a chord before and after its point nearest to the centre; the
 * first is visible. At the anti-aliased edge outside the ball there is none;
 * there the normal is the direction of the nearest point.
 */
static void ball_pixel(const struct canvas *c, const struct ball *ball,
                       double a, double b, uint8_t *pixel)
{
	const double r = ball->radius;
	double dd = a * a + b * b + 1.0;
	double depth = (a * ball->centre[0] + b * ball->centre[1] +
	                ball->centre[2]) / dd;
	double off[3] = { depth * a - ball->centre[0],
	                  depth * b - ball->centre[1],
	                  depth - ball->centre[2] };
	double apart2 = off[0] * off[0] + off[1] * off[1] + off[2] * off[2];
	double outside = r + ball->outside * depth;
	double apart, chord, length, normal[3], diffuse, shine;
	unsigned opacity;

	if (apart2 > outside * outside)
		return;
	apart = fixmath_sqrt(apart2);
	opacity = canvas_edge_opacity(
	              inside_outline(ball, off, apart, depth)) *
	          ball->opacity >> 8;
	if (opacity == 0)
		return;
	chord = fixmath_sqrt(apart2 < r * r ? (r * r - apart2) / dd : 0.0);
	if (ball->behind_count > 0 && is_hidden(ball, a, b, depth - chord))
		return;
	length = apart2 < r * r ? r : apart;
	normal[0] = (off[0] - chord * a) / length;
	normal[1] = (off[1] - chord * b) / length;
	normal[2] = (off[2] - chord) / length;
	ball_light(ball, normal, &diffuse, &shine);
	for (unsigned i = 0; i < c->channels; i++) {
		double value = ball->colour[i] * diffuse;

		value += (255.0 - value) * shine;
		canvas_blend(pixel + i * c->stride_c, canvas_byte(value),
		             opacity);
	}
}

/* Whether one of the COUNT balls of BEHIND intersects OBJECT. */
static int intersects(const struct projection *object,
                      const struct projection *behind, unsigned count)
{
	for (unsigned k = 0; k < count; k++) {
		double apart2 = 0.0, least = object->radius + behind[k].radius;

		for (int i = 0; i < 3; i++) {
			double by = object->centre[i] - behind[k].centre[i];

			apart2 += by * by;
		}
		if (apart2 < least * least)
			return 1;
	}
	return 0;
}

void ball_draw(const struct canvas *c, const struct pinhole *p,
               const struct projection *object,
               const struct projection *behind, unsigned count)
{
	struct ball ball = make_ball(c, p, object);
	struct patch patch = projection_patch(c, p, object);

	ball.behind = behind;
	ball.behind_count = intersects(object, behind, count) ? count : 0;
	for (unsigned y = patch.y0; y < patch.y1; y++) {
		double b = ((double)y - p->centre[1]) / p->focal;

		for (unsigned x = patch.x0; x < patch.x1; x++) {
			double a = ((double)x - p->centre[0]) / p->focal;

			ball_pixel(c, &ball, a, b, canvas_pixel(c, x, y));
		}
	}
}
