/* Draw a shaded sphere. */
#include "scene/ball.h"

#include "base/fixmath.h"
#include "scene/geometry.h"

#define AMBIENT 0.42 /* light on the ball's underside */
#define DIFFUSE 0.75 /* added on its top */
#define SHINE 0.65   /* strength of the highlight */
/* Pixels from the outline: cover ends at .5, the rest is for rounding. */
#define OUTSIDE 0.51

/* All about one ball that its pixels share, in the camera's axes. */
struct ball {
	const double *centre;
	double radius;
	double up[3];     /* towards the light */
	double half[3];   /* between the light and the eye */
	double focal;     /* pixels */
	double outside;   /* OUTSIDE in world units, at depth 1 */
	double colour[3]; /* in the canvas's channels */
	unsigned opacity; /* 0 … 256 */
	const struct projection
	    *behind; /* drawn already, may reach through it */
	unsigned behinds;
};

static struct ball make_ball(const struct canvas *c, const struct pinhole *p,
                             const struct projection *s)
{
	struct ball ball = {
		.centre = s->centre, .radius = s->radius, .focal = p->focal,
		.outside = OUTSIDE / p->focal,
		.opacity = (unsigned)(256.0 * s->opacity + 0.5),
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
	canvas_channels(c, s->rgb, ball.colour);
	return ball;
}

/*
 * Light at the point of the ball with unit NORMAL: diffuse light that wraps
 * round, and Blinn's highlight with exponent 32.
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
 * How many pixels a ray is within the outline, < 0 outside. OFF is the
 * vector from the ball's centre to the ray's nearest point, at DEPTH, and
 * APART its length: with the image point (a, b) it changes by
 * depth (off.x, off.y) / apart, to first order.
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
 * Whether a ball behind this one comes through it on the ray (A, B, 1), which
 * meets this one at DEPTH.
 */
static int is_hidden(const struct ball *ball, double a, double b, double depth)
{
	for (unsigned i = 0; i < ball->behinds; i++) {
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
 * One pixel, on the ray d = (A, B, 1): of the two points of the ray on the
 * ball, half a chord before and after its nearest point to the centre, the
 * eye sees the first. On the fringe outside, where there is none, the
 * nearest point's direction is taken for the normal.
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
	if (ball->behinds > 0 && is_hidden(ball, a, b, depth - chord))
		return;
	length = apart2 < r * r ? r : apart;
	normal[0] = (off[0] - chord * a) / length;
	normal[1] = (off[1] - chord * b) / length;
	normal[2] = (off[2] - chord) / length;
	ball_light(ball, normal, &diffuse, &shine);
	for (unsigned i = 0; i < c->channels; i++) {
		double value = ball->colour[i] * diffuse;

		value += (255.0 - value) * shine;
		canvas_blend(pixel + i * c->stride_c, canvas_byte(value), opacity);
	}
}

/* How many of the balls behind S to look at: all, if one reaches into it. */
static unsigned touching(const struct projection *s,
                         const struct projection *behind, unsigned behinds)
{
	for (unsigned k = 0; k < behinds; k++) {
		double apart2 = 0.0, least = s->radius + behind[k].radius;

		for (int i = 0; i < 3; i++) {
			double by = s->centre[i] - behind[k].centre[i];

			apart2 += by * by;
		}
		if (apart2 < least * least)
			return behinds;
	}
	return 0;
}

void ball_draw(const struct canvas *c, const struct pinhole *p,
               const struct projection *s, const struct projection *behind,
               unsigned behinds)
{
	struct ball ball = make_ball(c, p, s);
	struct patch patch = projection_patch(c, p, s);

	ball.behind = behind;
	ball.behinds = touching(s, behind, behinds);
	for (unsigned y = patch.y0; y < patch.y1; y++) {
		double b = ((double)y - p->centre[1]) / p->focal;

		for (unsigned x = patch.x0; x < patch.x1; x++) {
			double a = ((double)x - p->centre[0]) / p->focal;

			ball_pixel(c, &ball, a, b, canvas_pixel(c, x, y));
		}
	}
}
