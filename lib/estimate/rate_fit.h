#ifndef VG_RATE_FIT_H
#define VG_RATE_FIT_H

/*
 * The pace of a run, seconds for one unit of work, from pieces of what was
 * done so far. Pure.
 *
 * The run is cut where its pace changed, by optimal partitioning (Jackson et
 * al. 2005): the cuts chosen make the squared deviations from the parts'
 * paces, plus a penalty for each cut, least. A part may also follow a straight
 * line, for the same penalty. The pace of the last part and that of the whole
 * run are combined, each weighted by how wrong the other was when it predicted
 * this run so far (Bates and Granger 1969).
 */

/* A piece of work and what it took. */
struct rate_fit_piece {
	double seconds, work;
};

struct rate_fit {
	double mean;   /* of the whole run: seconds a unit; 0: unknown */
	double now;    /* of the last part, at its end … */
	double slope;  /* … what it grows by with each unit … */
	double reach;  /* … for so many more units: a damped trend */
	double weight; /* of the last part, 0 to 1; the mean has the rest */
	double cycle;  /* units after which paces are independent */
	double cycles; /* of them in the last part */
	double sigma;  /* relative deviation of the pace of one cycle */
	double drift;  /* the same of the whole run, beyond what sigma explains */
};

#define RATE_FIT_PIECES 256

/*
 * Fit PIECES, N of them, at most RATE_FIT_PIECES and at least one, oldest
 * first. CYCLE is the work after which paces are independent, such as one
 * checkpoint of each worker. The mean is 0 when the pieces took no time.
 */
struct rate_fit rate_fit(const struct rate_fit_piece *pieces, unsigned n,
                         double cycle);

/* Seconds that WORK more will take; 0 for none. */
double rate_fit_seconds(const struct rate_fit *f, double work);

/*
 * The S for which those seconds are, nine times out of ten, from 1 / (1 + S)
 * to 1 + S times what rate_fit_seconds says.
 */
double rate_fit_spread(const struct rate_fit *f, double work);

#endif
