/* Compute when a pool of workers will be done with its last checkpoints. */
#include "estimate/schedule.h"

#include <math.h>

/*
 * The last rounds are simulated. With 3 instead of 8, errors of runs with
 * stragglers are 1.1 times as large.
 */
#define ROUNDS 8.0
/*
 * The share of a checkpoint that must be done before its own speed counts,
 * because a renderer first loads its scene. With 0, errors of eight workers
 * after a stall are 1.3 times as large.
 */
#define OWN_SHARE 0.05

struct worker {
	double free_s; /* seconds until its checkpoint is done */
	double speed;  /* samples a second */
};

/* The speed of the worker of F: its own if it is slower than USUAL. */
static double speed_of(const struct schedule_flight *f, double usual)
{
	if (f->seconds <= 0 || (double)f->done <= OWN_SHARE * (double)f->count)
		return usual;
	return fmin((double)f->done / f->seconds, usual);
}

/* The worker that takes the next checkpoint. */
static struct worker *first_free(struct worker *w, unsigned n)
{
	struct worker *first = w;

	for (unsigned i = 1; i < n; i++)
		if (w[i].free_s < first->free_s)
			first = &w[i];
	return first;
}

double schedule_seconds(const struct schedule_flight *flights, unsigned n,
                        unsigned workers, double pace, double unstarted,
                        double checkpoint)
{
	struct worker w[SCHEDULE_MAX];
	double round, skip, speeds = 0, last_s = 0;

	n = n < SCHEDULE_MAX ? n : SCHEDULE_MAX;
	workers = workers < n ? n : workers;
	workers = workers < SCHEDULE_MAX ? workers : SCHEDULE_MAX;
	for (unsigned i = 0; i < workers; i++) {
		w[i].speed = 1 / (workers * pace);
		if (i < n)
			w[i].speed = speed_of(&flights[i], w[i].speed);
		speeds += w[i].speed;
	}
	for (unsigned i = 0; i < workers; i++) {
		double left = i < n ? (double)(flights[i].count -
		                               flights[i].done) : 0;

		/* If some are slower than usual, the others are faster. */
		if (unstarted > 0)
			w[i].speed /= pace * speeds;
		w[i].free_s = left / w[i].speed;
		last_s = fmax(last_s, w[i].free_s);
	}
	/* Skip full rounds before the last ones: the pace suffices for them. */
	round = workers * checkpoint;
	skip = floor(fmax(unstarted / round - ROUNDS, 0)) * round;
	unstarted -= skip;
	while (unstarted > 0.5) {
		struct worker *next = first_free(w, workers);

		next->free_s += fmin(unstarted, checkpoint) / next->speed;
		last_s = fmax(last_s, next->free_s);
		unstarted -= checkpoint;
	}
	return skip * pace + last_s;
}
