/* Draw one frame of one view. */
#include "scene/frame.h"

#include <string.h>

#include "image/canvas.h"
#include "scene/backdrop.h"
#include "scene/ball.h"
#include "scene/colour.h"
#include "scene/disc.h"
#include "scene/geometry.h"

/* Style trail: so many earlier places, the oldest smallest and faintest. */
#define GHOSTS 6
#define GHOST_OPACITY 0.6 /* of the newest */
#define GHOST_SHRINK 0.08 /* of the radius, with each frame */

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

void frame_background(const struct frame *s, uint64_t index,
                      unsigned char *pixels)
{
	struct canvas c = make_canvas(s->plan, pixels);
	uint64_t kind = s->plan->background;
	double rgb[3];

	if (kind == PLAN_COLOUR_STUDIO ||
	    (kind == PLAN_COLOUR_STYLE && s->plan->style != PLAN_DISC)) {
		backdrop_draw(&c, &s->camera->pinhole, s->ground);
		return;
	}
	colour_background(s->plan, index, rgb);
	canvas_fill(&c, rgb);
}

/* How far a disc at DEPTH reaches, in pixels. */
static double reach_at(const struct frame *s, double depth)
{
	return s->plan->radius_micro > 0
	           ? camera_reach(s->plan)
	           : s->camera->pinhole.focal * BALL_RADIUS / depth;
}

/* Actor K in frame T. */
static struct projection make_sight(const struct frame *s, unsigned k,
                                    unsigned t)
{
	const struct actor *a = &s->actors->actor[k];
	const struct pinhole *p = &s->camera->pinhole;
	unsigned next = t + 1 < s->plan->frames ? t + 1 : t;
	struct projection out = {
		.id = k + 1,
		.is_disc = s->plan->style == PLAN_DISC,
		.radius = BALL_RADIUS,
		.opacity = 1.0,
		.is_still = next == t || a->step == 0,
	};

	camera_project(s->camera, actors_point(a, t), out.image);
	projection_unproject(p, out.image, out.centre);
	out.reach = reach_at(s, out.image[2]);
	camera_project(s->camera, actors_point(a, next), out.next_image);
	projection_unproject(p, out.next_image, out.next_centre);
	out.next_reach = reach_at(s, out.next_image[2]);
	memcpy(out.rgb, a->rgb, sizeof out.rgb);
	return out;
}

unsigned frame_projections(const struct frame *s, unsigned t,
                           struct projection sights[ACTORS_MAX])
{
	unsigned count = 0;

	for (unsigned k = 0; k < s->actors->actors; k++)
		if (t >= s->actors->actor[k].first &&
		    t < s->actors->actor[k].end)
			sights[count++] = make_sight(s, k, t);
	projection_sort(sights, count);
	return count;
}

/* Where the objects were, under all that is there now. */
static void draw_trail(const struct frame *s, const struct canvas *c,
                       unsigned t)
{
	unsigned oldest = t < GHOSTS ? t : GHOSTS;

	for (unsigned age = oldest; age > 0; age--)
		for (unsigned k = 0; k < s->plan->objects; k++) {
			struct projection ghost = make_sight(s, k, t - age);

			ghost.radius *= 1.0 - GHOST_SHRINK * age;
			ghost.opacity = GHOST_OPACITY *
			                (1.0 - (double)age / (GHOSTS + 1));
			ball_draw(c, &s->camera->pinhole, &ghost, NULL, 0);
		}
}

void frame_draw(const struct frame *s, unsigned t,
                const struct projection *sights, unsigned count,
                unsigned char *pixels)
{
	struct canvas c = make_canvas(s->plan, pixels);
	const struct pinhole *p = &s->camera->pinhole;

	for (unsigned i = 0; i < count && s->plan->style == PLAN_DISC; i++)
		disc_draw(&c, p, &sights[i]);
	if (s->plan->style == PLAN_DISC)
		return;
	for (unsigned i = 0; i < count; i++)
		backdrop_shadow(
		    &c, p, actors_point(&s->actors->actor[sights[i].id - 1], t),
		    BALL_RADIUS, s->ground);
	if (s->plan->style == PLAN_TRAIL)
		draw_trail(s, &c, t);
	for (unsigned i = 0; i < count; i++)
		ball_draw(&c, p, &sights[i], sights, i);
}
