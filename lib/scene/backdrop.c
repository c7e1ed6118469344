/* Draw the floor, the sky and the shadows. */
#include "scene/backdrop.h"

#include "base/fixmath.h"

/* Colours as red, green, blue, 0 … 255. */
static const double floor_light[3] = { 236, 234, 230 };
static const double floor_dark[3] = { 209, 210, 212 };
static const double haze[3] = { 168, 184, 204 };
static const double sky_top[3] = { 96, 132, 180 };

#define TILE 0.75 /* side of a floor tile, world units */
#define SHADOW_DARKEST 0.62
#define SHADOW_FADE 0.55  /* for each unit of height */
#define SHADOW_SPREAD 0.7 /* for each unit of height */

static void mix(const double a[3], const double b[3], double share,
                double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = a[i] + (b[i] - a[i]) * share;
}

/* The integral of the square wave that is 1 in even and -1 in odd tiles. */
static double triangle(double x)
{
	double phase = x - 2.0 * (double)fixmath_floor(0.5 * x);

	return phase < 1.0 ? phase : 2.0 - phase;
}

/* The mean of the square wave over [X - WIDTH / 2, X + WIDTH / 2]. */
static double square_mean(double x, double width)
{
	double low = triangle(x - 0.5 * width);

	return (triangle(x + 0.5 * width) - low) / width;
}

/*
 * The ray through pixel (x, y) is position + depth · (right a + down b +
 * forward), a = (x - centre) / focal. A pinhole without roll has right.z =
 * 0, so a whole row meets the floor at one depth. Returns that depth, or 0
 * for a row of sky.
 */
static double row_depth(const struct pinhole *p, double b, double ground)
{
	double fall = -(p->axis[1][2] * b + p->axis[2][2]);

	return fall > 1e-6 ? (p->position[2] - ground) / fall : 0.0;
}

double backdrop_floor_depth(const struct pinhole *p, unsigned y, double ground)
{
	return row_depth(p, ((double)y - p->centre[1]) / p->focal, ground);
}

/* The floor point AT of the pixel at image point (A, B), at DEPTH. */
static void floor_point(const struct pinhole *p, double a, double b,
                        double depth, double at[2])
{
	for (int i = 0; i < 2; i++)
		at[i] = p->position[i] +
		        depth * (p->axis[0][i] * a + p->axis[1][i] * b +
		                 p->axis[2][i]);
}

static void draw_sky_row(const struct canvas *c, const struct pinhole *p,
                         unsigned y, double b)
{
	double rise = p->axis[1][2] * b + p->axis[2][2];
	double rgb[3];

	mix(haze, sky_top, fixmath_clamp(2.5 * rise, 0.0, 1.0), rgb);
	for (unsigned x = 0; x < c->width; x++)
		canvas_put(c, x, y, rgb);
}

/*
 * Draw row Y of the floor. Each pixel has the mean of the tiles in the box on
 * the floor that it shows; its size follows from the derivatives of the floor
 * point by x and y. Beyond depth FAR the floor fades into haze, completely at
 * the horizon.
 */
static void draw_floor_row(const struct canvas *c, const struct pinhole *p,
                           unsigned y, double b, double depth, double far)
{
	double fall = -(p->axis[1][2] * b + p->axis[2][2]);
	double slope = depth * p->axis[1][2] / fall; /* of depth, by b */
	double fade = fixmath_clamp(1.0 - far / depth, 0.0, 1.0);

	for (unsigned x = 0; x < c->width; x++) {
		double a = ((double)x - p->centre[0]) / p->focal;
		double at[2], rgb[3], tone = 1.0;

		floor_point(p, a, b, depth, at);
		for (int i = 0; i < 2; i++) {
			double ray = (at[i] - p->position[i]) / depth;
			double by_x = depth * p->axis[0][i];
			double by_y = slope * ray + depth * p->axis[1][i];
			double width = (fixmath_abs(by_x) + fixmath_abs(by_y)) /
			               p->focal;

			tone *= square_mean(at[i] / TILE, width / TILE);
		}
		mix(floor_light, floor_dark, 0.5 - 0.5 * tone, rgb);
		mix(rgb, haze, fade, rgb);
		canvas_put(c, x, y, rgb);
	}
}

