#ifndef VG_RATE_FIT_H
#define VG_RATE_FIT_H

/*
 * The pace of a run, seconds for one unit of work, from pieces of what was
 * done so far. Pure.
 *
 * As long as nothing speaks against it, the pace is that of all pieces
 * together, which no shorter window can better. The older part is dropped
 * when it differs from the newer by more than chance explains (adaptive
 * windowing); where a straight line explains the difference better than a
 * step, the pace is on a trend, which is carried on no further than it has
 * been seen (a damped trend).
 */

/* A piece of work and what it took. */
struct rate_fit_piece {
	double seconds, work;
};

struct rate_fit {
	double now;    /* seconds a unit */
	double slope;  /* what that grows by with each unit; 0: no trend */
	double reach;  /* units for which it goes on growing */
	double cycle;  /* units after which paces are independent */
	double cycles; /* of them that it is known from */
	double sigma;  /* relative deviation of one cycle from the mean */
	double wander; /* relative, of the long-term mean itself */
};

#define RATE_FIT_PIECES 256

/*
 * Fit PIECES, N of them and at least one, oldest first. CYCLE is the work
 * after which paces are independent, such as one checkpoint of each worker.
 * GAP_S is the usual wait between pieces: longer pieces begin a burst, and
 * bursts are not taken apart.
 */
struct rate_fit rate_fit(const struct rate_fit_piece *pieces, unsigned n,
                         double cycle, double gap_s);

/* Seconds that WORK more will take. */
double rate_fit_seconds(const struct rate_fit *p, double work);

#endif
