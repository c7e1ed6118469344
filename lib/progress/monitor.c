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
#include "estimate/replay.h"
#include "progress/commit_times.h"

#define EARLY_POLL_S 0.2
#define START_SLACK_S 2 /* the first workers may begin before us */
#define CLOCK_SET_S 1.0 /* less is drift, or the time between two readings */
#define NOBODY_S 0.5    /* that nobody was seen for so long means nobody works */
#define NOBODY_POLL_S 0.05

/*
 * See whether the clock was set. Then the history moves with it; and what failed
 * in this run may have an earlier time.
 */
static void follow_clock(struct monitor *m)
{
	double by_s = clock_wall_s() - clock_monotonic_s() - m->clock_s;

	if (by_s < CLOCK_SET_S && by_s > -CLOCK_SET_S)
		return;
	m->clock_s += by_s;
	timeline_shift(&m->timeline, by_s);
	if (by_s < 0)
		m->begun_s += (int64_t)by_s - 1;
}

/* Whether the COUNT samples from FIRST are planned, and not there yet. */
static int is_wanted(const struct monitor *m, uint64_t first, uint64_t count)
{
	uint64_t k = first / m->dataset.plan.interval;
	const struct checkpoint_entry *e;

	if (first >= m->dataset.plan.samples ||
	    count > m->dataset.plan.interval)
		return 0;
	e = dataset_entry(&m->dataset, k);
	return e == NULL ||
	       e->count < plan_checkpoint_count(&m->dataset.plan, k);
}

/* Take what one heartbeat says of a range that is still to be committed. */
static void take_range(struct monitor *m, const struct heartbeat_seen *s)
{
	if (!s->alive) {
		m->dead++;
		m->dead_range =
		    (struct range){ s->first, s->first + s->count - 1 };
		return;
	}
	if (s->seconds <= 0)
		return; /* just begun: there is nothing to measure yet */
	m->flight[m->flights].done = s->done;
	m->flight[m->flights].count = s->count;
	m->flight[m->flights++].seconds = s->seconds;
	m->in_flight += s->done;
}

/*
 * See what is in flight. After the manifests, so that what was committed
 * meanwhile counts once.
 */
static int look_up(struct monitor *m, struct diag *d)
{
	struct heartbeat_seen seen[MONITOR_FLIGHTS_MAX];
	unsigned n;

	if (heartbeat_read(&m->dataset.dir, seen, MONITOR_FLIGHTS_MAX, &n, d) !=
	    0)
		return -1;
	m->flights = m->dead = m->alive = 0;
	m->in_flight = 0;
	for (unsigned i = 0; i < n; i++) {
		m->alive += seen[i].alive != 0;
		if (is_wanted(m, seen[i].first, seen[i].count))
			take_range(m, &seen[i]);
	}
	crew_count(&m->crew, m->alive, clock_monotonic_s());
	return 0;
}

/*
 * See whether the directory is still where it was. On a share it may have got
 * another handle; then it is opened anew. Returns 0, or -1 with a diag.
 */
static int find_directory(struct monitor *m, struct diag *d)
{
	struct directory *dir = &m->dataset.dir;
	int there = m->stale ? directory_reopen(dir, d)
	                     : directory_in_place(dir, d);

	m->gone = there == 0;
	if (m->gone)
		return diag_system(d, ENOENT,
		                   "%s: the directory was removed or renamed",
		                   dir->path);
	if (there > 0)
		m->stale = 0;
	return there > 0 ? 0 : -1;
}

int monitor_look(struct monitor *m, int *changed, struct diag *d)
{
	int anything = 0;

	if (find_directory(m, d) == 0 &&
	    dataset_refresh(&m->dataset, &anything, d) == 0) {
		if (anything)
			judge_forget(&m->judge);
		m->changed |= anything;
		if (look_up(m, d) == 0) {
			if (changed != NULL)
				*changed = m->changed;
			m->changed = 0;
			return 0;
		}
	}
	judge_forget(&m->judge);
	m->stale = d->errnum == ESTALE;
	return -1;
}

/* Count what is committed now; the plan may have grown. */
static int count(struct monitor *m, struct diag *d)
{
	struct inventory now;

	if (dataset_refresh_samples(&m->dataset, d) == 0 &&
	    inventory_take(&now, &m->dataset, m->hashes, d) == 0) {
		m->inventory = now;
		return 0;
	}
	m->stale = d->errnum == ESTALE;
	return -1;
}

