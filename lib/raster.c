#include "raster.h"

/* Colours as red, green, blue, 0 … 255. */
static const double floor_light[3] = { 236, 234, 230 };
static const double floor_dark[3] = { 209, 210, 212 };
static const double haze[3] = { 168, 184, 204 };
static const double sky_top[3] = { 96, 132, 180 };
static const double ball_colour[3] = { 232, 62, 36 };
static const double disc_colour[3] = { 255, 0, 0 };

#define TILE 0.75         /* side of a floor tile, world units */
#define AMBIENT 0.42      /* light on the ball's underside */
#define DIFFUSE 0.75      /* added on its top */
#define SHINE 0.65        /* strength of the highlight */
#define SHADOW_DARKEST 0.62
#define SHADOW_FADE 0.55  /* with each unit of height */
#define SHADOW_SPREAD 0.7 /* with each unit of height */

/* A rectangle of pixels: x0 <= x < x1, y0 <= y < y1. */
struct patch {
	unsigned x0, x1, y0, y1;
};

/* Whole pixels from LOW to HIGH, cut to 0 … LIMIT: [FROM, TO). */
static void clip(double low, double high, unsigned limit, unsigned *from,
                 unsigned *to)
{
	double last = (double)limit;

	*from = (unsigned)fixmath_clamp(low, 0.0, last);
	*to = (unsigned)fixmath_clamp(high + 1.0, 0.0, last);
}

static struct patch patch_of(const struct canvas *c, const double low[2],
                             const double high[2])
{
	struct patch p;

	clip(low[0], high[0], c->width, &p.x0, &p.x1);
	clip(low[1], high[1], c->height, &p.y0, &p.y1);
	return p;
}

static uint8_t *pixel_at(const struct canvas *c, unsigned x, unsigned y)
{
	return c->pixels + y * c->stride_y + x * c->stride_x;
}

static unsigned to_byte(double v)
{
	return (unsigned)(fixmath_clamp(v, 0.0, 255.0) + 0.5);
}

/*
 * RGB in the canvas's channels. Luminance has the weights of ITU-R BT.601,
 * in 256ths.
 */
static void in_channels(const struct canvas *c, const double rgb[3],
                        double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = rgb[i];
	if (c->channels == 1)
		out[0] = (77.0 * rgb[0] + 150.0 * rgb[1] + 29.0 * rgb[2]) /
		         256.0;
}

/*
 * Opacity, 0 … 256, of a pixel whose centre is INSIDE pixels within an edge:
 * the share of a unit square that a straight edge leaves.
 */
static unsigned coverage(double inside)
{
	return (unsigned)(256.0 * fixmath_clamp(inside + 0.5, 0.0, 1.0) + 0.5);
}

/* Lay VALUE over *PIXEL with OPACITY 0 … 256. */
static void blend(uint8_t *pixel, unsigned value, unsigned opacity)
{
	unsigned sum = *pixel * (256 - opacity) + value * opacity + 128;

	*pixel = (uint8_t)(sum >> 8);
}

static double magnitude(double x)
{
	return x < 0.0 ? -x : x;
}

static void mix(const double a[3], const double b[3], double share,
                double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = a[i] + (b[i] - a[i]) * share;
}

static void put(const struct canvas *c, unsigned x, unsigned y,
                const double rgb[3])
{
	uint8_t *pixel = pixel_at(c, x, y);
	double value[3];

	in_channels(c, rgb, value);
	for (unsigned i = 0; i < c->channels; i++)
		pixel[i * c->stride_c] = (uint8_t)to_byte(value[i]);
}

void raster_white(const struct canvas *c)
{
	static const double white[3] = { 255, 255, 255 };

	for (unsigned y = 0; y < c->height; y++)
		for (unsigned x = 0; x < c->width; x++)
			put(c, x, y, white);
}

