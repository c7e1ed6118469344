/* Drawing: positions, areas, outlines and clipping of balls and discs. */

#include "scene/backdrop.h"
#include "scene/ball.h"
#include "scene/disc.h"

#include <math.h>
#include <string.h>

#include "check.h"

enum { SIDE = 64, GUARD = 64, BYTES = SIDE * SIDE * 3 };

struct frame {
	uint8_t before[GUARD], pixels[BYTES], after[GUARD];
	struct canvas canvas;
};

enum order { PLANES, INTERLEAVED };

static void make_frame(struct frame *f, unsigned channels, enum order order,
                       uint8_t fill)
{
	memset(f->before, 0x5a, sizeof(f->before));
	memset(f->after, 0x5a, sizeof(f->after));
	memset(f->pixels, fill, sizeof(f->pixels));
	f->canvas = (struct canvas){
		.pixels = f->pixels, .height = SIDE, .width = SIDE,
		.channels = channels, .stride_x = 1, .stride_y = SIDE,
		.stride_c = SIDE * SIDE,
	};
	if (order == INTERLEAVED) {
		f->canvas.stride_x = channels;
		f->canvas.stride_y = SIDE * channels;
		f->canvas.stride_c = 1;
	}
}

static void check_guards(const struct frame *f)
{
	for (int i = 0; i < GUARD; i++)
		CHECK(f->before[i] == 0x5a && f->after[i] == 0x5a);
}

static int value(const struct frame *f, unsigned x, unsigned y, unsigned c)
{
	return f->pixels[y * f->canvas.stride_y + x * f->canvas.stride_x +
	                 c * f->canvas.stride_c];
}

/* A camera that looks from -y to +y, slightly down. */
static struct pinhole make_pinhole(double elevation)
{
	double s = sin(elevation), c = cos(elevation);
	struct pinhole p = {
		.position = { 0, -7 * c, 2 + 7 * s },
		.axis = { { 1, 0, 0 }, { 0, -s, -c }, { 0, c, -s } },
		.focal = 115, .centre = { 31.5, 31.5 },
	};

	return p;
}

static void project(const struct pinhole *p, const double point[3],
                    double image[3])
{
	double at[3] = { 0, 0, 0 };

	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			at[i] += p->axis[i][k] * (point[k] - p->position[k]);
	image[0] = p->centre[0] + p->focal * at[0] / at[2];
	image[1] = p->centre[1] + p->focal * at[1] / at[2];
	image[2] = at[2];
}

static struct projection make_projection(const struct pinhole *p,
                                         const double image[3])
{
	struct projection s = {
		.id = 1,
		.image = { image[0], image[1], image[2] },
		.radius = BALL_RADIUS,
		.rgb = { 232, 62, 36 },
		.opacity = 1,
	};

	projection_unproject(p, image, s.centre);
	return s;
}

static void draw_ball(const struct canvas *c, const struct pinhole *p,
                      const double image[3])
{
	struct projection s = make_projection(p, image);

	ball_draw(c, p, &s, NULL, 0);
}

/* A disc as in the original dataset: radius 5 px in a frame of 64. */
static void draw_disc(const struct canvas *c, double x, double y)
{
	struct pinhole p = make_pinhole(0.4);
	struct projection s = make_projection(&p, (double[]){ x, y, 7 });

	s.is_disc = 1;
	s.reach = 5 * DISC_REACH;
	s.rgb[0] = 255;
	s.rgb[1] = s.rgb[2] = 0;
	disc_draw(c, &p, &s);
}

