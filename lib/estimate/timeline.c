/* The timeline of a run: bounded, its points evenly apart. */
#include "estimate/timeline.h"

/* Drop every other point, and keep new ones as far apart. */
static void halve(struct timeline *t)
{
	unsigned n = 0;

	t->every_s = 2 * (t->point[t->points - 1].at_s - t->point[0].at_s) /
	             TIMELINE_POINTS;
	for (unsigned i = 0; i < t->points; i += 2)
		t->point[n++] = t->point[i];
	t->points = n;
}

void timeline_add(struct timeline *t, double at_s,
                  const struct estimate_report *said)
{
	unsigned n = t->points;

	while (n > 0 && t->point[n - 1].at_s >= at_s)
		n--;
	/* The last one stands for now, until it is far enough from others. */
	if (n > 1 && t->point[n - 1].at_s - t->point[n - 2].at_s < t->every_s)
		n--;
	t->points = n;
	if (t->points == TIMELINE_POINTS)
		halve(t);
	t->point[t->points++] = (struct timeline_point){
		.at_s = at_s, .rate = said->rate_now, .known = said->known,
		.low_s = at_s + said->low_s, .high_s = at_s + said->high_s };
}

void timeline_shift(struct timeline *t, double by_s)
{
	for (unsigned i = 0; i < t->points; i++) {
		t->point[i].at_s += by_s;
		t->point[i].low_s += by_s;
		t->point[i].high_s += by_s;
	}
}