void backdrop_draw(const struct canvas *c, const struct pinhole *p,
                   double ground)
{
	/* Haze begins at this share of the depth in the frame's middle. */
	double far = 0.65 * row_depth(p, 0.0, ground);

	for (unsigned y = 0; y < c->height; y++) {
		double b = ((double)y - p->centre[1]) / p->focal;
		double depth = row_depth(p, b, ground);

		if (depth > 0.0)
			draw_floor_row(c, p, y, b, depth, far);
		else
			draw_sky_row(c, p, y, b);
	}
}

/*
 * The pixels that can show a square on the floor around CENTRE, with sides of
 * 2 HALF, turned towards the camera: the box of its projected corners.
 */
static struct patch floor_patch(const struct canvas *c,
                                const struct pinhole *p,
                                const double centre[3], double half)
{
	double low[2] = { 1e9, 1e9 }, high[2] = { -1e9, -1e9 };
	/* A horizontal unit vector away from the camera: up × right. */
	double away[2] = { -p->axis[0][1], p->axis[0][0] };

	for (int corner = 0; corner < 4; corner++) {
		double side = corner & 1 ? half : -half;
		double along = corner & 2 ? half : -half;
		double from[3], depth = 0.0;

		for (int i = 0; i < 2; i++)
			from[i] = centre[i] + side * p->axis[0][i] +
			          along * away[i] - p->position[i];
		from[2] = centre[2] - p->position[2];
		for (int i = 0; i < 3; i++)
			depth += from[i] * p->axis[2][i];
		/* Too close to project: take the whole frame. */
		if (depth < 0.1)
			return (struct patch){ 0, c->width, 0, c->height };
		for (int axis = 0; axis < 2; axis++) {
			double h = 0.0, at;

			for (int i = 0; i < 3; i++)
				h += from[i] * p->axis[axis][i];
			at = p->centre[axis] + p->focal * h / depth;
			low[axis] = at < low[axis] ? at : low[axis];
			high[axis] = at > high[axis] ? at : high[axis];
		}
	}
	return canvas_patch(c, low, high);
}

/*
 * Darken pixels X0 … X1 - 1 of row Y. AT is the floor point of the first, from
 * the shadow's centre in units of its radius, STEP the step to the next.
 */
static void shade_row(const struct canvas *c, unsigned y, unsigned x0,
                      unsigned x1, const double at[2], const double step[2],
                      double darkest)
{
	uint8_t *pixel = canvas_pixel(c, x0, y);

	for (unsigned x = x0; x < x1; x++, pixel += c->stride_x) {
		double dx = at[0] + step[0] * (double)(x - x0);
		double dy = at[1] + step[1] * (double)(x - x0);
		double inside = 1.0 - (dx * dx + dy * dy);
		unsigned opacity;

		if (inside <= 0.0)
			continue;
		opacity = (unsigned)(darkest * inside * inside + 0.5);
		for (unsigned i = 0; i < c->channels; i++)
			canvas_blend(pixel + i * c->stride_c, 0, opacity);
	}
}

void backdrop_shadow(const struct canvas *c, const struct pinhole *p,
                     const double point[3], double ball, double ground)
{
	double height = point[2] - ball - ground;
	double radius = ball * (1.3 + SHADOW_SPREAD * height);
	double darkest = 256.0 * SHADOW_DARKEST / (1.0 + SHADOW_FADE * height);
	double centre[3] = { point[0], point[1], ground };
	struct patch patch = floor_patch(c, p, centre, radius);

	for (unsigned y = patch.y0; y < patch.y1; y++) {
		double b = ((double)y - p->centre[1]) / p->focal;
		double depth = row_depth(p, b, ground);
		double a = ((double)patch.x0 - p->centre[0]) / p->focal;
		double at[2], step[2];

		if (!(depth > 0.0))
			continue;
		floor_point(p, a, b, depth, at);
		for (int i = 0; i < 2; i++) {
			at[i] = (at[i] - centre[i]) / radius;
			step[i] = depth * p->axis[0][i] / p->focal / radius;
		}
		shade_row(c, y, patch.x0, patch.x1, at, step, darkest);
	}
}
