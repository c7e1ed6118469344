/* Estimate how fast a run is and when it will finish. */
#include "estimate/estimate.h"

#include <math.h>
#include <string.h>

/* The share of the run's rate for SLOWING, and the time of the current rate. */
#define SLOWING 0.75
#define NOW_S 10.0
/*
 * Heartbeats pause while a checkpoint is closed. With 5 s, a stall would be
 * detected sooner, but a slow disk would count as one. If a pause of heartbeats
 * never counts, errors after a stall are 1.9 times as large.
 */
#define STALL_FLIGHT_MIN_S 30.0
/*
 * A stall increases the usual wait by at most this factor, as in RFC 6298, 5.5,
 * so that a repeated stall becomes usual. Without this, work that becomes four
 * to six times slower is called STALLED eight times as often, and errors are
 * 2.5 times as large.
 */
#define GAP_GROWTH 2.0
/*
 * The time constant, in usual waits, in which the usual wait decays. With 10,
 * noisy commits look like stalls. Without decay, errors after a change or a
 * stall are 1.2 times as large.
 */
#define GAP_MEMORY 30.0
/*
 * The range is wider by this share of a checkpoint's time, because the end of
 * the last checkpoint is uncertain. With 0.5, the range contains the finish of
 * a run with a straggler 80 % of the time; with 0.75, 88 %.
 */
#define RANGE_END 0.75

void estimate_begin(struct estimate *e, double now_s, uint64_t done)
{
	memset(e, 0, sizeof *e);
	e->last_s = now_s;
	e->start = e->done = done;
	e->points = 1;
}

/* The longest wait without a move that is not a stall. */
static double patience(const struct estimate *e)
{
	double s = ESTIMATE_STALL_GAPS * e->commit_gap_s;
	double flight_s = fmax(ESTIMATE_STALL_GAPS * e->gap_s,
	                       STALL_FLIGHT_MIN_S);

	if (e->commit_gap_s <= 0 || (e->flights > 0 && flight_s < s))
		s = flight_s;
	return fmax(s, fmax(ESTIMATE_STALL_MIN_S, e->look_s));
}

/*
 * Update *GAP_S, the usual wait, by a wait of SECONDS. The usual wait is the
 * longest one, and decays slowly. A stall, a wait over PATIENCE_S, increases it
 * only by GAP_GROWTH.
 */
static void usual(double *gap_s, double seconds, double patience_s)
{
	double kept = *gap_s * exp(-seconds / (GAP_MEMORY * *gap_s));

	if (*gap_s <= 0) {
		*gap_s = seconds;
		return;
	}
	if (seconds > patience_s)
		seconds = fmin(seconds, GAP_GROWTH * *gap_s);
	*gap_s = fmax(seconds, kept);
}

/* Keep the work so far as a point. */
static void keep_point(struct estimate *e)
{
	unsigned n = 0;

	if (e->work_most <= e->point[e->points - 1].work + e->quantum)
		return;
	if (e->points == RATE_FIT_PIECES - 1) { /* drop every other */
		for (unsigned i = 0; i < e->points; i += 2)
			e->point[n++] = e->point[i];
		e->points = n;
		e->quantum = 2 * (e->work_most / RATE_FIT_PIECES);
	}
	e->point[e->points].active_s = e->active_s;
	e->point[e->points++].work = e->work_most;
}

static void move(struct estimate *e, double work)
{
	double patience_s = patience(e);

	if (!e->moves) {
		e->lead_s = e->idle_s;
		/* The flights may have begun before the first observation. */
		for (unsigned i = 0; i < e->flights; i++)
			e->lead_s = fmax(e->lead_s, e->flight[i].seconds);
		if (e->flights == 0)
			e->gap_s = e->idle_s;
	} else {
		/* No points within a burst of commits. */
		if (e->idle_s >= e->gap_s / 2)
			keep_point(e);
		e->active_s += e->idle_s > patience_s ? e->gap_s : e->idle_s;
		usual(&e->gap_s, e->idle_s, patience_s);
	}
	e->moves += e->moves < 2;
	e->idle_s = 0;
	e->work_most = fmax(e->work_most, work);
}

static void take_flights(struct estimate *e,
                         const struct schedule_flight *flights, unsigned n,
                         int committed)
{
	e->flights = n < SCHEDULE_MAX ? n : SCHEDULE_MAX;
	for (unsigned i = 0; i < e->flights; i++) {
		e->flight[i] = flights[i];
		if (flights[i].count > e->checkpoint)
			e->checkpoint = flights[i].count;
	}
	/* After a commit, a worker has nothing in flight for a moment. */
	if (n > e->workers)
		e->workers = n;
	else if (committed && n < e->workers && e->workers > 1)
		e->workers--;
}

/* Advance the clock to NOW_S; meanwhile WORK was done. */
static void pass(struct estimate *e, double now_s, double work)
{
	double step_s = now_s - e->last_s, takes_s = 0;
	double patience_s = fmax(patience(e),
	                         ESTIMATE_STALL_GAPS * e->look_s);

	e->last_s = now_s;
	if (!(step_s > 0))
		return;
	e->elapsed_s += step_s;
	if (e->work_most > 0)
		takes_s = work * e->active_s / e->work_most;
	/* The machine slept, except for the time that the work took. */
	if (e->look_s > 0 && step_s > patience_s)
		step_s = fmin(step_s, fmax(takes_s - e->idle_s, 0));
	else
		usual(&e->look_s, step_s, patience_s);
	e->idle_s += step_s;
	e->uncommitted_s += step_s;
}

