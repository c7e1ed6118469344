#include "estimate/rate_fit.h"

#include <math.h>

#define PRIOR_SIGMA 0.12   /* of a cycle, before any was seen … */
#define PRIOR_CYCLES 2.0   /* … and how much that counts */
#define DIFFERENCE_MAX 0.35 /* so that a change does not hide itself */
#define LAG_MAX 3u        /* neighbours so far apart are compared … */
#define LAG_GROUPS 6u     /* … for each so many groups there are */
#define STEP_Z 3.5        /* deviations that chance does not explain */
#define STEP_Z_FEW 4.0    /* by less than two cycles */
#define STEP_MIN 0.10     /* smaller changes are not worth forgetting for */
#define TREND_T 4.0
#define TREND_MIN 0.20    /* relative, over the window */
#define TREND_GROUPS 6u
#define PARTIAL_MIN 0.2   /* of a cycle, to be a group by itself */
#define GROUPS 64         /* no more, for the sake of the time it takes */
#define BATCHES 4u
#define WANDER_ON 1.3     /* for the rest is longer than a quarter */
#define PRIOR_REGRET 0.05 /* before anything was seen … */
#define PRIOR_BELIEF 0.3  /* … so much better for change */

/* About one cycle: its pace's logarithm, its work, and where that lies. */
struct group {
	double seconds, work, log_pace, middle;
};

static void close_group(struct group *g, double from)
{
	g->log_pace = log(g->seconds / g->work);
	g->middle = from + g->work / 2;
}

/* Merge PIECES into groups. Returns how many. */
static unsigned make_groups(const struct rate_fit_piece *pieces, unsigned n,
                            double cycle, double gap_s, struct group *group)
{
	unsigned groups = 0;
	double from = 0;
	struct group g = { 0 };

	for (unsigned i = 0; i < n; i++) {
		g.seconds += pieces[i].seconds;
		g.work += pieces[i].work;
		if (i + 1 < n && (g.work < cycle * 0.999 ||
		                  pieces[i + 1].seconds < gap_s / 2))
			continue;
		if (i + 1 == n && groups > 0 && g.work < PARTIAL_MIN * cycle) {
			groups--; /* too little: to the one before */
			from -= group[groups].work;
			g.seconds += group[groups].seconds;
			g.work += group[groups].work;
		}
		if (g.seconds <= 0)
			continue;
		close_group(&g, from);
		from += g.work;
		group[groups++] = g;
		g = (struct group){ 0 };
	}
	return groups;
}

/* Deviation of a cycle's pace, from groups LAG apart. */
static double deviation_at(const struct group *g, unsigned n, double cycle,
                           unsigned lag)
{
	double sum = PRIOR_CYCLES * PRIOR_SIGMA * PRIOR_SIGMA;
	double count = PRIOR_CYCLES;

	for (unsigned i = lag; i < n; i++) {
		double d = g[i].log_pace - g[i - lag].log_pace;
		double whole = g[i].work < cycle ? g[i].work / cycle : 1;

		d = d > DIFFERENCE_MAX    ? DIFFERENCE_MAX
		    : d < -DIFFERENCE_MAX ? -DIFFERENCE_MAX
		                          : d;
		sum += whole * d * d / 2;
		count += whole;
	}
	return sqrt(sum / count);
}

/*
 * The same from neighbours, which no step disturbs, and where those go
 * together from others that are a little further apart.
 */
static double deviation(const struct group *g, unsigned n, double cycle)
{
	unsigned lags = n / LAG_GROUPS < LAG_MAX ? n / LAG_GROUPS : LAG_MAX;
	double most = 0;

	for (unsigned lag = 1; lag == 1 || lag <= lags; lag++) {
		double s = deviation_at(g, n, cycle, lag);

		most = s > most ? s : most;
	}
	return most;
}

struct sums {
	double seconds, work, squares, logs;
};

static void add(struct sums *s, const struct group *g, double sign)
{
	s->seconds += sign * g->seconds;
	s->work += sign * g->work;
	s->logs += sign * g->work * g->log_pace;
	s->squares += sign * g->work * g->log_pace * g->log_pace;
}

