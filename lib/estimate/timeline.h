#ifndef VG_TIMELINE_H
#define VG_TIMELINE_H

#include "estimate/estimate.h"

/*
 * The history of a run: its rate and its predicted finish at moments that are
 * about equally far apart. Its size is limited: when it is full, every other
 * point is dropped. Pure.
 */

#define TIMELINE_POINTS 240

struct timeline_point {
	double at_s;          /* by the caller's clock */
	double rate;          /* samples a second */
	int known;            /* whether a finish was predicted … */
	double low_s, high_s; /* … between these times, by the same clock */
};

/* Empty when all members are 0. */
struct timeline {
	double every_s; /* least time between points */
	unsigned points;
	struct timeline_point point[TIMELINE_POINTS];
};

/*
 * Add REPORT, made at AT_S. The newest point is always kept. Points with later
 * times are removed: the clock was set back.
 */
void timeline_add(struct timeline *t, double at_s,
                  const struct estimate_report *report);

/* Add BY_S to all times. */
void timeline_shift(struct timeline *t, double by_s);

#endif