/*
 * The mean over [X - WIDTH / 2, X + WIDTH / 2] of the square wave that is 1
 * in even and -1 in odd tiles: the difference of its integral, a triangle
 * wave, at both ends.
 */
static double triangle(double x)
{
	double phase = x - 2.0 * (double)fixmath_floor(0.5 * x);

	return phase < 1.0 ? phase : 2.0 - phase;
}

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

/* Where column A of the row B at DEPTH meets the floor. */
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
		put(c, x, y, rgb);
}

/*
 * One row of floor. Each pixel takes the mean of the tiles over the box its
 * square covers: from the derivatives of the floor point by x and y. With
 * the distance it goes over into haze, all of it at the horizon.
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
			double width = (magnitude(by_x) + magnitude(by_y)) /
			               p->focal;

			tone *= square_mean(at[i] / TILE, width / TILE);
		}
		mix(floor_light, floor_dark, 0.5 - 0.5 * tone, rgb);
		mix(rgb, haze, fade, rgb);
		put(c, x, y, rgb);
	}
}

void raster_studio(const struct canvas *c, const struct pinhole *p,
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

void raster_disc(const struct canvas *c, double x, double y)
{
	static const double black[3] = { 0, 0, 0 };
	double side = (double)(c->height < c->width ? c->height : c->width);
	double outer = RASTER_DISC_REACH * side;
	double inner = outer * (4.5 / 5.5);
	double reach = outer + 0.5;
	double low[2] = { x - reach, y - reach };
	double high[2] = { x + reach, y + reach };
	struct patch p = patch_of(c, low, high);
	double fill[3], ring[3];
	unsigned fills[3], rings[3];

	in_channels(c, disc_colour, fill);
	in_channels(c, black, ring);
	for (unsigned i = 0; i < c->channels; i++) {
		fills[i] = to_byte(fill[i]);
		rings[i] = to_byte(ring[i]);
	}
	for (unsigned row = p.y0; row < p.y1; row++) {
		double dy = (double)row - y;

		for (unsigned column = p.x0; column < p.x1; column++) {
			double dx = (double)column - x;
			double r = fixmath_sqrt(dx * dx + dy * dy);
			unsigned whole = coverage(outer - r);
			unsigned middle = coverage(inner - r);
			uint8_t *pixel = pixel_at(c, column, row);

			for (unsigned i = 0; i < c->channels; i++) {
				blend(pixel, rings[i], whole);
				blend(pixel, fills[i], middle);
				pixel += c->stride_c;
			}
		}
	}
}

/*
 * The pixels that a square of HALF the side, on the floor round CENTRE and
 * turned to the camera, can touch: the box round its projected corners.
 */
static struct patch floor_patch(const struct canvas *c,
                                const struct pinhole *p,
                                const double centre[3], double half)
{
	double low[2] = { 1e9, 1e9 }, high[2] = { -1e9, -1e9 };
	/* A horizontal unit vector away from the camera: up x right. */
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
		if (depth < 0.1) /* beside the camera: draw it anywhere */
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
	return patch_of(c, low, high);
}

/*
 * Darken pixels X0 … X1 - 1 of row Y. AT is where the first one is on the
 * floor in units of the shadow's radius, STEP the way to the next.
 */
static void shade_row(const struct canvas *c, unsigned y, unsigned x0,
                      unsigned x1, const double at[2], const double step[2],
                      double darkest)
{
	uint8_t *pixel = pixel_at(c, x0, y);

	for (unsigned x = x0; x < x1; x++, pixel += c->stride_x) {
		double dx = at[0] + step[0] * (double)(x - x0);
		double dy = at[1] + step[1] * (double)(x - x0);
		double inside = 1.0 - (dx * dx + dy * dy);
		unsigned opacity;

		if (inside <= 0.0)
			continue;
		opacity = (unsigned)(darkest * inside * inside + 0.5);
		for (unsigned i = 0; i < c->channels; i++)
			blend(pixel + i * c->stride_c, 0, opacity);
	}
}