/* Weighted squares about the mean. */
static double scatter(const struct sums *s)
{
	return s->work > 0 ? s->squares - s->logs * s->logs / s->work : 0;
}

/* Cycles that WORK counts for: a part of one is no surer than half. */
static double cycles_of(double work, double cycle)
{
	double n = work / cycle;

	return n > 0.5 ? n : 0.5;
}

struct step {
	unsigned at;    /* the first group after it; 0: none */
	double scatter; /* that it leaves */
};

/* The step that chance explains least, if it is one. */
static struct step find_step(const struct group *g, unsigned n, double cycle,
                             double sigma)
{
	struct sums old = { 0 }, new = { 0 };
	struct step best = { 0, 0 };
	double best_z = 0;

	for (unsigned i = 0; i < n; i++)
		add(&new, &g[i], 1);
	for (unsigned i = 1; i < n; i++) {
		double n1, n2, change, z;

		add(&old, &g[i - 1], 1);
		add(&new, &g[i - 1], -1);
		n1 = cycles_of(old.work, cycle);
		n2 = cycles_of(new.work, cycle);
		change = fabs(log(new.seconds / new.work) -
		              log(old.seconds / old.work));
		z = change / (sigma * sqrt(1 / n1 + 1 / n2));
		if (change < STEP_MIN || z < best_z ||
		    z < (n2 < 2 ? STEP_Z_FEW : STEP_Z))
			continue;
		best_z = z;
		best.at = i;
		best.scatter = scatter(&old) + scatter(&new);
	}
	return best;
}

struct line {
	int known;
	double scatter; /* that it leaves */
	double end;     /* the pace at the end */
	double growth;  /* of the pace, a unit of work */
};

/* A straight line through the paces, if it is one. */
static struct line find_line(const struct group *g, unsigned n, double cycle,
                             double sigma)
{
	double w = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0, b;
	struct line l = { 0 };

	for (unsigned i = 0; i < n; i++) {
		w += g[i].work;
		x += g[i].work * g[i].middle;
		y += g[i].seconds;
	}
	for (unsigned i = 0; i < n; i++) {
		double dx = g[i].middle - x / w;
		double dy = g[i].seconds / g[i].work * w / y - 1;

		xx += g[i].work * dx * dx;
		xy += g[i].work * dx * dy;
		yy += g[i].work * dy * dy;
	}
	if (n < TREND_GROUPS || xx <= 0)
		return l;
	b = xy / xx;
	l.scatter = yy - b * xy;
	l.known = fabs(b) * w > TREND_MIN &&
	          fabs(b) / (sigma * sqrt(cycle / xx)) > TREND_T;
	l.end = y / w *
	        (1 + b * (g[n - 1].middle + g[n - 1].work / 2 - x / w));
	l.growth = y / w * b;
	l.known = l.known && l.end > 0;
	return l;
}

/* How the mean itself moved: between quarters, beyond what chance does. */
static double wander(const struct group *g, unsigned n, double cycle,
                     double sigma)
{
	struct sums batch[BATCHES] = { 0 };
	double work = 0, mean = 0, square = 0, total = 0, chance;
	unsigned b = 0;

	if (n < BATCHES)
		return 0;
	for (unsigned i = 0; i < n; i++)
		total += g[i].work;
	for (unsigned i = 0; i < n; i++) {
		while (b + 1 < BATCHES && work >= total * (b + 1) / BATCHES)
			b++;
		add(&batch[b], &g[i], 1);
		work += g[i].work;
	}
	for (b = 0; b < BATCHES; b++) {
		double l = batch[b].work > 0
		               ? log(batch[b].seconds / batch[b].work)
		               : 0;

		if (batch[b].work <= 0)
			return 0;
		mean += l / BATCHES;
		square += l * l / BATCHES;
	}
	chance = sigma * sigma * BATCHES * cycle / total;
	square = (square - mean * mean) * BATCHES / (BATCHES - 1.0) - chance;
	return square > 0 ? sqrt(square) : 0;
}

static struct rate_fit flat(const struct group *g, unsigned n, double cycle,
                            double sigma)
{
	struct sums s = { 0 };

	for (unsigned i = 0; i < n; i++)
		add(&s, &g[i], 1);
	return (struct rate_fit){ .now = s.seconds / s.work,
		                  .cycle = cycle,
		                  .cycles = cycles_of(s.work, cycle),
		                  .sigma = sigma };
}

