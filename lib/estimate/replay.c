#include "estimate/replay.h"

#include <stdlib.h>

#define PAUSE_CYCLES 3.0 /* of a worker: a silence that ends a run … */
#define PAUSE_MIN_S 5.0  /* … and at least so long */
#define REPLAYED 4096u   /* commits */
#define STEPS 200u       /* looks at them */

static int by_time(const void *a, const void *b)
{
	const struct replay_commit *x = a, *y = b;

	if (x->at_s != y->at_s)
		return x->at_s < y->at_s ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

void replay_sort(struct replay_commit *c, uint64_t n)
{
	if (n > 0)
		qsort(c, (size_t)n, sizeof *c, by_time);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/*
 * What a checkpoint usually takes a worker: the median of the newest; from
 * what is in flight, while there are no more commits than workers. 0 when
 * that is unknown.
 */
static double usual_s(const struct replay_commit *c, uint64_t n,
                      const struct schedule_flight *flights, unsigned workers)
{
	double took[64], sum = 0;
	unsigned m = 0;

	for (uint64_t i = n; i > workers && m < 64; i--)
		took[m++] = c[i - 1].at_s - c[i - 1 - workers].at_s;
	if (m > 0) {
		qsort(took, m, sizeof *took, by_size);
		return took[m / 2];
	}
	for (unsigned i = 0; flights != NULL && i < workers; i++) {
		if (flights[i].done == 0)
			continue;
		sum += flights[i].seconds * (double)flights[i].count /
		       (double)flights[i].done;
		m++;
	}
	return m > 0 ? sum / m : 0;
}

static double pause_s(double usual)
{
	double s = PAUSE_CYCLES * usual;

	return s > PAUSE_MIN_S ? s : PAUSE_MIN_S;
}

uint64_t replay_run(const struct replay_commit *c, uint64_t n,
                    const struct schedule_flight *flights, unsigned workers,
                    double now_s)
{
	double longest_s = 0, next_s, pause;
	uint64_t i = n;

	/* Nobody works, or the clock was set back meanwhile. */
	if (workers == 0 || (n > 0 && c[n - 1].at_s > now_s + 1))
		return n;
	for (unsigned k = 0; k < workers; k++)
		if (flights[k].seconds > longest_s)
			longest_s = flights[k].seconds;
	next_s = now_s - longest_s;
	pause = pause_s(usual_s(c, n, flights, workers));
	while (i > 0 && next_s - c[i - 1].at_s < pause) {
		i--;
		if (c[i].at_s < next_s)
			next_s = c[i].at_s;
	}
	return i;
}

/* When checkpoint I of the run from FROM was begun. */
static double begun_s(const struct replay_commit *c, uint64_t from, uint64_t n,
                      uint64_t i, unsigned workers, double usual)
{
	if (i >= from + workers)
		return c[i - workers].at_s;
	if (i + workers < n) /* the first of each worker: as its second */
		usual = c[i + workers].at_s - c[i].at_s;
	return c[i].at_s - usual;
}

/* What was in flight at AT_S, the commits before DONE being made. */
static unsigned in_flight(const struct replay_commit *c, uint64_t from,
                          uint64_t n, uint64_t done, double at_s,
                          unsigned workers, double usual,
                          struct schedule_flight flight[SCHEDULE_MAX])
{
	unsigned m = 0;

	for (uint64_t i = done; i < n && i < done + workers; i++) {
		double begun = begun_s(c, from, n, i, workers, usual);
		double share = c[i].at_s > begun
		                   ? (at_s - begun) / (c[i].at_s - begun)
		                   : 0;

		if (share < 0 || m == SCHEDULE_MAX)
			continue;
		flight[m].count = c[i].count;
		flight[m].seconds = at_s - begun;
		flight[m++].done = (uint64_t)(share * (double)c[i].count);
	}
	return m;
}

/* The same of those that are in flight yet. */
static unsigned in_flight_yet(const struct schedule_flight *flights,
                              unsigned workers, double ago_s, unsigned m,
                              struct schedule_flight flight[SCHEDULE_MAX])
{
	for (unsigned i = 0; i < workers && m < SCHEDULE_MAX; i++) {
		double s = flights[i].seconds - ago_s;

		if (s < 0 || flights[i].seconds <= 0)
			continue;
		flight[m] = flights[i];
		flight[m].seconds = s;
		flight[m++].done = (uint64_t)((double)flights[i].done * s /
		                              flights[i].seconds);
	}
	return m;
}

/*
 * The usual wait between N commits, at least two, made by nobody knows how
 * many: what half of the time was spent in, the few longest set aside. Of
 * bursts, that is the wait between them.
 */
static double usual_wait_s(const struct replay_commit *c, uint64_t n)
{
	uint64_t gaps = n - 1, kept = gaps - (gaps / 20 + 1), i;
	double *gap = malloc((size_t)gaps * sizeof *gap);
	double all = 0, half = 0, wait;

	if (gap == NULL)
		return 0;
	for (i = 0; i < gaps; i++)
		gap[i] = c[i + 1].at_s - c[i].at_s;
	qsort(gap, (size_t)gaps, sizeof *gap, by_size);
	for (i = 0; i < kept; i++)
		all += gap[i];
	for (i = 0; i + 1 < kept && half + gap[i] < all / 2; i++)
		half += gap[i];
	wait = kept > 0 ? gap[i] : 0;
	free(gap);
	return wait;
}

/* When the run of commits FROM to N was begun. */
static double run_begun_s(const struct replay_commit *c, uint64_t from,
                          uint64_t n, const struct schedule_flight *flights,
                          unsigned workers, double usual, double now_s)
{
	double start_s = now_s;

	for (uint64_t i = from; i < n && i < from + workers; i++) {
		double s = begun_s(c, from, n, i, workers, usual);

		start_s = s < start_s ? s : start_s;
	}
	for (unsigned i = 0; i < workers; i++)
		if (now_s - flights[i].seconds < start_s)
			start_s = now_s - flights[i].seconds;
	if (workers == 0 && from < n) /* the first took what others do */
		start_s = c[from].at_s - (n - from > 1
		                              ? usual_wait_s(c + from, n - from)
		                              : 0);
	return start_s;
}

void replay_timeline(struct timeline *course, struct estimate *e,
                     const struct replay_commit *c, uint64_t from, uint64_t n,
                     const struct schedule_flight *flights, unsigned workers,
                     double now_s, uint64_t total)
{
	struct schedule_flight flight[SCHEDULE_MAX];
	double usual, start_s, step_s;
	uint64_t done = 0, next;

	if (n - from > REPLAYED)
		from = n - REPLAYED;
	workers = workers < SCHEDULE_MAX ? workers : SCHEDULE_MAX;
	if (workers == 0 && from < n)
		now_s = c[n - 1].at_s;
	for (uint64_t i = 0; i < from; i++)
		done += c[i].count;
	usual = usual_s(c + from, n - from, flights, workers);
	start_s = run_begun_s(c, from, n, flights, workers, usual, now_s);
	estimate_begin(e, start_s, done, 0);
	step_s = (now_s - start_s) / STEPS;
	next = from;
	for (unsigned k = 1; k <= STEPS; k++) {
		double at_s = k < STEPS ? start_s + k * step_s : now_s;
		struct estimate_report said;
		unsigned m;

		while (next < n && c[next].at_s <= at_s)
			done += c[next++].count;
		m = in_flight(c, from, n, next, at_s, workers, usual, flight);
		m = in_flight_yet(flights, workers, now_s - at_s, m, flight);
		estimate_observe(e, at_s, done, flight, m);
		if (course == NULL)
			continue;
		said = estimate_at(e, total);
		if (said.pace != ESTIMATE_STARTING)
			timeline_add(course, at_s, &said);
	}
	/* On the way, rounding shows more than there are. */
	e->workers = e->peak = workers;
	e->peak_before = 0;
}

uint64_t replay_last_run(const struct replay_commit *c, uint64_t n,
                         double now_s, int *goes_on)
{
	double pause = pause_s(n > 1 ? usual_wait_s(c, n) : 0);
	uint64_t i = n > 0 ? n - 1 : 0;

	while (i > 0 && c[i].at_s - c[i - 1].at_s < pause)
		i--;
	*goes_on = n > 0 && now_s - c[n - 1].at_s < pause;
	return i;
}

double replay_worked_s(const struct replay_commit *c, uint64_t n)
{
	double wait, sum;

	if (n < 2)
		return 0; /* one moment tells no time */
	wait = usual_wait_s(c, n);
	sum = wait; /* the first of a run took what others do */
	for (uint64_t i = 1; i < n; i++) {
		double s = c[i].at_s - c[i - 1].at_s;

		sum += s < pause_s(wait) ? s : wait;
	}
	return sum;
}
