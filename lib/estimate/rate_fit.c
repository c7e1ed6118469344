/* The pace of a run: where it changed, and what it is now. */
#include "estimate/rate_fit.h"

#include <math.h>

/* With fewer than 24 a change is found late, errors are 1.1 to 1.3 times. */
#define GROUPS 32
/*
 * Of a cycle, to be a group: with 0.1 errors after a stall are 1.3 times,
 * with 0.5 those after a change 1.2 times.
 */
#define PARTIAL_MIN 0.2
/*
 * Before any cycle was seen: what renderers scatter by. With half of it,
 * constant runs look changed, with twice it changes are found late.
 */
#define PRIOR_SIGMA 0.12
/* That many cycles is the prior worth; with none, 1.1 times. */
#define PRIOR_CYCLES 2.0
/*
 * So that a change does not hide itself as scatter (winsorized); without it,
 * errors after a change are 1.2 to 1.5 times.
 */
#define DIFFERENCE_MAX (3 * PRIOR_SIGMA)
/*
 * A change is one of more than four standard deviations. Anything from 12 to
 * 20 does as well; with 8, a steady decay is 1.4 times as wrong, with 32, a
 * change 1.2 times.
 */
#define PENALTY 16.0
#define LINE_MIN 3u      /* two groups are always on a line */
#define RANGE_Z 1.645    /* nine times out of ten, of a normal deviate */

/*
 * Sums over the groups up to one of them, weighted by their work: of their
 * place x, and of their pace y. A group is about one cycle.
 */
struct sums {
	double w, x, y, xx, xy, yy;
};

static struct sums minus(const struct sums *a, const struct sums *b)
{
	return (struct sums){ a->w - b->w,   a->x - b->x,   a->y - b->y,
		              a->xx - b->xx, a->xy - b->xy, a->yy - b->yy };
}

/* S and a group after it. */
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

/* Group PIECES: S[0] is of none, S[i] of the first I. Returns how many. */
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
			groups--; /* too little: to the one before */
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
 * Relative deviation of the pace of one cycle, from differences of neighbours,
 * which no change but those between them disturbs (von Neumann 1941).
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

/* Noise is relative to the pace: VARIANCE is that of a unit, at a pace of 1. */
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
	if (slope < 0) /* never more than twice as fast */
		p.reach = fmin(p.reach, -now / slope / 2);
	return p;
}

/*
 * The last part of the first N groups at the least cost, which goes into
 * LEAST[N]. The group in which a change fell is of neither part: counted, it
 * makes errors after a change 1.2 to 2 times.
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

static double part_seconds(double now, double slope, double reach, double work)
{
	double along = fmin(work, reach);

	return now * work + slope * along * (work - along / 2);
}

/* Squared errors of predictions, summed. */
struct wrong {
	double part, mean;
};

/* Add how wrong PART and the mean were, known at THEN, for what came by NOW. */
static void try(struct wrong *w, const struct part *part,
                const struct sums *then, const struct sums *now)
{
	double work = now->w - then->w, took = now->y - then->y;
	double a = log(part_seconds(part->now, part->slope, part->reach, work) /
	               took);
	double b = log(then->y / then->w * work / took);

	if (fabs(a - b) < 1e-9)
		return; /* the same says nothing of which is better */
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
	 * By squares: weighted as they are, a steady decay is 1.5 times as
	 * wrong; with the last part alone, a wandering pace 1.2 times.
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
	 * What comes may differ from what was as two moments of the run did:
	 * twice its variance. With once, the range holds a wandering run's
	 * finish 73 % of the time.
	 */
	double v = f->sigma * f->sigma * (1 / f->cycles + 1 / ahead) +
	           2 * f->drift * f->drift;

	return RANGE_Z * sqrt(v);
}
