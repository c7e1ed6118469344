/* Choose the colours of one record's ground truth. */
#include "view/legend.h"

#include <string.h>

#include "base/fixmath.h"
#include "image/hue.h"

#define ENDLESS 1e30   /* depths and flows from here on are none */
#define ALIKE 48       /* colours that differ less in each channel */
#define FARTHEST 64.0  /* lightness of the farthest pixel */
#define BEYOND 32.0    /* least lightness of what is farther */

/* What the pixels of an object add up to. */
struct sums {
	uint64_t rgb[3], count;
};

static double length_of(const double v[2])
{
	return fixmath_sqrt(v[0] * v[0] + v[1] * v[1]);
}

static void add_pixel(struct sums *s, const struct panes *p,
                      const unsigned char *payload, unsigned view,
                      unsigned frame, unsigned x, unsigned y)
{
	unsigned char rgb[3];

	video_pixel(&p->video, payload, view, frame, x, y, rgb);
	for (int c = 0; c < 3; c++)
		s->rgb[c] += rgb[c];
	s->count++;
}

/* Sum up the pixels of each object in the mask. */
static void sum_mask(struct sums *s, const struct panes *p,
                     const unsigned char *payload, unsigned view,
                     unsigned frame)
{
	for (unsigned y = 0; y < p->video.height; y++)
		for (unsigned x = 0; x < p->video.width; x++) {
			size_t at = panes_pixel(p, view, frame, x, y);
			unsigned id = panes_mask(p, payload, at);

			if (id > 0)
				add_pixel(&s[id], p, payload, view, frame, x, y);
		}
}

/* Sum up the pixel in the middle of each object's box. */
static void sum_boxes(struct sums *s, const struct panes *p,
                      const unsigned char *payload, unsigned view,
                      unsigned frame)
{
	for (unsigned k = 0; k < p->objects; k++) {
		int32_t b[4];
		int64_t x, y;

		if (!panes_box(p, payload, view, k, frame, b))
			continue;
		x = ((int64_t)b[0] + b[2]) / 2;
		y = ((int64_t)b[1] + b[3]) / 2;
		if (x >= 0 && x < p->video.width && y >= 0 &&
		    y < p->video.height)
			add_pixel(&s[k + 1], p, payload, view, frame,
			          (unsigned)x, (unsigned)y);
	}
}

/* The mean colour, scaled so that its brightest channel is 255. */
static int own_colour(const struct sums *s, unsigned char rgb[3])
{
	uint64_t most = 0;

	for (int c = 0; c < 3; c++)
		if (s->rgb[c] > most)
			most = s->rgb[c];
	for (int c = 0; c < 3; c++)
		rgb[c] = (unsigned char)(most > 0 ? s->rgb[c] * 255 / most : 0);
	return most > 0;
}

static int alike(const unsigned char a[3], const unsigned char b[3])
{
	for (int c = 0; c < 3; c++)
		if (a[c] > b[c] + ALIKE || b[c] > a[c] + ALIKE)
			return 0;
	return 1;
}

/* Whether the colour of object ID is like that of an earlier one. */
static int is_taken(const struct legend *l, unsigned id)
{
	for (unsigned i = 1; i < id; i++)
		if (alike(l->rgb[i], l->rgb[id]))
			return 1;
	return 0;
}

/* HUE, 0 … 1, blended over black with STRENGTH, 0 … 1. */
static void set_hue(double hue, double strength, unsigned char rgb[3])
{
	double pure[3];

	hue_rgb(hue, pure);
	for (int i = 0; i < 3; i++)
		rgb[i] = (unsigned char)(255.0 * strength * pure[i] + 0.5);
}

static void choose_colour(struct legend *l, const struct sums *s, unsigned id)
{
	int found = own_colour(s, l->rgb[id]) && !is_taken(l, id);

	/* Of many objects some are alike: there are not that many hues. */
	for (unsigned n = 0; n < LEGEND_OBJECTS && !found; n++) {
		set_hue(hue_after(0.0, id - 1 + n), 1.0, l->rgb[id]);
		found = !is_taken(l, id);
	}
}

