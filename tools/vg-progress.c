/* vg-progress: follow the manifests and keep PROGRESS.txt true. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "progress/facts.h"
#include "progress/live_line.h"
#include "progress/monitor.h"
#include "progress/publisher.h"
#include "progress/reporter.h"

#include "status.h"

#define POLL_S 0.05
#define POLL_SHARE 5.0 /* a look takes at most one part in this of the time */
#define EVERY_MAX_S 86400
#define ROUNDS 3u      /* of verifying files that change meanwhile */
#define EARLY_S 5.0    /* how long to wait for a plan to appear */
#define LAST_S 1.0     /* how long to try again when the work has ended */
#define CHECK_S 2.0    /* how long to wait for word of the files to write */

struct request {
	uint64_t pid; /* or OPTION_NOT_GIVEN */
	int stalled_exit;
	struct reporter_request report;
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, report.publish.dir) },
	{ .name = "every", .argument = "SECONDS", .initial = "30",
	  .help = "write at least this often, with or without commits",
	  OPTION_IS_COUNT(struct request, report.every_s),
	  .min = 1, .max = EVERY_MAX_S },
	{ .name = "exec", .argument = "CMD",
	  .help = "after each update, run this shell command on the file, $1",
	  OPTION_IS_TEXT(struct request, report.publish.command) },
	{ .name = "html", .argument = "FILE",
	  .help = "also keep FILE up to date as a web page",
	  OPTION_IS_TEXT(struct request, report.publish.html) },
	{ .name = "json",
	  .help = "print each update as a JSON object, one a line",
	  OPTION_IS_FLAG(struct request, report.json) },
	{ .name = "once",
	  .help = "write once and end",
	  OPTION_IS_FLAG(struct request, report.publish.once) },
	{ .name = "out", .letter = 'o', .argument = "FILE",
	  .help = "also write a copy to FILE",
	  .type = OPTION_LIST, .max = PUBLISHER_OUTS_MAX,
	  .offset = offsetof(struct request, report.publish.out) },
	{ .name = "pid", .argument = "PID",
	  .help = "end when this process has ended",
	  OPTION_IS_COUNT(struct request, pid), .min = 1, .max = INT32_MAX },
	{ .name = "quiet", .letter = 'q',
	  .help = "print no live line",
	  OPTION_IS_FLAG(struct request, report.quiet) },
	{ .name = "stalled-exit",
	  .help = "end with status 1 when the work stalls",
	  OPTION_IS_FLAG(struct request, stalled_exit) },
};

static const struct tool tool = {
	.name = "vg-progress",
	.summary = "Follow a dataset as it grows and keep its PROGRESS.txt "
	           "up to date.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* A watch that goes on. */
struct watch {
	const struct request *request;
	struct monitor monitor;
	struct reporter reporter;
	int troubled;        /* the dataset cannot be read … */
	struct diag trouble; /* … because of this … */
	double trouble_s;    /* … since then, steady … */
	int unread;          /* … a file of it that was to be hashed */
	double gone_s;       /* when --pid was seen to be gone; 0: not yet */
};

static int is_once(const struct watch *w)
{
	return w->request->report.publish.once;
}

/* What cannot be written is said once, and does not end the watch. */
static void tend(struct watch *w)
{
	struct publisher *p = &w->reporter.publisher;
	struct diag d;

	while (publisher_tend(p, clock_monotonic_s(), &d) != 0) {
		live_line_break(&w->reporter.line);
		diag_report(&d, tool.name);
	}
}

static void finish(struct watch *w)
{
	tend(w);
	while (publisher_waits(&w->reporter.publisher, clock_monotonic_s())) {
		clock_sleep(POLL_S / 10);
		tend(w);
	}
	reporter_amend(&w->reporter);
	tend(w);
}

/* Whether the process lives that was given as the one that starts workers. */
static int starter_lives(const struct request *r)
{
	return r->pid != OPTION_NOT_GIVEN &&
	       (kill((pid_t)r->pid, 0) == 0 || errno != ESRCH);
}

/* Count once and for all: to the end of verification. */
static int count_once(struct monitor *m, struct diag *d)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		if (monitor_count(m, 0, d) != 0)
			return -1;
		if (!m->verifying)
			return 0;
		if (monitor_verify(m, INFINITY, d) != 0)
			return -1;
	}
	return monitor_count(m, 0, d);
}

/*
 * Look at the dataset, and count it when that is due. *DUE says whether there is
 * something to be written. Returns 0, or -1 with a diag.
 */
static int see(struct watch *w, int *due, struct diag *d)
{
	const struct request *r = w->request;
	struct monitor *m = &w->monitor;
	int gone, changed;

	m->awaited = starter_lives(r);
	gone = r->pid != OPTION_NOT_GIVEN && !m->awaited;
	if (gone && w->gone_s == 0)
		w->gone_s = clock_monotonic_s();
	if (monitor_look(m, &changed, d) != 0)
		return -1;
	if (w->unread) {
		w->unread = 0;
		*d = w->trouble;
		return -1;
	}
	*due = is_once(w) || changed || m->count_due || w->troubled ||
	       (gone && !m->verifying) || reporter_is_due(&w->reporter);
	if (!*due)
		return 0;
	return is_once(w) ? count_once(m, d) : monitor_count(m, gone, d);
}

/*
 * Whether the watch goes on after D: a share may come back, wrong data not. Once
 * the work has ended, it is waited for a little only.
 */
