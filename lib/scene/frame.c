/* Draw one frame of one view. */
#include "scene/frame.h"

#include <string.h>

#include "image/canvas.h"
#include "scene/backdrop.h"
#include "scene/ball.h"
#include "scene/colour.h"
#include "scene/disc.h"
#include "scene/geometry.h"

/* Style trail: earlier positions, the oldest smallest and faintest. */
#define GHOSTS 6          /* positions */
#define GHOST_OPACITY 0.6 /* a little more than the newest has */
#define GHOST_SHRINK 0.08 /* of the radius, for each frame */

/* PIXELS as a canvas, in the plan's order of axes. */
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

void frame_background(const struct frame_view *view, uint64_t index,
                      unsigned char *pixels)
{
	const struct plan *plan = view->plan;
	struct canvas c = make_canvas(plan, pixels);
	uint64_t kind = plan->background;
	double rgb[3];

	if (kind == PLAN_COLOUR_STUDIO ||
	    (kind == PLAN_COLOUR_STYLE && plan->style != PLAN_DISC)) {
		backdrop_draw(&c, &view->camera->pinhole, view->ground);
		return;
	}
	colour_background(plan, index, rgb);
	canvas_fill(&c, rgb);
}

/* The outer radius in pixels of a disc at DEPTH. */
static double reach_at(const struct frame_view *view, double depth)
{
	return view->plan->radius_micro > 0
	           ? camera_reach(view->plan)
	           : view->camera->pinhole.focal * BALL_RADIUS / depth;
}

/* The projection of actor K in frame T. */
static struct projection project_actor(const struct frame_view *view,
                                       unsigned k, unsigned t)
{
	const struct actor *a = &view->actors->actor[k];
	const struct pinhole *p = &view->camera->pinhole;
	unsigned next = t + 1 < view->plan->frames ? t + 1 : t;
	struct projection out = {
		.id = k + 1,
		.is_disc = view->plan->style == PLAN_DISC,
		.radius = BALL_RADIUS,
		.opacity = 1.0,
		.is_still = next == t || a->step == 0,
	};

	camera_project(view->camera, actors_point(a, t), out.image);
	projection_unproject(p, out.image, out.centre);
	out.reach = reach_at(view, out.image[2]);
	camera_project(view->camera, actors_point(a, next), out.next_image);
	projection_unproject(p, out.next_image, out.next_centre);
	out.next_reach = reach_at(view, out.next_image[2]);
	memcpy(out.rgb, a->rgb, sizeof out.rgb);
	return out;
}

unsigned frame_projections(const struct frame_view *view, unsigned t,
                           struct projection out[ACTORS_MAX])
{
	const struct actors *actors = view->actors;
	unsigned count = 0;

	for (unsigned k = 0; k < actors->count; k++)
		if (t >= actors->actor[k].first && t < actors->actor[k].end)
			out[count++] = project_actor(view, k, t);
	projection_sort(out, count);
	return count;
}

/* Draw where the objects were in earlier frames. */
static void draw_trail(const struct frame_view *view, const struct canvas *c,
                       unsigned t)
{
	unsigned oldest = t < GHOSTS ? t : GHOSTS;

	for (unsigned age = oldest; age > 0; age--)
		for (unsigned k = 0; k < view->plan->objects; k++) {
			struct projection ghost =
			    project_actor(view, k, t - age);

			ghost.radius *= 1.0 - GHOST_SHRINK * age;
			ghost.opacity = GHOST_OPACITY *
			                (1.0 - (double)age / (GHOSTS + 1));
			ball_draw(c, &view->camera->pinhole, &ghost, NULL, 0);
		}
}

static void draw_shadow(const struct frame_view *view, const struct canvas *c,
                        unsigned t, unsigned id)
{
	const struct actor *a = &view->actors->actor[id - 1];

	backdrop_shadow(c, &view->camera->pinhole, actors_point(a, t),
	                BALL_RADIUS, view->ground);
}

void frame_draw(const struct frame_view *view, unsigned t,
                const struct projection *projections, unsigned count,
                unsigned char *pixels)
{
	struct canvas c = make_canvas(view->plan, pixels);
	const struct pinhole *p = &view->camera->pinhole;

	if (view->plan->style == PLAN_DISC) {
		for (unsigned i = 0; i < count; i++)
			disc_draw(&c, p, &projections[i]);
		return;
	}
	for (unsigned i = 0; i < count; i++)
		draw_shadow(view, &c, t, projections[i].id);
	if (view->plan->style == PLAN_TRAIL)
		draw_trail(view, &c, t);
	for (unsigned i = 0; i < count; i++)
		ball_draw(&c, p, &projections[i], projections, i);
}
