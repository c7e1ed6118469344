/* Fit the pace of a run: find where it changed, and its current value. */
#include "estimate/rate_fit.h"

#include <math.h>

/*
 * The most groups of pieces. With fewer than 24, changes are found late, and
 * errors are 1.1 to 1.3 times as large.
 */
#define GROUPS 32
/*
 * The least share of a cycle that forms a group at the end. With 0.1, errors
 * after a stall are 1.3 times as large; with 0.5, errors after a change 1.2.
 */
#define PARTIAL_MIN 0.2
/*
 * The relative deviation of a cycle's pace that is assumed before any cycle was
 * seen. With half of it, changes are found in constant runs; with twice as
 * much, changes are found late.
 */
#define PRIOR_SIGMA 0.12
/* Weight of this prior, in cycles. With 0, errors are 1.1 times as large. */
#define PRIOR_CYCLES 2.0
/*
 * Differences are limited to this (winsorized), so that a change does not count
 * as scatter. Without it, errors after a change are 1.2 to 1.5 times as large.
 */
#define DIFFERENCE_MAX (3 * PRIOR_SIGMA)
/*
 * The penalty for a cut, in variances: a change is more than four standard
 * deviations. Values from 12 to 20 are equally good. With 8, errors in a steady
 * decay are 1.4 times as large; with 32, errors after a change 1.2.
 */
#define PENALTY 16.0
#define LINE_MIN 3u   /* groups for a line: two are always on one */
#define RANGE_Z 1.645 /* nine of ten normal deviates are within ± this */

/*
 * Sums over the first groups, weighted by their work w: x is the position of a
 * group, in work, and y its pace. A group is about one cycle.
 */
struct sums {
	double w, x, y, xx, xy, yy;
};

static struct sums minus(const struct sums *a, const struct sums *b)
{
	return (struct sums){ a->w - b->w,   a->x - b->x,   a->y - b->y,
		              a->xx - b->xx, a->xy - b->xy, a->yy - b->yy };
}

/* S with another group added. */
static struct sums with(struct sums s, double seconds, double work)
{
	double x = s.w + work / 2;

	s.w += work;
	s.x += work * x;
	s.y += seconds;
	s.xx += work * x * x;
	s.xy += seconds * x;
	s.yy += seconds * seconds / work;
	return s;
}

/* Group PIECES: S[i] has the sums of I groups. Returns how many there are. */
static unsigned group(const struct rate_fit_piece *pieces, unsigned n,
                      double cycle, struct sums s[GROUPS + 2])
{
	struct rate_fit_piece g = { 0, 0 };
	unsigned groups = 0;

	s[0] = (struct sums){ 0 };
	for (unsigned i = 0; i < n; i++) {
		g.seconds += pieces[i].seconds;
		g.work += pieces[i].work;
		if (i + 1 < n && g.work < cycle * 0.999) /* rounding */
			continue;
		if (i + 1 == n && groups > 0 && g.work < PARTIAL_MIN * cycle) {
			groups--; /* too little: add it to the one before */
			g.seconds += s[groups + 1].y - s[groups].y;
			g.work += s[groups + 1].w - s[groups].w;
		}
		if (g.seconds <= 0)
			continue;
		s[groups + 1] = with(s[groups], g.seconds, g.work);
		groups++;
		g = (struct rate_fit_piece){ 0, 0 };
	}
	return groups;
}

/*
 * The relative deviation of the pace of a cycle, from the differences between
 * neighbours (von Neumann 1941): a change affects only those next to it.
 */
static double deviation(const struct sums *s, unsigned n, double cycle)
{
	double sum = PRIOR_CYCLES * PRIOR_SIGMA * PRIOR_SIGMA;
	double count = PRIOR_CYCLES, before = s[1].y / s[1].w;

	for (unsigned i = 2; i <= n; i++) {
		struct sums g = minus(&s[i], &s[i - 1]);
		double pace = g.y / g.w;
		double d = fabs(pace - before) / ((pace + before) / 2);
		double whole = fmin(g.w / cycle, 1);

		d = fmin(d, DIFFERENCE_MAX);
		sum += whole * d * d / 2;
		count += whole;
		before = pace;
	}
	return sqrt(sum / count);
}

/* A part of the run: a level, or a line where that costs less. */
struct part {
	double cost;              /* squared deviations, in variances */
	double now, slope, reach; /* as in struct rate_fit */
	double work;
};

/*
 * Fit a part with the GROUPS groups between FROM and TO. Noise is proportional
 * to the pace: VARIANCE is the variance for one unit of work at pace 1.
 */