int monitor_count(struct monitor *m, int last, struct diag *d)
{
	const struct inventory_count *c = &m->inventory.count;
	uint64_t planned;
	int is_made, is_hashed;

	m->count_due = 0;
	if (count(m, d) != 0)
		return -1;
	planned = m->dataset.plan.samples;
	is_hashed = c->samples + c->covered == planned && c->unchecked == 0;
	if (!is_hashed)
		judge_forget(&m->judge);
	is_made = is_hashed && (m->judge.done || c->beyond.checkpoints > 0);
	m->verifying = !is_made && c->claimed + c->covered == planned &&
	               (c->unchecked > 0 || is_hashed);
	m->complete = is_made && c->beyond.checkpoints == 0 &&
	              m->judge.samples == planned && m->judge.complete;
	m->abandoned = !m->complete && !m->verifying && (last || is_made);
	return 0;
}

int monitor_verify(struct monitor *m, double seconds, struct diag *d)
{
	double begun_s = clock_monotonic_s();
	int more;

	do {
		more = m->inventory.count.unchecked > 0
		           ? hash_check_step(m->hashes, d)
		           : judge_step(&m->judge, &m->dataset, d);
	} while (more > 0 && clock_monotonic_s() - begun_s < seconds);
	m->count_due = more == 0;
	return more < 0 ? -1 : 0;
}

void monitor_estimate(struct monitor *m)
{
	estimate_observe(&m->estimate, clock_monotonic_s(),
	                 m->inventory.count.samples, m->flight, m->flights);
	follow_clock(m);
	m->report = estimate_at(&m->estimate, m->dataset.plan.samples);
	m->now_s = (int64_t)time(NULL);
	if (m->report.pace == ESTIMATE_STARTING || m->verifying)
		return;
	if (m->timeline_over)
		m->timeline = (struct timeline){ 0 };
	m->timeline_over = 0;
	timeline_add(&m->timeline, clock_wall_s(), &m->report);
}

enum facts_status monitor_status(const struct monitor *m)
{
	static const enum facts_status of_pace[] = {
		[ESTIMATE_STARTING] = FACTS_STARTING,
		[ESTIMATE_RUNNING] = FACTS_RUNNING,
		[ESTIMATE_SLOWING] = FACTS_SLOWING,
		[ESTIMATE_STALLED] = FACTS_STALLED,
	};

	if (m->complete)
		return FACTS_COMPLETE;
	if (m->abandoned)
		return FACTS_INCOMPLETE;
	/* While files are hashed the work goes on, though no sample is made. */
	if (m->verifying)
		return FACTS_RUNNING;
	if (m->report.pace == ESTIMATE_STARTING && !m->awaited &&
	    crew_size(&m->crew) == 0)
		return FACTS_INCOMPLETE;
	return of_pace[m->report.pace];
}

void monitor_look_around(struct monitor *m)
{
	struct failure_log *failed = &m->failures;
	struct disk_space disk;
	struct diag ignored;

	failure_log_count(&m->dataset.dir, m->begun_s, failed);
	failed->times += m->dead; /* killed: they could not say so */
	failed->ranges += m->dead;
	if (m->dead > 0 && failed->worst_times == 0) {
		failed->worst = m->dead_range;
		failed->worst_times = 1;
	}
	m->free_bytes = FACTS_UNKNOWN_BYTES;
	if (disk_space_of(m->dataset.dir.fd, m->dataset.dir.path, &disk,
	                  &ignored) == 0)
		m->free_bytes = disk.free_bytes;
}

void monitor_facts(const struct monitor *m, const struct facts_trouble *trouble,
                   struct facts *out)
{
	const struct inventory_count *c = &m->inventory.count;
	const struct estimate_report *e = &m->report;

	*out = (struct facts){
		.now_s = m->now_s,
		.status = monitor_status(m),
		.ended = m->complete || m->abandoned,
		.unseen = !m->seen,
		.samples = c->samples,
		.samples_planned = m->dataset.plan.samples,
		.in_flight = m->in_flight,
		.workers = m->complete    ? 0
		           : m->abandoned ? m->alive
		                          : crew_size(&m->crew),
		.checkpoints = c->checkpoints,
		.checkpoints_planned = plan_checkpoints(&m->dataset.plan),
		.beyond = c->beyond,
		.last = c->last,
		.last_s = c->last_s,
		.verifying = m->verifying,
		.verified = c->checkpoints - c->unchecked,
		.rate_known = e->pace != ESTIMATE_STARTING,
		.rate_now = e->rate_now,
		.rate_run = e->rate_run,
		.elapsed_run_s = e->elapsed_s,
		.elapsed_all_s = e->elapsed_s + m->earlier_s,
		.eta_known = e->known && !m->verifying && !m->complete &&
		             !m->abandoned,
		.eta_low_s = e->low_s,
		.eta_likely_s = e->likely_s,
		.eta_high_s = e->high_s,
		.failures = m->failures,
		.bytes_written = c->bytes,
		.bytes_free = m->free_bytes,
		.trouble = *trouble,
		.refused = m->judge.done && m->judge.why[0] != '\0'
		               ? m->judge.why
		               : NULL,
		.inventory = &m->inventory,
		.timeline = &m->timeline,
	};
	plan_checkpoint_name(&m->dataset.plan, c->last, out->last_name);
	facts_derive(out);
}

