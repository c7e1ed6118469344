/* Two charts of a run over time: its rate, and its predicted finish. */
#include "progress/timeline_svg.h"

#include <stdlib.h>

#define HEADROOM 1.1
#define WILD 3 /* times as late as most say: a wild estimate */

int timeline_svg_known(const struct timeline *c)
{
	return c->points > 1 &&
	       c->point[c->points - 1].at_s > c->point[0].at_s;
}

/* 1, 2, 2.5 or 5 times a power of ten, at least V. */
static double round_up(double v)
{
	static const double step[] = { 1, 2, 2.5, 5, 10 };
	double power = 1;
	unsigned i = 0;

	if (!(v > 0) || v > 1e15)
		return 1;
	while (power > v)
		power /= 10;
	while (power * 10 <= v)
		power *= 10;
	while (i < 4 && step[i] * power < v)
		i++;
	return step[i] * power;
}

struct timeline_svg_scale timeline_svg_rate_scale(const struct timeline *c)
{
	double most = 0;

	for (unsigned i = 0; i < c->points; i++)
		if (c->point[i].rate > most)
			most = c->point[i].rate;
	return (struct timeline_svg_scale){ 0, round_up(most) };
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* What three quarters of the newer half are below, from C's begin; 0: none. */
static double usual_span(const struct timeline *c)
{
	double high[TIMELINE_POINTS];
	unsigned n = 0;

	for (unsigned i = c->points / 2; i < c->points; i++)
		if (c->point[i].known)
			high[n++] = c->point[i].high_s;
	if (n == 0)
		return 0;
	qsort(high, n, sizeof *high, by_size);
	return high[n * 3 / 4] - c->point[0].at_s;
}

struct timeline_svg_scale timeline_svg_finish_scale(const struct timeline *c)
{
	const struct timeline_point *last = &c->point[c->points - 1];
	double begun_s = c->point[0].at_s, most = last->at_s;
	double wild_s = begun_s + WILD * usual_span(c);

	if (last->known && last->high_s > wild_s)
		wild_s = last->high_s;
	for (unsigned i = 0; i < c->points; i++)
		if (c->point[i].known && c->point[i].high_s > most &&
		    c->point[i].high_s <= wild_s)
			most = c->point[i].high_s;
	return (struct timeline_svg_scale){
		begun_s, begun_s + (most - begun_s) * HEADROOM
	};
}

static double x_of(const struct timeline *c, double at_s)
{
	double from_s = c->point[0].at_s;

	return TIMELINE_SVG_WIDTH * (at_s - from_s) /
	       (c->point[c->points - 1].at_s - from_s);
}

/* Outside of the scale, the edge. */
static double y_of(const struct timeline_svg_scale *s, double value)
{
	double share = (value - s->low) / (s->high - s->low);

	share = share > 0 ? share : 0;
	share = share < 1 ? share : 1;
	return TIMELINE_SVG_HEIGHT * (1 - share);
}

static void put_point(struct text *t, double x, double y)
{
	text_put(t, "%.1f,%.1f ", x, y);
}

static void put_grid(struct text *t)
{
	for (int i = 1; i <= 3; i++)
		text_put(t,
		         "<line class=\"grid\" x1=\"0\" x2=\"%d\" "
		         "y1=\"%.1f\" y2=\"%.1f\"/>\n",
		         TIMELINE_SVG_WIDTH, TIMELINE_SVG_HEIGHT * i / 4.0,
		         TIMELINE_SVG_HEIGHT * i / 4.0);
}

static void put_rates(struct text *t, const struct timeline *c,
                      const struct timeline_svg_scale *s)
{
	for (unsigned i = 0; i < c->points; i++)
		put_point(t, x_of(c, c->point[i].at_s),
		          y_of(s, c->point[i].rate));
}

void timeline_svg_rate(struct text *t, const struct timeline *c,
                       const struct timeline_svg_scale *s)
{
	put_grid(t);
	text_put(t, "<polygon class=\"area\" points=\"0,%d ",
	         TIMELINE_SVG_HEIGHT);
	put_rates(t, c, s);
	text_put(t, "%d,%d\"/>\n<polyline class=\"line\" points=\"",
	         TIMELINE_SVG_WIDTH, TIMELINE_SVG_HEIGHT);
	put_rates(t, c, s);
	text_put(t, "\"/>\n");
}

/* The band over points FROM to END, all of which have a finish. */
static void put_band(struct text *t, const struct timeline *c,
                     const struct timeline_svg_scale *s, unsigned from,
                     unsigned end)
{
	text_put(t, "<polygon class=\"band\" points=\"");
	for (unsigned i = from; i < end; i++)
		put_point(t, x_of(c, c->point[i].at_s),
		          y_of(s, c->point[i].high_s));
	for (unsigned i = end; i > from; i--)
		put_point(t, x_of(c, c->point[i - 1].at_s),
		          y_of(s, c->point[i - 1].low_s));
	text_put(t, "\"/>\n");
}

void timeline_svg_finish(struct text *t, const struct timeline *c,
                         const struct timeline_svg_scale *s)
{
	double now_s = c->point[c->points - 1].at_s;

	put_grid(t);
	for (unsigned i = 0, end; i < c->points; i = end + 1) {
		end = i;
		while (end < c->points && c->point[end].known &&
		       c->point[end].high_s <= s->high)
			end++;
		if (end > i)
			put_band(t, c, s, i, end);
	}
	text_put(t,
	         "<line class=\"now\" x1=\"0\" y1=\"%d\" x2=\"%d\" "
	         "y2=\"%.1f\"/>\n",
	         TIMELINE_SVG_HEIGHT, TIMELINE_SVG_WIDTH, y_of(s, now_s));
}
