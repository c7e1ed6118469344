/* Reconstruct a run from the times of its commits. */
#include "estimate/replay.h"

#include <math.h>
#include <stdlib.h>

/*
 * Looks at a reconstructed run. With 100, errors are 1.3 to 1.9 times as large;
 * more would make vg-progress start slower.
 */
#define STEPS 200u
/*
 * If the number of workers is unknown, the usual wait between commits is this
 * quantile of all waits. Commits may come in bursts. With up to ten in a burst,
 * at most nine of ten waits are within a burst, so this one is between bursts.
 */
#define MOST 0.9

/* The run of commits FROM to N, and what is in flight after it. */
struct run {
	const struct replay_commit *c;
	uint64_t from, n;
	const struct schedule_flight *flights;
	unsigned workers;
	double now_s;
	double first_s; /* time of each worker's first one: as the second */
};

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
 * A quantile of the waits from each of the N commits to the LAG-th after it:
 * the wait that a SHARE of them does not exceed. 0 if there are too few.
 */
static double wait_s(const struct replay_commit *c, uint64_t n, unsigned lag,
                     double share)
{
	uint64_t waits = n > lag ? n - lag : 0;
	double *wait = calloc((size_t)waits + 1, sizeof *wait), s = 0;

	if (wait != NULL) {
		for (uint64_t i = 0; i < waits; i++)
			wait[i] = c[i + lag].at_s - c[i].at_s;
		qsort(wait, (size_t)waits, sizeof *wait, by_size);
		s = wait[(uint64_t)(share * (double)waits)];
	}
	free(wait);
	return s;
}

/* The shortest wait that ends a run, when USUAL is the usual one. */
static double pause_s(double usual)
{
	return fmax(ESTIMATE_STALL_GAPS * usual, ESTIMATE_STALL_MIN_S);
}

uint64_t replay_run(const struct replay_commit *c, uint64_t n,
                    const struct schedule_flight *flights, unsigned workers,
                    double now_s)
{
	double begun_s = now_s, pause;
	uint64_t i = n;

	/* Nobody works, or the clock was set back meanwhile. */
	if (workers == 0 || (n > 0 && c[n - 1].at_s > now_s + 1))
		return n;
	for (unsigned k = 0; k < workers; k++)
		begun_s = fmin(begun_s, now_s - flights[k].seconds);
	pause = pause_s(wait_s(c, n, workers, 0.5));
	while (i > 0 && begun_s - c[i - 1].at_s < pause)
		begun_s = fmin(begun_s, c[--i].at_s);
	return i;
}

uint64_t replay_last_run(const struct replay_commit *c, uint64_t n,
                         double now_s, int *goes_on)
{
	double pause = pause_s(wait_s(c, n, 1, MOST));
	uint64_t i = n > 0 ? n - 1 : 0;

	while (i > 0 && c[i].at_s - c[i - 1].at_s < pause)
		i--;
	*goes_on = n > 0 && now_s - c[n - 1].at_s < pause;
	return i;
}

double replay_worked_s(const struct replay_commit *c, uint64_t n)
{
	double wait = wait_s(c, n, 1, MOST);
	double sum = wait; /* the first one took as long as others */

	for (uint64_t i = 1; i < n; i++) {
		double s = c[i].at_s - c[i - 1].at_s;

		sum += s < pause_s(wait) ? s : wait;
	}
	return sum;
}

/* When checkpoint I was begun: at the previous commit of its worker. */
static double begun_s(const struct run *r, uint64_t i)
{
	return i >= r->from + r->workers ? r->c[i - r->workers].at_s
	                                 : r->c[i].at_s - r->first_s;
}

/*
 * Append to the M flights at FLIGHT one that has done DONE of COUNT samples in
 * TOOK_S seconds, as it was after S. Returns the new number of flights.
 */
static unsigned add(struct schedule_flight *flight, unsigned m, uint64_t done,
                    uint64_t count, double took_s, double s)
{
	if (m == SCHEDULE_MAX || s < 0 || took_s <= 0)
		return m;
	flight[m].done = (uint64_t)((double)done * fmin(s / took_s, 1));
	flight[m].count = count;
	flight[m].seconds = s;
	return m + 1;
}

/* The flights at AT_S, after DONE commits. Returns their number. */
static unsigned in_flight(const struct run *r, uint64_t done, double at_s,
                          struct schedule_flight flight[SCHEDULE_MAX])
{
	unsigned m = 0;

	for (uint64_t i = done; i < r->n && i < done + r->workers; i++)
		m = add(flight, m, r->c[i].count, r->c[i].count,
		        r->c[i].at_s - begun_s(r, i), at_s - begun_s(r, i));
	for (unsigned i = 0; i < r->workers; i++) {
		const struct schedule_flight *f = &r->flights[i];

		m = add(flight, m, f->done, f->count, f->seconds,
		        f->seconds - (r->now_s - at_s));
	}
	return m;
}

/* When the run began. */
static double run_begun_s(const struct run *r)
{
	unsigned first = r->workers > 0 ? r->workers : 1;
	double s = r->now_s;

	for (unsigned i = 0; i < r->workers; i++)
		s = fmin(s, r->now_s - r->flights[i].seconds);
	for (uint64_t i = r->from; i < r->n && i < r->from + first; i++)
		s = fmin(s, r->c[i].at_s - r->first_s);
	return s;
}

void replay_timeline(struct timeline *timeline, struct estimate *e,
                     const struct replay_commit *c, uint64_t from, uint64_t n,
                     const struct schedule_flight *flights, unsigned workers,
                     double now_s, uint64_t total)
{
	struct schedule_flight flight[SCHEDULE_MAX];
	struct run r = { c, from, n, flights, workers, now_s, 0 };
	uint64_t done = 0, next = 0;
	double begun_s;

	r.workers = workers < SCHEDULE_MAX ? workers : SCHEDULE_MAX;
	if (workers == 0 && from < n)
		r.now_s = c[n - 1].at_s;
	if (workers == 0)
		r.first_s = wait_s(c + from, n - from, 1, MOST);
	else if (n - from > r.workers)
		r.first_s = c[from + r.workers].at_s - c[from].at_s;
	begun_s = run_begun_s(&r);
	/* Commits not later than the begin: their time is not known. */
	while (next < from || (next < n && c[next].at_s <= begun_s))
		done += c[next++].count;
	estimate_begin(e, begun_s, done);
	for (unsigned k = 1; k <= STEPS; k++) {
		double at_s = r.now_s -
		              (r.now_s - begun_s) * (STEPS - k) / STEPS;
		struct estimate_report report;

		while (next < n && c[next].at_s <= at_s)
			done += c[next++].count;
		estimate_observe(e, at_s, done, flight,
		                 in_flight(&r, next, at_s, flight));
		if (timeline == NULL)
			continue;
		report = estimate_at(e, total);
		if (report.pace != ESTIMATE_STARTING)
			timeline_add(timeline, at_s, &report);
	}
	/* Rounding may have shown more workers, and looks were rare. */
	e->workers = r.workers;
	e->look_s = 0;
}