/* Disc: mass, centre of mass and reach, at many sub-pixel positions. */
static void disc_is_where_it_should_be(void)
{
	static struct frame f;

	for (int i = 0; i < 200; i++) {
		double x = 20 + i * 0.117, y = 40 - i * 0.0713;
		double mass = 0, at_x = 0, at_y = 0, red = 0;

		make_frame(&f, 3, PLANES, 255);
		draw_disc(&f.canvas, x, y);
		check_guards(&f);
		for (unsigned v = 0; v < SIDE; v++)
			for (unsigned u = 0; u < SIDE; u++) {
				double ink = 1 - value(&f, u, v, 1) / 255.0;

				mass += ink;
				at_x += ink * u;
				at_y += ink * v;
				red += (value(&f, u, v, 0) -
				        value(&f, u, v, 1)) / 255.0;
				if (hypot(u - x, v - y) > 6.0)
					CHECK(ink == 0.0);
				if (hypot(u - x, v - y) < 4.0)
					CHECK(ink == 1.0);
			}
		/* Ring: 4.5 to 5.5 px. */
		CHECK_NEAR(mass, acos(-1.0) * 5.5 * 5.5, 1.2);
		CHECK_NEAR(red, acos(-1.0) * 4.5 * 4.5, 1.2);
		CHECK_NEAR(at_x / mass, x, 0.02);
		CHECK_NEAR(at_y / mass, y, 0.02);
	}
}

/* A hundredth of a pixel makes a difference. */
static void sub_pixel_steps_show(void)
{
	static struct frame a, b;

	make_frame(&a, 3, PLANES, 255);
	make_frame(&b, 3, PLANES, 255);
	draw_disc(&a.canvas, 30.40, 30.40);
	draw_disc(&b.canvas, 30.41, 30.40);
	CHECK(memcmp(a.pixels, b.pixels, BYTES) != 0);
}

/*
 * The share of pixel (U, V) that shows the ball at C, by 16 x 16 rays. The
 * distance of a ray from the centre follows from the cross product.
 */
static double ball_share(const struct pinhole *p, const double c[3], int u,
                         int v)
{
	int hits = 0;

	for (int i = 0; i < 256; i++) {
		double a = (u + (i % 16 - 7.5) / 16 - p->centre[0]) / p->focal;
		double b = (v + (i / 16 - 7.5) / 16 - p->centre[1]) / p->focal;
		double x = b * c[2] - c[1], y = c[0] - a * c[2];
		double z = a * c[1] - b * c[0];

		hits += (x * x + y * y + z * z) / (a * a + b * b + 1) <=
		        BALL_RADIUS * BALL_RADIUS;
	}
	return hits / 256.0;
}

/*
 * Over black and over white, a pixel differs by 255 (1 - opacity). The opacity
 * must agree with the rays, also far from the optical axis.
 */
static void check_outline(const struct pinhole *p, const double image[3])
{
	static struct frame black, white;
	double centre[3] = {
		(image[0] - p->centre[0]) * image[2] / p->focal,
		(image[1] - p->centre[1]) * image[2] / p->focal, image[2],
	};
	double difference = 0, seen = 0;

	make_frame(&black, 3, PLANES, 0);
	make_frame(&white, 3, PLANES, 255);
	draw_ball(&black.canvas, p, image);
	draw_ball(&white.canvas, p, image);
	check_guards(&black);
	for (int v = 0; v < SIDE; v++)
		for (int u = 0; u < SIDE; u++) {
			double opacity = 1 - (value(&white, (unsigned)u,
			                            (unsigned)v, 1) -
			                      value(&black, (unsigned)u,
			                            (unsigned)v, 1)) / 255.0;
			double share = ball_share(p, centre, u, v);

			CHECK_NEAR(opacity, share, 0.08);
			difference += opacity - share;
			seen += share;
		}
	CHECK_NEAR(difference / seen, 0.0, 0.03);
}

static void ball_outlines(void)
{
	struct pinhole p = make_pinhole(0.4);

	for (int i = 0; i < 40; i++) {
		double image[3] = { 12 + i * 0.971, 52 - i * 1.013,
		                    4.0 + i % 7 * 0.8 };

		check_outline(&p, image);
	}
	p.focal = 40; /* a wide angle: the outline is a clear ellipse */
	check_outline(&p, (double[]){ 8, 10, 1.2 });
	check_outline(&p, (double[]){ 55, 31.5, 1.0 });
}

/* The ball is red and lit from above; its highlight is the brightest point. */
static void ball_is_lit_from_above(void)
{
	static struct frame f;
	struct pinhole p = make_pinhole(0.4);
	double image[3] = { 31.5, 31.5, 1.5 }; /* radius 14 px */

	make_frame(&f, 3, PLANES, 128);
	draw_ball(&f.canvas, &p, image);
	CHECK(value(&f, 31, 22, 0) > value(&f, 31, 40, 0) + 30);
	for (unsigned y = 20; y < 44; y++)
		CHECK(value(&f, 31, y, 0) > value(&f, 31, y, 2));
	for (unsigned x = 0; x < 14; x++) /* left and right alike */
		for (unsigned y = 0; y < SIDE; y++)
			CHECK(value(&f, 31 - x, y, 1) ==
			      value(&f, 32 + x, y, 1));
}

