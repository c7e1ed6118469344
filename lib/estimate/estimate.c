#include "estimate/estimate.h"

#include <math.h>
#include <string.h>

#define SLOWING 0.75
#define STALL_GAPS 2.5       /* usual waits between commits … */
#define STALL_MOVES 10.0     /* … or between moves, and at least … */
#define STALL_MOVES_MIN_S 30.0 /* … so long */
#define GAP_GROWTH 1.5       /* of a usual wait by a stall, at most */
#define GAP_MEMORY 30.0      /* usual waits until one is forgotten */
#define ASLEEP_LOOKS 20.0    /* usual waits between looks, and … */
#define ASLEEP_MIN_S 20.0    /* … so long: nobody looked */
#define PEAK_ROUNDS 3u
#define NOW_S 10.0           /* the rate now, at least over that */
#define RANGE_Z 1.65         /* deviations to either side: 90 % */
#define RANGE_MIN 0.03       /* relative, whatever they say */
#define RANGE_END 0.5       /* of a worker's checkpoint */

void estimate_begin(struct estimate *e, double now_s, uint64_t done,
                    uint64_t in_flight)
{
	memset(e, 0, sizeof *e);
	e->last_s = now_s;
	e->start = done + in_flight;
	e->done = done;
	e->total_in_flight = in_flight;
	e->points = 1;
}

/* The longest silence that is no stall. */
static double patience(const struct estimate *e)
{
	double s = STALL_GAPS * e->commit_gap_s;
	double moves_s = STALL_MOVES * e->gap_s;

	if (moves_s < STALL_MOVES_MIN_S)
		moves_s = STALL_MOVES_MIN_S;
	if (e->commits == 0 || (e->flights > 0 && moves_s < s))
		s = moves_s;
	return s > ESTIMATE_STALL_MIN_S ? s : ESTIMATE_STALL_MIN_S;
}

/* Take a wait into the usual one: the longest, slowly forgotten. */
static void usual(double *gap_s, double seconds, double patience_s)
{
	double kept;

	if (*gap_s <= 0) {
		*gap_s = seconds;
		return;
	}
	kept = *gap_s * exp(-seconds / (GAP_MEMORY * *gap_s));
	if (seconds > patience_s && seconds > GAP_GROWTH * *gap_s)
		seconds = GAP_GROWTH * *gap_s;
	*gap_s = seconds > kept ? seconds : kept;
}

static void halve(struct estimate *e)
{
	unsigned n = 0;

	for (unsigned i = 0; i < e->points; i += 2)
		e->point[n++] = e->point[i];
	e->points = n;
	e->quantum = 2 * (e->work_most / RATE_FIT_PIECES);
}

/* Keep where the work stands as a point, before it moves on. */
static void keep_point(struct estimate *e)
{
	if (e->work_most <= e->point[e->points - 1].work + e->quantum)
		return;
	if (e->points == RATE_FIT_PIECES - 1)
		halve(e);
	e->point[e->points].active_s = e->active_s;
	e->point[e->points++].work = e->work_most;
}

/* Seconds for a unit of work so far; 0 when that is not known. */
static double pace_so_far(const struct estimate *e)
{
	return e->active_s > 0 ? e->active_s / e->work_most : 0;
}

/*
 * How much of the time since the last move was worked: all of it, or if it
 * was a stall, as much as its work usually takes.
 */
static double worked_s(const struct estimate *e, double work)
{
	double waited_s = e->elapsed_s - e->moved_s;
	double awake_s = waited_s - e->asleep_s;
	double takes_s = work * pace_so_far(e);

	if (takes_s < e->gap_s)
		takes_s = e->gap_s;
	if (awake_s > patience(e))
		awake_s = takes_s;
	if (e->asleep_s > 0 && awake_s < takes_s)
		awake_s = takes_s < waited_s ? takes_s : waited_s;
	return awake_s < waited_s ? awake_s : waited_s;
}

static void moved(struct estimate *e, double work)
{
	double waited_s = e->elapsed_s - e->moved_s;

	/* Bursts are not taken apart. */
	if (e->moves > 0 && waited_s >= e->gap_s / 2)
		keep_point(e);
	if (e->moves == 0) {
		e->lead_s = waited_s;
		if (e->flights == 0)
			e->gap_s = waited_s;
	}
	if (e->moves > 0 && work > e->work_most)
		e->active_s += worked_s(e, work - e->work_most);
	else if (e->moves > 0)
		e->active_s += worked_s(e, 0);
	if (e->moves > 0 && e->asleep_s <= 0)
		usual(&e->gap_s, waited_s, patience(e));
	e->moves++;
	e->moved_s = e->elapsed_s;
	e->asleep_s = 0;
	e->work = work;
	if (work > e->work_most)
		e->work_most = work;
}

