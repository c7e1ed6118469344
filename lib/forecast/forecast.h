#ifndef VG_FORECAST_H
#define VG_FORECAST_H

/*
 * What the rest of a dataset will take, as a part of it that was made in the
 * same way tells. Pure.
 */

#define FORECAST_PIECES_MAX 256

/* A piece of what was made: one checkpoint of each job, or several. */
struct forecast_piece {
	double seconds, samples, bytes; /* each more than 0 */
};

struct forecast_time {
	double low_s, likely_s, high_s;
};

/*
 * How long SAMPLES more will take, the N pieces of P, 1 to
 * FORECAST_PIECES_MAX and oldest first, being what was measured. The pace is
 * rate_fit.h's, with a trend if there is one; the range holds nine times of
 * ten what chance brings. Where fewer than FORECAST_ENOUGH pieces tell of chance,
 * it is from two thirds of what is likely to half more, or wider.
 */
#define FORECAST_ENOUGH 4
struct forecast_time forecast_time(const struct forecast_piece *p, unsigned n,
                                   double samples);

/*
 * How a ratio, such as samples a second, changed while it was measured: its
 * mean before and after the moment that sets the two furthest apart, which
 * stands between the first and the last quarter.
 */
struct forecast_drift {
	int known; /* needs FORECAST_ENOUGH values */
	double before, after;
};

/* Of AMOUNT[i] / PER[i], N of them, oldest first; PER[i] more than 0. */
struct forecast_drift forecast_drift(const double *amount, const double *per,
                                     unsigned n);

#endif