static void measure_objects(struct legend *l, const struct panes *p,
                            const unsigned char *payload)
{
	struct sums sums[LEGEND_OBJECTS + 1];

	memset(sums, 0, sizeof sums);
	for (unsigned view = 0; view < p->video.views; view++)
		for (unsigned t = 0; t < p->video.frames; t++) {
			if (panes_have(p, PANE_MASK))
				sum_mask(sums, p, payload, view, t);
			else
				sum_boxes(sums, p, payload, view, t);
		}
	for (unsigned id = 1; id <= LEGEND_OBJECTS; id++)
		if (sums[id].count > 0)
			l->objects = id;
	if (p->objects > l->objects)
		l->objects = p->objects;
	for (unsigned id = 1; id <= l->objects; id++)
		choose_colour(l, &sums[id], id);
}

/* Whether pixel AT is of what moves. */
static int moves(const struct panes *p, const unsigned char *payload, size_t at)
{
	double flow[2];

	if (panes_have(p, PANE_MASK))
		return panes_mask(p, payload, at) > 0;
	if (!panes_have(p, PANE_FLOW))
		return 1;
	panes_flow(p, payload, at, flow);
	return length_of(flow) > 0.0;
}

/* The range of depth, of what moves or of everything. */
static void measure_depth(struct legend *l, const struct panes *p,
                          const unsigned char *payload, int everything)
{
	size_t all = panes_pixels(p);

	for (size_t at = 0; at < all; at++) {
		double z = panes_depth(p, payload, at);

		if (!(z > 0.0 && z < ENDLESS) ||
		    (!everything && !moves(p, payload, at)))
			continue;
		if (z > l->farthest)
			l->farthest = z;
		if (l->nearest <= 0.0 || z < l->nearest)
			l->nearest = z;
	}
}

static void measure_flow(struct legend *l, const struct panes *p,
                         const unsigned char *payload)
{
	size_t all = panes_pixels(p);

	for (size_t at = 0; at < all; at++) {
		double flow[2], length;

		panes_flow(p, payload, at, flow);
		length = length_of(flow);
		if (length > l->fastest && length < ENDLESS)
			l->fastest = length;
	}
}

void legend_of(const struct panes *p, const unsigned char *payload,
               struct legend *out)
{
	memset(out, 0, sizeof *out);
	if (panes_have(p, PANE_MASK) || panes_have(p, PANE_BOX))
		measure_objects(out, p, payload);
	if (panes_have(p, PANE_DEPTH)) {
		measure_depth(out, p, payload, 0);
		if (out->nearest <= 0.0) /* nothing moves */
			measure_depth(out, p, payload, 1);
	}
	if (panes_have(p, PANE_FLOW))
		measure_flow(out, p, payload);
}

void legend_depth(const struct legend *l, double z, unsigned char rgb[3])
{
	double span = l->farthest - l->nearest, light = 255.0;

	if (!(z > 0.0 && z < ENDLESS)) {
		rgb[0] = rgb[1] = 16;
		rgb[2] = 72;
		return;
	}
	if (span > 0.0)
		light -= (255.0 - FARTHEST) * (z - l->nearest) / span;
	light = fixmath_clamp(light, BEYOND, 255.0);
	memset(rgb, (int)(light + 0.5), 3);
}

/* The hue of a direction is linear in |x| / (|x| + |y|): close to the angle. */
void legend_flow(const struct legend *l, const double flow[2],
                 unsigned char rgb[3])
{
	double x = flow[0], y = flow[1], length = length_of(flow);
	double sum = fixmath_abs(x) + fixmath_abs(y), turn;

	if (!(length > 0.0 && length < ENDLESS)) {
		memset(rgb, 0, 3);
		return;
	}
	turn = x >= 0.0 ? y / sum : 2.0 - y / sum;
	set_hue(turn < 0.0 ? turn / 4.0 + 1.0 : turn / 4.0,
	        fixmath_sqrt(fixmath_clamp(length / l->fastest, 0.0, 1.0)),
	        rgb);
}

void legend_pixel(const struct legend *l, const struct panes *p,
                  const unsigned char *payload, unsigned view,
                  enum pane_kind kind, unsigned frame, unsigned x, unsigned y,
                  unsigned char rgb[3])
{
	unsigned real_x = x * p->step, real_y = y * p->step;
	size_t at = panes_pixel(p, view, frame, real_x, real_y);
	double flow[2];

	switch (kind) {
	case PANE_MASK:
		memcpy(rgb, l->rgb[panes_mask(p, payload, at)], 3);
		return;
	case PANE_DEPTH:
		legend_depth(l, panes_depth(p, payload, at), rgb);
		return;
	case PANE_FLOW:
		panes_flow(p, payload, at, flow);
		legend_flow(l, flow, rgb);
		return;
	default:
		video_pixel(&p->video, payload, view, frame, real_x, real_y,
		            rgb);
	}
}
