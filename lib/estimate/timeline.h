#ifndef VG_TIMELINE_H
#define VG_TIMELINE_H

#include "estimate/estimate.h"

/*
 * The course of a run: how fast it was, and what was said of its end, at
 * moments that are equally far apart. It is bounded: when it is full, every
 * other point is dropped. Pure.
 */

#define TIMELINE_POINTS 240

struct timeline_point {
	double at_s;        /* of the caller's clock */
	double rate;        /* samples a second */
	int known;          /* whether a finish was told: … */
	double low_s, high_s; /* … between these, the same clock */
};

/* Empty when it is all 0. */
struct timeline {
	double every_s; /* between points, at least */
	unsigned points;
	struct timeline_point point[TIMELINE_POINTS];
};

/*
 * Add what was SAID at AT_S. The newest point is always kept. Points of a
 * later time are forgotten, for then the clock was set back.
 */
void timeline_add(struct timeline *t, double at_s,
                  const struct estimate_report *said);

/* Let all times be BY_S later. */
void timeline_shift(struct timeline *t, double by_s);

#endif