/*
 * Small balls have a plausible colour too, at any sub-pixel position: never
 * more blue than red.
 */
static void tiny_balls_are_red(void)
{
	static struct frame f;
	struct pinhole p = make_pinhole(0.4);

	p.focal = 14;
	for (int i = 0; i < 400; i++) {
		double image[3] = { 30 + i % 20 * 0.05, 30 + i / 20 * 0.05, 8 };

		make_frame(&f, 3, PLANES, 200);
		draw_ball(&f.canvas, &p, image);
		for (unsigned y = 28; y < 35; y++)
			for (unsigned x = 28; x < 35; x++)
				CHECK(value(&f, x, y, 0) >= value(&f, x, y, 2));
	}
}

/*
 * Two balls that intersect: each pixel inside both outlines shows the ball
 * whose surface is nearer there, whichever centre is nearer.
 */
static void balls_cut_each_other(void)
{
	static struct frame f;
	struct pinhole p = make_pinhole(0.4);
	int of_far = 0;

	for (int i = 0; i < 20; i++) {
		struct projection s[2] = {
			make_projection(&p, (double[]){ 31, 31, 1.50 }),
			make_projection(&p, (double[]){ 36, 30 + 0.1 * i, 1.52 }),
		};

		s[1].rgb[0] = s[1].rgb[1] = 0;
		s[1].rgb[2] = 255;
		projection_sort(s, 2);
		CHECK(s[0].rgb[2] == 255);
		make_frame(&f, 3, PLANES, 0);
		ball_draw(&f.canvas, &p, &s[0], s, 0);
		ball_draw(&f.canvas, &p, &s[1], s, 1);
		for (unsigned y = 0; y < SIDE; y++)
			for (unsigned x = 0; x < SIDE; x++) {
				double z[2];
				int blue = value(&f, x, y, 2) >
				           value(&f, x, y, 0);

				if (!projection_at(&p, &s[0], x, y, &z[0]) ||
				    !projection_at(&p, &s[1], x, y, &z[1]))
					continue;
				CHECK(blue == (z[0] < z[1]));
				of_far += blue;
			}
	}
	CHECK(of_far > 100); /* it comes through */
}

/* Half the opacity makes half the difference to the background. */
static void opacity_is_a_share(void)
{
	static struct frame ground, half, whole;
	struct pinhole p = make_pinhole(0.4);
	struct projection s = make_projection(&p, (double[]){ 31, 31, 2 });

	make_frame(&ground, 3, PLANES, 90);
	make_frame(&whole, 3, PLANES, 90);
	make_frame(&half, 3, PLANES, 90);
	ball_draw(&whole.canvas, &p, &s, NULL, 0);
	s.opacity = 0.5;
	ball_draw(&half.canvas, &p, &s, NULL, 0);
	for (int i = 0; i < BYTES; i++)
		CHECK_NEAR(half.pixels[i] - ground.pixels[i],
		           (whole.pixels[i] - ground.pixels[i]) / 2.0, 1.01);
}

/* The shadow only darkens, and is darkest below the ball. */
static void shadow_lies_below(void)
{
	static struct frame f;
	struct pinhole p = make_pinhole(0.5);
	int darkest = 200, faint = 200;

	for (int high = 0; high < 2; high++) {
		double point[3] = { 0.3, 0.2, high ? 2.4 : 1.4 };
		double below[3] = { 0.3, 0.2, 1.0 }, image[3];
		int *least = high ? &faint : &darkest;
		unsigned at_x = 0, at_y = 0;

		make_frame(&f, 3, PLANES, 200);
		backdrop_shadow(&f.canvas, &p, point, BALL_RADIUS, 1.0);
		check_guards(&f);
		for (unsigned y = 0; y < SIDE; y++)
			for (unsigned x = 0; x < SIDE; x++) {
				CHECK(value(&f, x, y, 0) <= 200);
				if (value(&f, x, y, 0) < *least) {
					*least = value(&f, x, y, 0);
					at_x = x;
					at_y = y;
				}
			}
		project(&p, below, image);
		CHECK_NEAR(at_x, image[0], 1.0);
		CHECK_NEAR(at_y, image[1], 1.0);
	}
	CHECK(darkest < 130 && faint > darkest + 20 && faint < 190);
}

