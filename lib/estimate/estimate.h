#ifndef VG_ESTIMATE_H
#define VG_ESTIMATE_H

#include <stdint.h>

#include "estimate/rate_fit.h"
#include "estimate/schedule.h"

/*
 * How fast a run is and when it will finish, computed only from its commits and
 * heartbeats. Pure: the clock is an argument, in seconds. The clock may be set
 * forward or back; elapsed time is the sum of its steps forward.
 *
 * Work is the samples committed or in flight. rate_fit.h fits its pace, over
 * the time in which a worker was active, without start-up, stalls and sleep of
 * the machine. schedule.h adds the time in which the last workers finish.
 */

/* The work done in active_s seconds of activity. */
struct estimate_point {
	double active_s, work;
};

/* A wait is a stall if it is this many times the usual one … */
#define ESTIMATE_STALL_GAPS 2.5
#define ESTIMATE_STALL_MIN_S 5.0 /* … and at least this long */

/* Begun by estimate_begin. A move is an increase of work. */
struct estimate {
	double last_s;           /* the clock at the last observation */
	double elapsed_s;        /* since the start */
	double idle_s;           /* since the last move, without sleep */
	double uncommitted_s;    /* since the last commit, without sleep */
	double lead_s;           /* from the start to the first move */
	double active_s;         /* of activity, up to the last move */
	double look_s;           /* usual waits: between observations … */
	double gap_s;            /* … between moves … */
	double commit_gap_s;     /* … and between commits */
	uint64_t start, done;    /* samples committed at the start, and now */
	double work, work_most;  /* since the start: now, and at most */
	int moves;               /* seen so far; 2 means 2 or more */
	uint64_t checkpoint;     /* samples of the largest one in flight */
	unsigned workers;        /* usually active */
	unsigned flights;
	struct schedule_flight flight[SCHEDULE_MAX];
	double quantum;          /* least work between points */
	unsigned points;
	struct estimate_point point[RATE_FIT_PIECES];
};

enum estimate_pace {
	ESTIMATE_STARTING, /* no move yet in this run */
	ESTIMATE_RUNNING,
	ESTIMATE_SLOWING,  /* the current rate is below 3/4 of the run's */
	ESTIMATE_STALLED,  /* no move for too long */
};

struct estimate_report {
	enum estimate_pace pace;
	double elapsed_s;
	double rate_now, rate_run;     /* samples a second */
	int known;                      /* whether these are known: */
	double low_s, likely_s, high_s; /* from now until the finish */
};

/* Begin at NOW_S with DONE samples committed and none in flight. */
void estimate_begin(struct estimate *e, double now_s, uint64_t done);

/*
 * Observe that at NOW_S, DONE samples are committed and the N checkpoints of
 * FLIGHTS are in progress. To be called regularly, also if nothing changed.
 */
void estimate_observe(struct estimate *e, double now_s, uint64_t done,
                      const struct schedule_flight *flights, unsigned n);

/* The estimate at the last observation, for a dataset of TOTAL samples. */
struct estimate_report estimate_at(const struct estimate *e, uint64_t total);

#endif
