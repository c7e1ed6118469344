#include "estimate/timeline.h"

#define EVERY_MIN_S 0.25

void timeline_begin(struct timeline *c)
{
	c->every_s = EVERY_MIN_S;
	c->points = 0;
}

static void halve(struct timeline *c)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->points; i += 2)
		c->point[n++] = c->point[i];
	c->points = n;
	c->every_s *= 2;
}

void timeline_add(struct timeline *c, double at_s,
                  const struct estimate_report *said)
{
	unsigned n = c->points;

	while (n > 0 && c->point[n - 1].at_s >= at_s)
		n--;
	/* The last one stands for now, until it is far enough from others. */
	if (n > 1 && c->point[n - 1].at_s - c->point[n - 2].at_s < c->every_s)
		n--;
	c->points = n;
	if (c->points == TIMELINE_POINTS)
		halve(c);
	c->point[c->points++] =
	    (struct timeline_point){ .at_s = at_s,
		                     .rate = said->rate_now,
		                     .known = said->known,
		                     .low_s = at_s + said->low_s,
		                     .high_s = at_s + said->high_s };
}

void timeline_shift(struct timeline *c, double by_s)
{
	for (unsigned i = 0; i < c->points; i++) {
		c->point[i].at_s += by_s;
		c->point[i].low_s += by_s;
		c->point[i].high_s += by_s;
	}
}