static void committed(struct estimate *e, uint64_t samples)
{
	double waited_s = e->elapsed_s - e->committed_s;

	if (e->flights == 0 && (e->checkpoint == 0 || samples < e->checkpoint))
		e->checkpoint = samples;
	if (waited_s >= e->commit_gap_s / 2) {
		e->burst_most = e->burst > 0.7 * e->burst_most
		                    ? e->burst
		                    : 0.7 * e->burst_most;
		e->burst = 0;
	}
	if (e->checkpoint > 0)
		e->burst += (double)samples / (double)e->checkpoint;
	usual(&e->commit_gap_s, waited_s, patience(e));
	e->commits++;
	e->peak_commits++;
	e->committed_s = e->elapsed_s;
}

static void take_flights(struct estimate *e,
                         const struct schedule_flight *flights, unsigned n)
{
	e->total_in_flight = 0;
	for (unsigned i = 0; i < n; i++) {
		e->total_in_flight += flights[i].done;
		if (flights[i].count > e->checkpoint)
			e->checkpoint = flights[i].count;
	}
	e->flights = n < SCHEDULE_MAX ? n : SCHEDULE_MAX;
	if (e->flights > 0)
		memcpy(e->flight, flights, e->flights * sizeof *flights);
	if (n > e->peak)
		e->peak = n;
	/* A pool that became smaller is known after a few rounds. */
	if (e->peak_commits > PEAK_ROUNDS * e->workers) {
		e->peak_before = e->peak;
		e->peak = n;
		e->peak_commits = 0;
	}
	e->workers = e->peak > e->peak_before ? e->peak : e->peak_before;
}

static void take_time(struct estimate *e, double now_s)
{
	double step_s = now_s - e->last_s;

	e->last_s = now_s;
	if (!(step_s > 0))
		return;
	e->elapsed_s += step_s;
	if (e->look_s > 0 && step_s > ASLEEP_MIN_S &&
	    step_s > ASLEEP_LOOKS * e->look_s)
		e->asleep_s += step_s;
	else
		e->look_s = e->look_s > 0 ? 0.9 * e->look_s + 0.1 * step_s
		                          : step_s;
}

void estimate_observe(struct estimate *e, double now_s, uint64_t done,
                      const struct schedule_flight *flights, unsigned n)
{
	double work;

	take_time(e, now_s);
	take_flights(e, flights, n);
	if (done > e->done)
		committed(e, done - e->done);
	else /* files were lost: they are to be made again */
		e->start -= e->done - done < e->start ? e->done - done
		                                      : e->start;
	e->done = done;
	work = (double)(done + e->total_in_flight) - (double)e->start;
	if (work > e->work)
		moved(e, work);
	e->work = work; /* less, when a worker died or files were lost */
}

/*
 * How much of the time before the first move was worked, FIRST piece of what
 * was done since: no more than at the pace of the others. The rest of it was
 * start-up.
 */
static double lead_of(const struct estimate *e,
                      const struct rate_fit_piece *first, unsigned n)
{
	struct rate_fit_piece others = { 0 };
	double s;

	for (unsigned i = 1; i < n; i++) {
		others.seconds += first[i].seconds;
		others.work += first[i].work;
	}
	if (others.work <= 0)
		return e->lead_s;
	s = first->work * others.seconds / others.work - first->seconds;
	s = s > 0 ? s : 0;
	return s < e->lead_s ? s : e->lead_s;
}

/* The pieces of work so far, IDLE_S after the last one. */
static unsigned pieces_of(const struct estimate *e,
                          struct rate_fit_piece piece[RATE_FIT_PIECES],
                          double idle_s)
{
	unsigned n = 0;

	for (unsigned i = 1; i < e->points; i++, n++) {
		piece[n].seconds = e->point[i].active_s -
		                   e->point[i - 1].active_s;
		piece[n].work = e->point[i].work - e->point[i - 1].work;
	}
	if (e->work_most > e->point[e->points - 1].work) {
		piece[n].seconds = e->active_s -
		                   e->point[e->points - 1].active_s;
		piece[n++].work = e->work_most - e->point[e->points - 1].work;
	}
	if (n > 0) {
		piece[0].seconds += lead_of(e, piece, n);
		/* A wait counts once it is longer than usual. */
		if (idle_s > e->gap_s)
			piece[n - 1].seconds += idle_s - e->gap_s;
	}
	return n;
}

