#ifndef VG_COURSE_H
#define VG_COURSE_H

#include "estimate/estimate.h"

/*
 * The course of a run: how fast it was, and what was said of its end, at
 * moments that are equally far apart. It is bounded: when it is full, every
 * other point is dropped. Pure.
 */

#define COURSE_POINTS 240

struct course_point {
	double at_s;        /* of the caller's clock */
	double rate;        /* samples a second */
	int known;          /* whether a finish was told: … */
	double low_s, high_s; /* … between these, the same clock */
};

struct course {
	double every_s; /* between points, at least */
	unsigned points;
	struct course_point point[COURSE_POINTS];
};

void course_begin(struct course *c);

/*
 * Add what was SAID at AT_S. The newest point is always kept. Points of a
 * later time are forgotten, for then the clock was set back.
 */
void course_add(struct course *c, double at_s,
                const struct estimate_report *said);

/* Let all times be BY_S later. */
void course_shift(struct course *c, double by_s);

#endif
