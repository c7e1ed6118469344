#ifndef VG_ESTIMATE_H
#define VG_ESTIMATE_H

#include <stdint.h>

#include "estimate/rate_fit.h"
#include "estimate/schedule.h"

/*
 * How fast a run goes and when it will be done, from its own commits and
 * heartbeats alone. Pure: the clock is an argument, in seconds. It may step
 * either way: what is measured is the sum of its steps forward.
 *
 * Work is what was committed plus what is in flight. Its pace is fitted by
 * rate_fit.h, over time in which somebody worked: start-up, stalls, and the
 * machine's sleep are left out. What the last checkpoints of several workers
 * add to that is found by schedule.h.
 */

struct estimate_point {
	double active_s, work;
};

#define ESTIMATE_STALL_GAPS 2.5 /* usual waits: a longer one is a stall … */
#define ESTIMATE_STALL_MIN_S 5.0 /* … if it is at least so long */

/* Begun by estimate_begin. */
struct estimate {
	double last_s;           /* the clock, when last observed */
	double elapsed_s;        /* since the start */
	double idle_s;           /* since work last moved, sleep left out */
	double uncommitted_s;    /* the same since the last commit */
	double lead_s;           /* until work moved for the first time */
	double active_s;         /* worked, until it last moved */
	double look_s;           /* usual waits: between looks … */
	double gap_s;            /* … between moves … */
	double commit_gap_s;     /* … and between commits */
	uint64_t start, done;    /* samples */
	double work, work_most;  /* samples since the start */
	int moves;               /* that were seen; 2: or more */
	uint64_t checkpoint;     /* samples of the largest one in flight */
	unsigned workers;        /* that usually are at work */
	unsigned flights;
	struct schedule_flight flight[SCHEDULE_MAX];
	double quantum;          /* work between points, at least */
	unsigned points;
	struct estimate_point point[RATE_FIT_PIECES];
};

enum estimate_pace {
	ESTIMATE_STARTING, /* nothing has moved yet in this run */
	ESTIMATE_RUNNING,
	ESTIMATE_SLOWING,  /* now below 3/4 of the run's rate */
	ESTIMATE_STALLED,  /* nothing moves any more */
};

struct estimate_report {
	enum estimate_pace pace;
	double elapsed_s;
	double rate_now, rate_run;     /* samples a second */
	int known;                     /* whether the next three are */
	double low_s, likely_s, high_s; /* until the end, from now */
};

/* Begin at NOW_S with DONE samples committed and none in flight. */
void estimate_begin(struct estimate *e, double now_s, uint64_t done);

/*
 * At NOW_S, DONE samples are committed and the N checkpoints of FLIGHTS are
 * under way. To be called at each look, whether anything changed or not.
 */
void estimate_observe(struct estimate *e, double now_s, uint64_t done,
                      const struct schedule_flight *flights, unsigned n);

/* What to say, as last observed, of a dataset of TOTAL samples. */
struct estimate_report estimate_at(const struct estimate *e, uint64_t total);

#endif