static struct part fit_part(const struct sums *from, const struct sums *to,
                            unsigned groups, double variance)
{
	struct sums s = minus(to, from);
	double mean = s.y / s.w, rest = s.yy - s.y * mean;
	struct part p = { rest / (variance * mean * mean), mean, 0, s.w, s.w };
	double sxy, slope, now, cost;

	if (groups < LINE_MIN)
		return p;
	sxy = s.xy - s.x * mean;
	slope = sxy / (s.xx - s.x * s.x / s.w);
	now = mean + slope * (to->w - s.x / s.w);
	cost = (rest - slope * sxy) / (variance * mean * now) + PENALTY;
	if (now <= 0 || cost >= p.cost)
		return p;
	p.cost = cost;
	p.now = now;
	p.slope = slope;
	if (slope < 0) /* extrapolate to at most twice the rate */
		p.reach = fmin(p.reach, -now / slope / 2);
	return p;
}

/*
 * The last part of the best partition of the first N groups; the cost of that
 * goes into LEAST[N]. The group that contains a change belongs to neither part:
 * if it did, errors after a change would be 1.2 to 2 times as large.
 */
static struct part last_part(const struct sums *s, unsigned n, double *least,
                             double variance)
{
	struct part best = { 0 };

	least[n] = INFINITY;
	for (unsigned k = 0; k < n; k++) {
		unsigned from = k > 0 && n - k > 1 ? k + 1 : k;
		struct part p = fit_part(&s[from], &s[n], n - from, variance);
		double cost = least[k] + p.cost + PENALTY;

		if (cost >= least[n])
			continue;
		least[n] = cost;
		best = p;
	}
	return best;
}

/* The seconds that WORK takes at pace NOW, with SLOPE for REACH units. */
static double part_seconds(double now, double slope, double reach, double work)
{
	double along = fmin(work, reach);

	return now * work + slope * along * (work - along / 2);
}

/* Sums of squared errors of predictions, by the last part and by the mean. */
struct wrong {
	double part, mean;
};

/* Add the errors of PART and the mean, both as of THEN, in predicting NOW. */
static void try(struct wrong *w, const struct part *part,
                const struct sums *then, const struct sums *now)
{
	double work = now->w - then->w, took = now->y - then->y;
	double a = log(part_seconds(part->now, part->slope, part->reach, work) /
	               took);
	double b = log(then->y / then->w * work / took);

	if (fabs(a - b) < 1e-9)
		return; /* equal predictions do not show which is better */
	w->part += a * a;
	w->mean += b * b;
}

struct rate_fit rate_fit(const struct rate_fit_piece *pieces, unsigned n,
                         double cycle)
{
	struct sums s[GROUPS + 2];
	double least[GROUPS + 2] = { 0 }, total = 0, variance;
	struct wrong wrong = { 0, 0 };
	struct rate_fit f = { .weight = 1 };
	struct part part = { 0 };
	unsigned groups;

	for (unsigned i = 0; i < n; i++)
		total += pieces[i].work;
	f.cycle = fmax(cycle, total / GROUPS);
	groups = group(pieces, n, f.cycle, s);
	if (groups == 0)
		return f;
	f.sigma = deviation(s, groups, f.cycle);
	variance = f.cycle * f.sigma * f.sigma;
	for (unsigned i = 1; i <= groups; i++) {
		part = last_part(s, i, least, variance);
		if (i < groups)
			try(&wrong, &part, &s[i], &s[groups]);
	}
	f.mean = s[groups].y / s[groups].w;
	f.now = part.now;
	f.slope = part.slope;
	f.reach = part.reach;
	f.cycles = part.work / f.cycle;
	/*
	 * Squared: with the plain ratio, errors in a steady decay are 1.5 times
	 * as large; with the last part alone, errors of a wandering pace 1.2.
	 */
	if (wrong.mean > 0)
		f.weight = 1 / (1 + pow(wrong.part / wrong.mean, 2));
	f.drift = s[groups].yy / s[groups].w / (f.mean * f.mean) - 1;
	f.drift = sqrt(fmax(f.drift - f.sigma * f.sigma, 0));
	return f;
}

double rate_fit_seconds(const struct rate_fit *f, double work)
{
	double s = part_seconds(f->now, f->slope, f->reach, work);

	if (work <= 0)
		return 0;
	return exp(f->weight * log(s) +
	           (1 - f->weight) * log(f->mean * work));
}

double rate_fit_spread(const struct rate_fit *f, double work)
{
	double ahead = fmax(work / f->cycle, 1);
	/*
	 * The future may differ from the past as much as two moments of the
	 * run: by twice its variance. With one variance, the range contains the
	 * finish of a wandering run 73 % of the time.
	 */
	double v = f->sigma * f->sigma * (1 / f->cycles + 1 / ahead) +
	           2 * f->drift * f->drift;

	return RANGE_Z * sqrt(v);
}
