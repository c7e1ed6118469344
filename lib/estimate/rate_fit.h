#ifndef VG_RATE_FIT_H
#define VG_RATE_FIT_H

/*
 * The pace of a run, seconds per unit of work, fitted to the pieces of work
 * done so far. Pure.
 *
 * The run is cut where its pace changed, by optimal partitioning (Jackson et
 * al. 2005): the cuts minimize the squared deviations from the paces of the
 * parts, plus a penalty for each cut. A part may also follow a straight line,
 * for the same penalty. The prediction combines the pace of the last part with
 * the pace of the whole run. The weight of each depends on the errors of the
 * other when it predicted this run so far (Bates and Granger 1969).
 */

/* A piece of work and the time it took. */
struct rate_fit_piece {
	double seconds, work;
};

struct rate_fit {
	double mean;   /* pace of the whole run; 0: unknown */
	double now;    /* pace at the end of the last part … */
	double slope;  /* … its increase per unit of work … */
	double reach;  /* … for this many more units: a damped trend */
	double weight; /* of the last part, 0 to 1; the rest is the mean's */
	double cycle;  /* units after which paces are independent */
	double cycles; /* number of cycles in the last part */
	double sigma;  /* relative deviation of the pace of a cycle */
	double drift;  /* the same for the whole run, beyond sigma */
};

#define RATE_FIT_PIECES 256

/*
 * Fit the N PIECES, 1 to RATE_FIT_PIECES, the oldest first. CYCLE is the work
 * after which paces are independent, such as one checkpoint of each worker. The
 * mean is 0 if the pieces took no time.
 */
struct rate_fit rate_fit(const struct rate_fit_piece *pieces, unsigned n,
                         double cycle);

/* The seconds that WORK more units will take. */
double rate_fit_seconds(const struct rate_fit *f, double work);

/*
 * The spread S of that prediction: nine times out of ten, the work takes from
 * 1 / (1 + S) to 1 + S times rate_fit_seconds.
 */
double rate_fit_spread(const struct rate_fit *f, double work);

#endif