static int may_pass(const struct watch *w, const struct diag *d)
{
	double since_s = w->troubled && w->trouble_s > w->gone_s ? w->trouble_s
	                                                         : w->gone_s;

	return !is_once(w) && d->kind == DIAG_SYSTEM && !w->monitor.gone &&
	       (w->gone_s == 0 || clock_monotonic_s() - since_s < LAST_S);
}

static void set_trouble(struct watch *w, const struct diag *d)
{
	w->troubled = 1;
	w->trouble = *d;
	w->reporter.look_why = w->trouble.message;
}

static void clear_trouble(struct watch *w)
{
	w->troubled = 0;
	w->reporter.look_why = NULL;
}

/* The dataset cannot be read now: that is said once. Returns whether it is new. */
static int begin_trouble(struct watch *w, const struct diag *d)
{
	int begins = !w->troubled;

	set_trouble(w, d);
	if (begins) {
		w->trouble_s = clock_monotonic_s();
		live_line_break(&w->reporter.line);
		diag_report(d, tool.name);
	}
	return begins;
}

/*
 * Look at the dataset. Returns 1 when there is something to be written, 0 when
 * not, -1 with a diag when the watch cannot go on.
 */
static int look(struct watch *w, struct diag *d)
{
	struct monitor *m = &w->monitor;
	int due = 0;

	if (see(w, &due, d) == 0)
		clear_trouble(w);
	else if (!may_pass(w, d))
		return -1;
	else
		due = begin_trouble(w, d);
	monitor_estimate(m);
	due = due || reporter_is_due(&w->reporter);
	if (due)
		monitor_look_around(m);
	return due;
}

/*
 * One look, told to whoever wants to know. Returns 1 when it was the last, 0
 * when not, -1 with a diag.
 */
static int step(struct watch *w, struct diag *d)
{
	const struct request *r = w->request;
	int due = look(w, d), last;
	struct facts facts;

	if (due < 0 || (due && reporter_write(&w->reporter, d) != 0))
		return -1;
	tend(w);
	facts = reporter_facts(&w->reporter);
	last = is_once(w) || facts.ended ||
	       (r->stalled_exit && facts.status == FACTS_STALLED);
	reporter_show(&w->reporter, last);
	return last;
}

/* Until the next look, which is to be a small part of the time. */
static int pause_for(struct watch *w, double took_s, struct diag *d)
{
	double wait_s = took_s * POLL_SHARE;

	if (wait_s < POLL_S)
		wait_s = POLL_S;
	if (!w->monitor.verifying || w->troubled)
		clock_sleep(wait_s);
	if (!w->monitor.verifying ||
	    monitor_verify(&w->monitor, w->troubled ? 0 : wait_s, d) == 0)
		return 0;
	if (!may_pass(w, d))
		return -1;
	w->unread = 1; /* the next look tells of it */
	w->trouble = *d;
	return 0;
}

/*
 * Refuse files that must not be written before anything is. A share that hangs is
 * not waited for. Returns 0, or -1 with a diag.
 */
static int check_files(struct watch *w, struct diag *d)
{
	struct publisher *p = &w->reporter.publisher;
	double begun_s = clock_monotonic_s(), now_s = begun_s;

	while (publisher_waits(p, now_s) && now_s - begun_s < CHECK_S) {
		if (publisher_tend(p, now_s, d) == 0)
			clock_sleep(POLL_S / 50);
		else if (d->kind == DIAG_INVALID)
			return -1;
		else
			diag_report(d, tool.name);
		now_s = clock_monotonic_s();
	}
	return 0;
}

/* Open what is followed and what is written. Returns 0, or -1 with a diag. */
static int begin(struct watch *w, const struct request *r, struct diag *d)
{
	w->request = r;
	if (reporter_open(&w->reporter, &r->report, &w->monitor, d) != 0 ||
	    check_files(w, d) != 0)
		return -1;
	return monitor_open(&w->monitor, r->report.publish.dir,
	                    is_once(w) ? 0 : EARLY_S, starter_lives(r), d);
}

/* Returns 0, or -1 with a diag. */
static int watch(struct watch *w, struct diag *d)
{
	int done = 0;

	while (done == 0) {
		double begun_s = clock_monotonic_s();

		done = step(w, d);
		if (done == 0)
			done = pause_for(w, clock_monotonic_s() - begun_s, d);
	}
	return done < 0 ? -1 : 0;
}

/*
 * Write the last texts. D is NULL, or why the watch ends: then none of them is
 * to say that the work goes on.
 */
static void end(struct watch *w, const struct diag *d)
{
	/* Nothing is told of a directory without a plan. */
	if (w->monitor.dataset.dir.fd < 0)
		return;
	if (d != NULL) {
		w->monitor.abandoned = !w->monitor.complete;
		set_trouble(w, d);
		reporter_write_end(&w->reporter);
	}
	finish(w);
	live_line_break(&w->reporter.line);
}

/* The status to end with. */
static int conclude(const struct watch *w)
{
	if (publisher_failed(&w->reporter.publisher))
		return STATUS_SYSTEM; /* why was said when it happened */
	return w->monitor.complete ? STATUS_DONE : STATUS_DATA;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct watch w = { .monitor.dataset = DATASET_CLOSED };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = options_parse(&tool, argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0)
		return status_report(&d, tool.name);
	result = begin(&w, &r, &d);
	if (result == 0)
		result = watch(&w, &d);
	end(&w, result == 0 ? NULL : &d);
	reporter_close(&w.reporter);
	monitor_close(&w.monitor);
	return result == 0 ? conclude(&w) : status_report(&d, tool.name);
}