void estimate_observe(struct estimate *e, double now_s, uint64_t done,
                      const struct schedule_flight *flights, unsigned n)
{
	double work, before = e->work;

	if (done < e->done) /* files were lost, and must be made again */
		e->start -= e->done - done < e->start ? e->done - done
		                                      : e->start;
	work = (double)done - (double)e->start;
	for (unsigned i = 0; i < n; i++)
		work += (double)flights[i].done;
	pass(e, now_s, work - before);
	take_flights(e, flights, n, done > e->done);
	if (done > e->done) {
		usual(&e->commit_gap_s, e->uncommitted_s, patience(e));
		e->uncommitted_s = 0;
	}
	e->done = done;
	if (work > e->work)
		move(e, work);
	e->work = work; /* less, when a worker died or files were lost */
}

/*
 * The part of the time before the first move that was work, at the pace of
 * later work; the rest was start-up.
 */
static double worked_lead_s(const struct estimate *e,
                            const struct rate_fit_piece *first)
{
	double seconds = e->active_s - first->seconds;
	double work = e->work_most - first->work;

	if (work <= 0)
		return e->lead_s;
	seconds = first->work * seconds / work - first->seconds;
	return fmin(fmax(seconds, 0), e->lead_s);
}

/* The pieces of work so far, IDLE_S after the last move. */
static unsigned pieces_of(const struct estimate *e, double idle_s,
                          struct rate_fit_piece piece[RATE_FIT_PIECES])
{
	struct estimate_point now = { e->active_s, e->work_most };
	unsigned n = 0;

	for (unsigned i = 0; i < e->points; i++) {
		const struct estimate_point *to =
		    i + 1 < e->points ? &e->point[i + 1] : &now;

		if (to->work <= e->point[i].work)
			continue;
		piece[n].seconds = to->active_s - e->point[i].active_s;
		piece[n++].work = to->work - e->point[i].work;
	}
	if (n > 0) {
		piece[0].seconds += worked_lead_s(e, piece);
		/* A wait counts once it is longer than usual. */
		piece[n - 1].seconds += fmax(idle_s - e->gap_s, 0);
	}
	return n;
}

/* The rate over the newest pieces that together take at least SECONDS. */
static double rate_over(const struct rate_fit_piece *piece, unsigned n,
                        double seconds)
{
	struct rate_fit_piece sum = { 0, 0 };

	while (n > 0 && sum.seconds < seconds) {
		n--;
		sum.seconds += piece[n].seconds;
		sum.work += piece[n].work;
	}
	return sum.seconds > 0 ? sum.work / sum.seconds : 0;
}

/* The extra time of the pool's last checkpoints, compared with PACE. */
static double tail_s(const struct estimate *e, double pace, double left)
{
	double unstarted = left;

	if (e->flights == 0 || e->checkpoint == 0)
		return 0;
	for (unsigned i = 0; i < e->flights; i++)
		unstarted -= (double)(e->flight[i].count - e->flight[i].done);
	return fmax(schedule_seconds(e->flight, e->flights, e->workers, pace,
	                             fmax(unstarted, 0),
	                             (double)e->checkpoint) - left * pace, 0);
}

/*
 * Set in R when the LEFT samples will be done, from the N pieces so far, of
 * which the last ended WAITED_S ago.
 */
static void finish(const struct estimate *e, struct rate_fit_piece *piece,
                   unsigned n, double left, double waited_s,
                   struct estimate_report *r)
{
	double cycle = (double)e->checkpoint * e->workers, spread, pace, s;
	struct rate_fit fit;

	if (e->workers == 0) { /* commits alone: a cycle is a burst */
		cycle = (e->work_most - piece[n - 1].work) / fmax(n - 1, 1);
		cycle = n > 1 ? cycle : piece[0].work;
		/* The last burst may be incomplete: leave it out. */
		if (n > 1 && piece[n - 1].work < 0.999 * cycle &&
		    e->idle_s < e->gap_s / 2) {
			n--;
			left += piece[n].work;
			waited_s += piece[n].seconds;
		}
	}
	fit = rate_fit(piece, n, cycle);
	r->known = fit.mean > 0;
	if (!r->known)
		return;
	s = rate_fit_seconds(&fit, left);
	pace = left > 0 ? s / left : fit.mean;
	spread = 1 + rate_fit_spread(&fit, left);
	r->likely_s = fmax(s + tail_s(e, pace, left) - waited_s, 0);
	s = RANGE_END * pace * cycle;
	r->low_s = fmax(r->likely_s / spread - s, 0);
	r->high_s = r->likely_s * spread + s;
}

struct estimate_report estimate_at(const struct estimate *e, uint64_t total)
{
	struct estimate_report r = { .elapsed_s = e->elapsed_s };
	struct rate_fit_piece piece[RATE_FIT_PIECES];
	double left = fmax((double)total - (double)e->start - e->work, 0);
	unsigned n = pieces_of(e, left > 0 ? e->idle_s : 0, piece);

	if (e->moves == 0)
		return r;
	r.rate_run = rate_over(piece, n, INFINITY);
	r.rate_now = rate_over(piece, n, fmax(NOW_S, 2 * e->gap_s));
	r.pace = e->idle_s > patience(e)              ? ESTIMATE_STALLED
	         : r.rate_now < SLOWING * r.rate_run ? ESTIMATE_SLOWING
	                                             : ESTIMATE_RUNNING;
	if (n > 0 && r.pace != ESTIMATE_STALLED &&
	    (e->moves > 1 || e->commit_gap_s > 0))
		finish(e, piece, n, left, fmin(e->idle_s, e->gap_s), &r);
	return r;
}
