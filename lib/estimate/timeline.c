/* Keep the history of a run in a limited number of points. */
#include "estimate/timeline.h"

/* Drop every other point, and double the time between new ones. */
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
                  const struct estimate_report *report)
{
	unsigned n = t->points;

	while (n > 0 && t->point[n - 1].at_s >= at_s)
		n--;
	/* Replace the last point if it is too close to the one before. */
	if (n > 1 && t->point[n - 1].at_s - t->point[n - 2].at_s < t->every_s)
		n--;
	t->points = n;
	if (t->points == TIMELINE_POINTS)
		halve(t);
	t->point[t->points++] = (struct timeline_point){
		.at_s = at_s, .rate = report->rate_now, .known = report->known,
		.low_s = at_s + report->low_s,
		.high_s = at_s + report->high_s };
}

void timeline_shift(struct timeline *t, double by_s)
{
	for (unsigned i = 0; i < t->points; i++) {
		t->point[i].at_s += by_s;
		t->point[i].low_s += by_s;
		t->point[i].high_s += by_s;
	}
}