static struct rate_fit trend(const struct group *g, unsigned n, double cycle,
                             double sigma, const struct line *l)
{
	struct rate_fit p = flat(g, n, cycle, sigma);

	p.reach = p.cycles * cycle;
	p.now = l->end;
	p.slope = l->growth;
	p.cycles = p.cycles / 4 > 1 ? p.cycles / 4 : 1;
	return p;
}

/* The pace of the newest part that is all of a kind. */
static struct rate_fit adapt(const struct group *g, unsigned n, double cycle,
                             double sigma)
{
	for (;;) {
		struct step step = find_step(g, n, cycle, sigma);
		struct line line = find_line(g, n, cycle, sigma);

		if (line.known &&
		    (step.at == 0 || line.scatter < step.scatter))
			return trend(g, n, cycle, sigma, &line);
		if (step.at == 0)
			return flat(g, n, cycle, sigma);
		g += step.at;
		n -= step.at;
	}
}

/* The squared logarithm of what P would have been wrong by. */
static double regret(const struct rate_fit *p, const struct sums *what_came)
{
	double e =
	    log(rate_fit_seconds(p, what_came->work) / what_came->seconds);

	return e * e;
}

/*
 * How far to believe in change: both ways of looking at it, tried on what
 * was known at each earlier moment, against what came of it since.
 */
static double belief(const struct group *g, unsigned n, double cycle,
                     double sigma)
{
	struct sums came = { 0 };
	double changed = 0, same = 0;

	for (unsigned i = n - 1; i >= 2; i--) {
		struct rate_fit a = adapt(g, i, cycle, sigma);
		struct rate_fit f = flat(g, i, cycle, sigma);

		add(&came, &g[i], 1);
		if (fabs(a.now - f.now) < 1e-9 * f.now && a.slope == 0)
			continue;
		changed += regret(&a, &came);
		same += regret(&f, &came);
	}
	same += PRIOR_REGRET;
	changed += PRIOR_BELIEF * PRIOR_REGRET;
	return same * same / (same * same + changed * changed);
}

/* P of the newest part and Q of all, mixed by the share of P. */
static struct rate_fit mix(const struct rate_fit *p, const struct rate_fit *q,
                           double share)
{
	struct rate_fit m = *p;

	m.now = exp(share * log(p->now) + (1 - share) * log(q->now));
	m.slope *= share;
	m.cycles = 1 / (share / p->cycles + (1 - share) / q->cycles);
	/* Where they differ, it is not known which will be right. */
	m.wander = share * (1 - share) * fabs(log(p->now / q->now));
	return m;
}

struct rate_fit rate_fit(const struct rate_fit_piece *pieces, unsigned n,
                         double cycle, double gap_s)
{
	struct group g[RATE_FIT_PIECES];
	struct rate_fit all, newest, p;
	double sigma, moved, work = 0;
	unsigned groups;

	n = n < RATE_FIT_PIECES ? n : RATE_FIT_PIECES;
	for (unsigned i = 0; i < n; i++)
		work += pieces[i].work;
	if (cycle < work / GROUPS)
		cycle = work / GROUPS;
	groups = make_groups(pieces, n, cycle, gap_s, g);
	if (groups == 0)
		return (struct rate_fit){ 0 };
	sigma = deviation(g, groups, cycle);
	all = flat(g, groups, cycle, sigma);
	newest = adapt(g, groups, cycle, sigma);
	p = mix(&newest, &all, belief(g, groups, cycle, sigma));
	moved = wander(g, groups, cycle, sigma);
	p.wander += WANDER_ON * moved;
	return p;
}

double rate_fit_seconds(const struct rate_fit *p, double work)
{
	double along = work < p->reach ? work : p->reach;
	double end = p->now + p->slope * along;

	if (p->slope < 0 && end < p->now / 2) { /* never twice as fast */
		along = along * (p->now / 2) / (p->now - end);
		end = p->now / 2;
	}
	return along * (p->now + end) / 2 + (work - along) * end;
}
