#include "estimate.h"

#include <string.h>

#define WINDOW 4         /* commits in the rate now, at least … */
#define WINDOW_GAPS 2.0  /* … and longest gaps, so that bursts even out */
#define SLOWING 0.6
#define STALLED 3.0
#define STALLED_MIN_S 5.0
#define SLACK 0.1

void estimate_begin(struct estimate *e, double now_s, uint64_t done)
{
	memset(e, 0, sizeof *e);
	e->start_s = now_s;
	e->start_done = done;
	e->done = done;
}

/* The I-th newest commit's time, or the start; its count in *DONE. */
static double commit_at(const struct estimate *e, unsigned i, uint64_t *done)
{
	unsigned slot;

	if (i >= e->commits || i >= ESTIMATE_COMMITS) {
		*done = e->start_done;
		return e->start_s;
	}
	slot = (e->commits - 1 - i) % ESTIMATE_COMMITS;
	*done = e->newest[slot].done;
	return e->newest[slot].at_s;
}

void estimate_observe(struct estimate *e, double now_s, uint64_t done)
{
	uint64_t before;
	double gap_s;

	if (done <= e->done) {
		e->done = done; /* fewer: files were lost */
		return;
	}
	gap_s = now_s - commit_at(e, 0, &before);
	if (gap_s > e->longest_gap_s)
		e->longest_gap_s = gap_s;
	e->done = done;
	e->newest[e->commits % ESTIMATE_COMMITS].at_s = now_s;
	e->newest[e->commits % ESTIMATE_COMMITS].done = done;
	e->commits++;
}

/*
 * Where the rate now begins, seen from AT_S: its time, and its count in
 * *DONE.
 */
static double window_at(const struct estimate *e, double at_s, uint64_t *done)
{
	unsigned i = WINDOW;

	while (i < e->commits && i < ESTIMATE_COMMITS &&
	       at_s - commit_at(e, i, done) < WINDOW_GAPS * e->longest_gap_s)
		i++;
	return commit_at(e, i, done);
}

static double rate(uint64_t from, uint64_t to, double seconds)
{
	return seconds > 0 && to > from ? (double)(to - from) / seconds : 0;
}

static enum estimate_pace pace(const struct estimate *e, double idle_s,
                               const struct estimate_report *r)
{
	double stalled_s = STALLED * e->longest_gap_s;

	if (stalled_s < STALLED_MIN_S)
		stalled_s = STALLED_MIN_S;
	if (e->commits == 0)
		return ESTIMATE_STARTING;
	if (idle_s > stalled_s)
		return ESTIMATE_STALLED;
	return r->rate_now < SLOWING * r->rate_run ? ESTIMATE_SLOWING
	                                           : ESTIMATE_RUNNING;
}

/* Seconds from now, WAITED_S of which have passed at RATE already. */
static double remaining(double left, double at_rate, double slack,
                        double waited_s)
{
	double s = left / at_rate * slack - waited_s;

	return s > 0 ? s : 0;
}

struct estimate_report estimate_at(const struct estimate *e, double now_s,
                                   uint64_t total)
{
	struct estimate_report r = { 0 };
	uint64_t window_done, newest_done;
	double newest_s = commit_at(e, 0, &newest_done);
	double idle_s = now_s > newest_s ? now_s - newest_s : 0;
	double left = total > e->done ? (double)(total - e->done) : 0;
	double most, least, waited_s, at_s, window_s;

	/* A wait counts against the rate once it is longer than any before. */
	waited_s = idle_s < e->longest_gap_s ? idle_s : e->longest_gap_s;
	at_s = newest_s + (idle_s - waited_s);
	r.elapsed_s = now_s > e->start_s ? now_s - e->start_s : 0;
	r.rate_run = rate(e->start_done, e->done, at_s - e->start_s);
	window_s = at_s - window_at(e, at_s, &window_done);
	r.rate_now = rate(window_done, e->done, window_s);
	r.pace = pace(e, idle_s, &r);
	most = r.rate_now > r.rate_run ? r.rate_now : r.rate_run;
	least = r.rate_now < r.rate_run ? r.rate_now : r.rate_run;
	r.known = r.pace != ESTIMATE_STARTING && r.pace != ESTIMATE_STALLED &&
	          least > 0;
	if (r.known) {
		r.low_s = remaining(left, most, 1 - SLACK, waited_s);
		r.high_s = remaining(left, least, 1 + SLACK, waited_s);
	}
	return r;
}