void raster_shadow(const struct canvas *c, const struct pinhole *p,
                   const double point[3], double ground)
{
	double height = point[2] - RASTER_BALL_RADIUS - ground;
	double radius = RASTER_BALL_RADIUS * (1.3 + SHADOW_SPREAD * height);
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

/* All about one ball that its pixels share, in the camera's axes. */
struct ball {
	double centre[3];
	double up[3];     /* towards the light */
	double half[3];   /* between the light and the eye */
	double focal;     /* pixels */
	double colour[3]; /* in the canvas's channels */
};

static struct ball make_ball(const struct canvas *c, const struct pinhole *p,
                             const double image[3])
{
	struct ball ball = { .centre = { 0, 0, image[2] } };
	double centre2 = 0.0, length, sum = 0.0;

	for (int i = 0; i < 2; i++)
		ball.centre[i] = (image[i] - p->centre[i]) * image[2] /
		                 p->focal;
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
	ball.focal = p->focal;
	in_channels(c, ball_colour, ball.colour);
	return ball;
}

/*
 * The pixels of a ball. In the plane of one image axis and depth, with
 * centre (x, z), the tangents through the eye have the slopes
 * (x z ± r sqrt(x² + z² - r²)) / (z² - r²).
 */
static struct patch ball_patch(const struct canvas *c,
                               const struct pinhole *p,
                               const struct ball *ball)
{
	double r2 = RASTER_BALL_RADIUS * RASTER_BALL_RADIUS;
	double z = ball->centre[2], low[2], high[2];

	for (int i = 0; i < 2; i++) {
		double x = ball->centre[i];
		double spread = RASTER_BALL_RADIUS *
		                fixmath_sqrt(x * x + z * z - r2);
		double scale = p->focal / (z * z - r2);

		low[i] = p->centre[i] + (x * z - spread) * scale - 0.75;
		high[i] = p->centre[i] + (x * z + spread) * scale + 0.75;
	}
	return patch_of(c, low, high);
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

	return (RASTER_BALL_RADIUS - apart) / depth * ball->focal * stretch;
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
	const double r = RASTER_BALL_RADIUS;
	double dd = a * a + b * b + 1.0;
	double depth = (a * ball->centre[0] + b * ball->centre[1] +
	                ball->centre[2]) / dd;
	double off[3] = { depth * a - ball->centre[0],
	                  depth * b - ball->centre[1],
	                  depth - ball->centre[2] };
	double apart2 = off[0] * off[0] + off[1] * off[1] + off[2] * off[2];
	double apart = fixmath_sqrt(apart2);
	unsigned opacity = coverage(inside_outline(ball, off, apart, depth));
	double chord, length, normal[3], diffuse, shine;

	if (opacity == 0)
		return;
	chord = fixmath_sqrt(apart2 < r * r ? (r * r - apart2) / dd : 0.0);
	length = apart2 < r * r ? r : apart;
	normal[0] = (off[0] - chord * a) / length;
	normal[1] = (off[1] - chord * b) / length;
	normal[2] = (off[2] - chord) / length;
	ball_light(ball, normal, &diffuse, &shine);
	for (unsigned i = 0; i < c->channels; i++) {
		double value = ball->colour[i] * diffuse;

		value += (255.0 - value) * shine;
		blend(pixel + i * c->stride_c, to_byte(value), opacity);
	}
}

void raster_ball(const struct canvas *c, const struct pinhole *p,
                 const double image[3])
{
	struct ball ball = make_ball(c, p, image);
	struct patch patch = ball_patch(c, p, &ball);

	for (unsigned y = patch.y0; y < patch.y1; y++) {
		double b = ((double)y - p->centre[1]) / p->focal;

		for (unsigned x = patch.x0; x < patch.x1; x++) {
			double a = ((double)x - p->centre[0]) / p->focal;

			ball_pixel(c, &ball, a, b, pixel_at(c, x, y));
		}
	}
}
