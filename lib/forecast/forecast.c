#include "forecast/forecast.h"

#include <math.h>

#include "estimate/rate_fit.h"

#define RANGE_FEW 0.5 /* that much is unknown of few pieces */

struct forecast_time forecast_time(const struct forecast_piece *p, unsigned n,
                                   double samples)
{
	struct rate_fit_piece piece[FORECAST_PIECES_MAX] = { { 0, 0 } };
	struct rate_fit fit;
	struct forecast_time t;
	double spread;

	for (unsigned i = 0; i < n; i++) {
		piece[i].seconds = p[i].seconds;
		piece[i].work = p[i].samples;
	}
	fit = rate_fit(piece, n, p[0].samples);
	spread = rate_fit_spread(&fit, samples);
	if (n < FORECAST_ENOUGH)
		spread = fmax(spread, RANGE_FEW);
	t.likely_s = rate_fit_seconds(&fit, samples);
	t.low_s = t.likely_s / (1 + spread);
	t.high_s = t.likely_s * (1 + spread);
	return t;
}

static double ratio(const double *amount, const double *per, unsigned from,
                    unsigned to)
{
	double a = 0, b = 0;

	for (unsigned i = from; i < to; i++) {
		a += amount[i];
		b += per[i];
	}
	return a / b;
}

/* How far X and Y are apart, whichever is more. */
static double apart(double x, double y)
{
	if (x <= 0 || y <= 0)
		return x == y ? 1 : INFINITY;
	return x > y ? x / y : y / x;
}

struct forecast_drift forecast_drift(const double *amount, const double *per,
                                     unsigned n)
{
	struct forecast_drift best = { 0, 0, 0 };
	unsigned quarter = (n + 3) / 4;

	if (n < FORECAST_ENOUGH)
		return best;
	for (unsigned cut = quarter; cut <= n - quarter; cut++) {
		double before = ratio(amount, per, 0, cut);
		double after = ratio(amount, per, cut, n);

		if (best.known &&
		    apart(before, after) <= apart(best.before, best.after))
			continue;
		best.known = 1;
		best.before = before;
		best.after = after;
	}
	return best;
}