/*
 * Begin the estimate and the timeline with the N commits of C, FROM on being
 * this run's. Where no run goes on, the timeline is the last one's.
 */
static void replay(struct monitor *m, const struct replay_commit *c,
                   uint64_t from, uint64_t n, double now_s)
{
	int goes_on = 1;

	m->timeline = (struct timeline){ 0 };
	if (m->flights == 0 && n > 0) {
		from = replay_last_run(c, n, now_s, &goes_on);
		replay_timeline(&m->timeline, &m->estimate, c, from, n, NULL, 0,
		                now_s, m->dataset.plan.samples);
	}
	m->timeline_over = !goes_on;
	if (m->flights > 0)
		replay_timeline(&m->timeline, &m->estimate, c, from, n,
		                m->flight, m->flights, now_s,
		                m->dataset.plan.samples);
	else
		estimate_begin(&m->estimate, now_s, m->inventory.count.samples);
	m->clock_s = clock_wall_s() - clock_monotonic_s();
	timeline_shift(&m->timeline, m->clock_s);
}

/*
 * See whether somebody works. Between two ranges all workers may be away for a
 * moment. Returns 0, or -1 with a diag.
 */
static int look_for_workers(struct monitor *m, struct diag *d)
{
	double begun_s = clock_monotonic_s();

	if (look_up(m, d) != 0)
		return -1;
	while (m->alive == 0 && !m->awaited &&
	       m->inventory.count.claimed < m->dataset.plan.samples &&
	       clock_monotonic_s() - begun_s < NOBODY_S) {
		clock_sleep(NOBODY_POLL_S);
		if (monitor_look(m, NULL, d) != 0 || count(m, d) != 0)
			return -1;
	}
	return 0;
}

/* Take up what was made before. */
static int catch_up(struct monitor *m, struct diag *d)
{
	struct replay_commit *c;
	uint64_t from, n;
	double now_s;
	int64_t all;

	if (count(m, d) != 0 || look_for_workers(m, d) != 0)
		return -1;
	now_s = clock_monotonic_s();
	all = commit_times(&c, &m->dataset, now_s - clock_wall_s(), d);
	if (all < 0)
		return -1;
	n = (uint64_t)all;
	replay_sort(c, n);
	from = replay_run(c, n, m->flight, m->flights, now_s);
	m->earlier_s = replay_worked_s(c, from);
	replay(m, c, from, n, now_s);
	free(c);
	m->begun_s = (int64_t)time(NULL) - (int64_t)m->estimate.elapsed_s -
	             START_SLACK_S;
	return 0;
}

/* Returns 0, or -1 with a diag and, if there is a plan, the dataset open. */
static int open_now(struct monitor *m, const char *path, struct diag *d)
{
	if (dataset_open(&m->dataset, path, d) != 0) {
		dataset_close(&m->dataset);
		return -1;
	}
	if (dataset_refresh(&m->dataset, NULL, d) != 0 ||
	    hash_check_new(&m->hashes, &m->dataset, d) != 0 ||
	    catch_up(m, d) != 0)
		return -1;
	m->seen = 1;
	return 0;
}

int monitor_open(struct monitor *m, const char *path, double early_s,
                 int awaited, struct diag *d)
{
	double begun_s = clock_monotonic_s();

	for (;;) {
		memset(m, 0, sizeof *m);
		m->dataset.dir.fd = -1;
		m->awaited = awaited;
		m->now_s = (int64_t)time(NULL);
		if (open_now(m, path, d) == 0)
			return 0;
		/* There may be a plan soon; a share may come back. */
		if ((m->dataset.dir.fd >= 0 && d->kind != DIAG_SYSTEM) ||
		    clock_monotonic_s() - begun_s >= early_s)
			return -1;
		monitor_close(m);
		clock_sleep(EARLY_POLL_S);
	}
}

void monitor_close(struct monitor *m)
{
	judge_forget(&m->judge);
	hash_check_free(m->hashes);
	dataset_close(&m->dataset);
}
