/* Follow a dataset: look, count, verify, estimate. */
#include "progress/monitor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/disk_space.h"
#include "dataset/failure_log.h"
#include "dataset/heartbeat.h"
#include "dataset/presence.h"
#include "estimate/replay.h"

#define EARLY_POLL_S 0.2
#define START_SLACK_S 2 /* the first workers may begin before us */

/* Seconds since 1970. */
static double wall_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Whether the COUNT samples from FIRST are planned, and not there yet. */
static int is_wanted(const struct monitor *f, uint64_t first, uint64_t count)
{
	uint64_t k = first / f->dataset.plan.interval;
	const struct checkpoint_entry *e;

	if (first >= f->dataset.plan.samples ||
	    count > f->dataset.plan.interval)
		return 0;
	e = dataset_entry(&f->dataset, k);
	return e == NULL ||
	       e->count < plan_checkpoint_count(&f->dataset.plan, k);
}

/*
 * See what is in flight. After the manifests, so that what was committed
 * meanwhile counts once.
 */
static int look_up(struct monitor *f, struct diag *d)
{
	struct heartbeat_seen seen[MONITOR_FLIGHTS_MAX];
	unsigned n;

	if (heartbeat_read(&f->dataset.dir, seen, MONITOR_FLIGHTS_MAX, &n, d) !=
	    0)
		return -1;
	f->flights = f->dead = 0;
	f->state.in_flight = 0;
	for (unsigned i = 0; i < n; i++) {
		const struct heartbeat_seen *s = &seen[i];

		if (!is_wanted(f, s->first, s->count))
			continue;
		if (!s->alive) {
			f->dead++;
			f->dead_range = (struct range){
				s->first, s->first + s->count - 1 };
			continue;
		}
		f->flight[f->flights].done = s->done;
		f->flight[f->flights].count = s->count;
		f->flight[f->flights++].seconds = s->seconds;
		f->state.in_flight += s->done;
	}
	f->state.workers = f->flights;
	return 0;
}

int monitor_look(struct monitor *f, int *changed, struct diag *d)
{
	if (dataset_refresh(&f->dataset, changed, d) != 0)
		return -1;
	return look_up(f, d);
}

/* Count what is committed now; the plan may have grown. */
static int count(struct monitor *f, struct diag *d)
{
	if (dataset_refresh_samples(&f->dataset, d) != 0 ||
	    inventory_take(&f->inventory, &f->dataset, f->hashes, d) != 0)
		return -1;
	f->state.count = f->inventory.count;
	return 0;
}

int monitor_count(struct monitor *f, int last, struct diag *d)
{
	struct progress *p = &f->state;
	const struct inventory_count *c = &p->count;

	f->count_due = 0;
	if (count(f, d) != 0)
		return -1;
	p->verifying =
	    c->claimed == f->dataset.plan.samples && c->unchecked > 0;
	if (c->samples == f->dataset.plan.samples && c->unchecked == 0)
		p->status = PROGRESS_COMPLETE;
	else if (last && !p->verifying)
		p->status = PROGRESS_INCOMPLETE;
	return 0;
}

int monitor_verify(struct monitor *f, double seconds, struct diag *d)
{
	double begun_s = clock_monotonic_s();
	int more;

	do
		more = hash_check_step(f->hashes, d);
	while (more > 0 && clock_monotonic_s() - begun_s < seconds);
	f->count_due = more == 0;
	return more < 0 ? -1 : 0;
}

void monitor_estimate(struct monitor *f)
{
	estimate_observe(&f->estimate, clock_monotonic_s(),
	                 f->state.count.samples, f->flight, f->flights);
	f->state.estimate = estimate_at(&f->estimate, f->dataset.plan.samples);
	f->state.now_s = (int64_t)time(NULL);
	if (f->state.estimate.pace == ESTIMATE_STARTING ||
	    f->state.verifying)
		return;
	if (f->timeline_over)
		timeline_begin(&f->timeline);
	f->timeline_over = 0;
	timeline_add(&f->timeline, wall_s(), &f->state.estimate);
}