/* Shapes at and beyond the edges are clipped to the canvas. */
static void nothing_is_drawn_outside(void)
{
	static struct frame f;
	struct pinhole p = make_pinhole(0.3);

	make_frame(&f, 3, INTERLEAVED, 200);
	for (int i = -40; i < 110; i += 3)
		for (int k = -40; k < 110; k += 3) {
			double point[3] = { (i - 32) / 10.0, (k - 32) / 10.0,
			                    1.5 };

			draw_disc(&f.canvas, i, k);
			draw_ball(&f.canvas, &p, (double[]){ i, k, 3 });
			backdrop_shadow(&f.canvas, &p, point, BALL_RADIUS, 1.0);
		}
	check_guards(&f);
}

static void draw_all(const struct canvas *c, const struct pinhole *p)
{
	backdrop_draw(c, p, 0.8);
	backdrop_shadow(c, p, (double[]){ 0.2, 0.1, 1.5 }, BALL_RADIUS, 0.8);
	draw_ball(c, p, (double[]){ 33.3, 28.1, 7 });
	draw_disc(c, 12.25, 50.5);
}

/* Both orders of axes give the same picture; one channel nearly the same. */
static void layouts_agree(void)
{
	static struct frame planes, mixed, grey;
	struct pinhole p = make_pinhole(0.1); /* with a horizon */

	make_frame(&planes, 3, PLANES, 1);
	make_frame(&mixed, 3, INTERLEAVED, 2);
	make_frame(&grey, 1, PLANES, 3);
	draw_all(&planes.canvas, &p);
	draw_all(&mixed.canvas, &p);
	draw_all(&grey.canvas, &p);
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++) {
			double luma = 0.299 * value(&planes, x, y, 0) +
			              0.587 * value(&planes, x, y, 1) +
			              0.114 * value(&planes, x, y, 2);

			for (unsigned c = 0; c < 3; c++)
				CHECK(value(&planes, x, y, c) ==
				      value(&mixed, x, y, c));
			CHECK_NEAR(value(&grey, x, y, 0), luma, 2.0);
		}
	for (int i = SIDE * SIDE; i < BYTES; i++)
		CHECK(grey.pixels[i] == 3);
}

/* background = studio draws every pixel: floor below, sky above the horizon. */
static void studio_is_whole(void)
{
	static struct frame a, b;
	struct pinhole p = make_pinhole(0.1);

	make_frame(&a, 3, PLANES, 0);
	make_frame(&b, 3, PLANES, 255);
	backdrop_draw(&a.canvas, &p, 0.5);
	backdrop_draw(&b.canvas, &p, 0.5);
	CHECK(memcmp(a.pixels, b.pixels, BYTES) == 0);
	CHECK(value(&a, 5, 0, 2) > value(&a, 5, 0, 0) + 30);  /* blue */
	CHECK(value(&a, 5, 63, 0) > 190);                     /* floor */
	for (unsigned x = 1; x < SIDE; x++)
		CHECK(value(&a, x, 0, 0) == value(&a, 0, 0, 0));
	canvas_fill(&a.canvas, (double[]){ 255, 7, 0 });
	for (int i = 0; i < BYTES; i++)
		CHECK(a.pixels[i] == (i < SIDE * SIDE ? 255 :
		                      i < 2 * SIDE * SIDE ? 7 : 0));
}

int main(void)
{
	disc_is_where_it_should_be();
	sub_pixel_steps_show();
	ball_outlines();
	ball_is_lit_from_above();
	tiny_balls_are_red();
	balls_cut_each_other();
	opacity_is_a_share();
	shadow_lies_below();
	nothing_is_drawn_outside();
	layouts_agree();
	studio_is_whole();
	return 0;
}