/* The rate over the newest pieces, which take SECONDS at least. */
static double rate_over(const struct rate_fit_piece *piece, unsigned n,
                        double seconds)
{
	struct rate_fit_piece sum = { 0 };

	while (n > 0 && sum.seconds < seconds) {
		n--;
		sum.seconds += piece[n].seconds;
		sum.work += piece[n].work;
	}
	return sum.seconds > 0 ? sum.work / sum.seconds : 0;
}

/* Work after which paces are independent: a checkpoint of each worker. */
static double cycle_of(const struct estimate *e)
{
	double work = (double)(e->checkpoint > 0 ? e->checkpoint : 1);

	if (e->workers > 0)
		return work * e->workers;
	return e->burst_most > 1 ? work * e->burst_most : work;
}

/* Whether a burst of commits is only half seen, having no heartbeats. */
static int within_burst(const struct estimate *e, double idle_s)
{
	return e->workers == 0 && e->burst_most > 1.5 &&
	       e->burst < e->burst_most && idle_s < e->gap_s / 2;
}

/* What the pool's last checkpoints take beyond what the pace says. */
static double tail_s(const struct estimate *e, double pace, double left)
{
	double unstarted = left, in_time_s = left * pace, s;

	if (e->flights == 0 || e->checkpoint == 0)
		return 0;
	for (unsigned i = 0; i < e->flights; i++)
		unstarted -= (double)(e->flight[i].count - e->flight[i].done);
	s = schedule_seconds(e->flight, e->flights, e->workers, pace,
	                     unstarted > 0 ? unstarted : 0,
	                     (double)e->checkpoint);
	return s > in_time_s ? s - in_time_s : 0;
}

static void finish(const struct estimate *e, const struct rate_fit *p,
                   double left, double waited_s, struct estimate_report *r)
{
	double cycles = left / p->cycle, spread, end_s, s;

	cycles = cycles > 1 ? cycles : 1;
	spread = p->sigma * p->sigma * (1 / p->cycles + 1 / cycles) +
	         p->wander * p->wander;
	spread = RANGE_Z * sqrt(spread) + RANGE_MIN;
	end_s = RANGE_END * p->now * cycle_of(e);
	s = rate_fit_seconds(p, left) + tail_s(e, p->now, left);
	s -= waited_s;
	r->likely_s = s > 0 ? s : 0;
	s = r->likely_s / (1 + spread) - end_s;
	r->low_s = s > 0 ? s : 0;
	r->high_s = r->likely_s * (1 + spread) + end_s;
}

static enum estimate_pace pace_name(const struct estimate *e, double idle_s,
                                    const struct estimate_report *r)
{
	if (e->moves == 0)
		return ESTIMATE_STARTING;
	if (idle_s > patience(e))
		return ESTIMATE_STALLED;
	return r->rate_now < SLOWING * r->rate_run ? ESTIMATE_SLOWING
	                                           : ESTIMATE_RUNNING;
}

struct estimate_report estimate_at(const struct estimate *e, uint64_t total)
{
	struct estimate_report r = { .elapsed_s = e->elapsed_s };
	struct rate_fit_piece piece[RATE_FIT_PIECES];
	double idle_s = e->elapsed_s - e->moved_s - e->asleep_s;
	double left = (double)total - (double)e->start - e->work;
	double waited_s = idle_s < e->gap_s ? idle_s : e->gap_s;
	unsigned n = pieces_of(e, piece, left > 0 ? idle_s : 0);
	struct rate_fit p = { 0 };

	if (n > 1 && within_burst(e, idle_s)) {
		n--;
		left += piece[n].work;
		waited_s += piece[n].seconds;
	}
	if (n > 0)
		p = rate_fit(piece, n, cycle_of(e), e->gap_s);
	r.rate_run = rate_over(piece, n, INFINITY);
	r.rate_now = rate_over(piece, n, NOW_S > 2 * e->gap_s ? NOW_S
	                                                      : 2 * e->gap_s);
	r.pace = pace_name(e, idle_s, &r);
	r.known = p.now > 0 && (e->moves > 1 || e->commits > 0) &&
	          r.pace != ESTIMATE_STARTING && r.pace != ESTIMATE_STALLED;
	if (r.known)
		finish(e, &p, left > 0 ? left : 0, waited_s, &r);
	return r;
}