void monitor_around(struct monitor *f)
{
	struct failure_log *failed = &f->state.failures;
	struct disk_space disk;
	struct diag ignored;

	failure_log_count(&f->dataset.dir, f->begun_s, failed);
	failed->times += f->dead; /* killed: they could not say so */
	failed->ranges += f->dead;
	if (f->dead > 0 && failed->worst_times == 0) {
		failed->worst = f->dead_range;
		failed->worst_times = 1;
	}
	f->state.free_bytes = UINT64_MAX;
	if (disk_space_of(f->dataset.dir.fd, f->dataset.dir.path, &disk,
	                  &ignored) == 0)
		f->state.free_bytes = disk.free_bytes;
	if (f->state.status == PROGRESS_COMPLETE)
		failure_log_forget(&f->dataset.dir);
}

static int open_plan(struct monitor *f, const char *path, double early_s,
                     struct diag *d)
{
	double begun_s = clock_monotonic_s();

	for (;;) {
		if (dataset_open(&f->dataset, path, d) == 0)
			return 0;
		dataset_close(&f->dataset);
		if (clock_monotonic_s() - begun_s >= early_s)
			return -1;
		clock_sleep(EARLY_POLL_S);
	}
}

/*
 * The present checkpoints in *OUT, for the caller to free, their times those
 * of the steady clock. Returns how many, or -1 with a diag.
 */
static int64_t commits(const struct monitor *f, struct replay_commit **out,
                       struct diag *d)
{
	uint64_t end = dataset_entries_end(&f->dataset);
	double now_s = clock_monotonic_s(), offset_s = now_s - wall_s();
	struct replay_commit *c = calloc((size_t)end + 1, sizeof *c);
	struct diag ignored;
	int64_t n = 0;

	*out = c;
	if (c == NULL)
		return diag_system(d, ENOMEM, "history");
	for (uint64_t k = 0; k < end; k++) {
		const struct checkpoint_entry *e;

		if (k >= plan_checkpoints(&f->dataset.plan) ||
		    presence_look(&f->dataset, k, NULL, &ignored) !=
		        PRESENCE_PRESENT)
			continue;
		e = dataset_entry(&f->dataset, k);
		/* It was some time in that second. */
		c[n].at_s = (double)e->committed_s + 0.5 + offset_s;
		if (c[n].at_s > now_s)
			c[n].at_s = now_s;
		c[n].first = k * f->dataset.plan.interval;
		c[n++].count = e->count;
	}
	return n;
}

/*
 * Begin the estimate and the course with the N commits of C, FROM on being
 * this run's. Where no run goes on, the course is the last one's.
 */
static void replay(struct monitor *f, const struct replay_commit *c,
                   uint64_t from, uint64_t n, double now_s)
{
	int goes_on = 1;

	timeline_begin(&f->timeline);
	if (f->flights == 0 && n > 0) {
		from = replay_last_run(c, n, now_s, &goes_on);
		replay_timeline(&f->timeline, &f->estimate, c, from, n, NULL, 0,
		                now_s, f->dataset.plan.samples);
	}
	f->timeline_over = !goes_on;
	if (f->flights > 0)
		replay_timeline(&f->timeline, &f->estimate, c, from, n,
		                f->flight, f->flights, now_s,
		                f->dataset.plan.samples);
	else
		estimate_begin(&f->estimate, now_s, f->state.count.samples, 0);
	timeline_shift(&f->timeline, wall_s() - now_s);
}

/* Take up what was made before. */
static int catch_up(struct monitor *f, struct diag *d)
{
	struct replay_commit *c;
	double now_s = clock_monotonic_s();
	uint64_t from, n;
	int64_t all;

	if (count(f, d) != 0 || look_up(f, d) != 0)
		return -1;
	all = commits(f, &c, d);
	if (all < 0)
		return -1;
	n = (uint64_t)all;
	replay_sort(c, n);
	from = replay_run(c, n, f->flight, f->flights, now_s);
	f->state.earlier_s = replay_worked_s(c, from);
	replay(f, c, from, n, now_s);
	free(c);
	f->begun_s = (int64_t)time(NULL) - (int64_t)f->estimate.elapsed_s -
	             START_SLACK_S;
	return 0;
}

int monitor_open(struct monitor *f, const char *path, double early_s,
                 struct diag *d)
{
	memset(f, 0, sizeof *f);
	f->dataset.dir.fd = -1;
	f->state.plan = &f->dataset.plan;
	if (open_plan(f, path, early_s, d) != 0 ||
	    dataset_refresh(&f->dataset, NULL, d) != 0 ||
	    hash_check_new(&f->hashes, &f->dataset, d) != 0)
		return -1;
	return catch_up(f, d);
}

void monitor_close(struct monitor *f)
{
	hash_check_free(f->hashes);
	dataset_close(&f->dataset);
}
