/* vg-progress: follow the manifests and keep PROGRESS.txt true. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/fdio.h"
#include "base/options.h"
#include "progress/monitor.h"
#include "progress/progress.h"
#include "progress/publisher.h"

#include "status.h"

#define POLL_S 0.05
#define POLL_SHARE 5.0 /* a look takes at most one part in this of the time */
#define EVERY_MAX_S 86400
#define ROUNDS 3u      /* of verifying files that change meanwhile */
#define EARLY_S 5.0    /* how long to wait for a plan to appear */

struct request {
	uint64_t every_s, pid; /* pid: or OPTION_NOT_GIVEN */
	int once, quiet, live, json, stalled_exit;
	struct publisher_request bulletin;
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, bulletin.dir) },
	{ .name = "every", .argument = "SECONDS", .initial = "30",
	  .help = "write at least this often, with or without commits",
	  OPTION_IS_COUNT(struct request, every_s),
	  .min = 1, .max = EVERY_MAX_S },
	{ .name = "exec", .argument = "CMD",
	  .help = "after each update, run this shell command on the file, $1",
	  OPTION_IS_TEXT(struct request, bulletin.command) },
	{ .name = "html", .argument = "FILE",
	  .help = "also keep FILE up to date as a web page",
	  OPTION_IS_TEXT(struct request, bulletin.html) },
	{ .name = "json",
	  .help = "print each update as a JSON object, one a line",
	  OPTION_IS_FLAG(struct request, json) },
	{ .name = "once",
	  .help = "write once and end",
	  OPTION_IS_FLAG(struct request, once) },
	{ .name = "out", .letter = 'o', .argument = "FILE",
	  .help = "also write a copy to FILE",
	  .type = OPTION_LIST, .max = PUBLISHER_OUTS_MAX,
	  .offset = offsetof(struct request, bulletin.out) },
	{ .name = "pid", .argument = "PID",
	  .help = "end when this process has ended",
	  OPTION_IS_COUNT(struct request, pid), .min = 1, .max = INT32_MAX },
	{ .name = "quiet", .letter = 'q',
	  .help = "no live line on the terminal",
	  OPTION_IS_FLAG(struct request, quiet) },
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
	struct publisher bulletin;
	double written_s; /* when that was, steady */
	enum estimate_pace written_pace;
};

/* Returns as options_parse does. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	int go = options_parse(&tool, argc, argv, r, d);

	while (r->bulletin.out[r->bulletin.outs] != NULL)
		r->bulletin.outs++;
	r->bulletin.every_s = (unsigned)r->every_s;
	r->live = !r->quiet && isatty(STDERR_FILENO);
	return go;
}

/* Tell everybody. Returns 0, or -1 with a diag. */
static int publish(struct watch *w, struct diag *d)
{
	struct progress *p = &w->monitor.state;
	char text[PROGRESS_TEXT_MAX];

	monitor_around(&w->monitor);
	if (publisher_publish(&w->bulletin, d) != 0)
		return -1;
	w->written_s = clock_monotonic_s();
	w->written_pace = p->estimate.pace;
	if (!w->request->json)
		return 0;
	progress_json(p, text);
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

static void show_line(const struct watch *w, const char *end)
{
	char text[PROGRESS_TEXT_MAX];

	if (!w->request->live)
		return;
	progress_line(&w->monitor.state, text);
	(void)fprintf(stderr, "\r%s\033[K%s", text, end);
}

/* What cannot be written is said once, and does not end the watch. */
static void tend(struct watch *w)
{
	struct diag d;

	while (publisher_tend(&w->bulletin, clock_monotonic_s(), &d) != 0)
		diag_report(&d, tool.name);
}

static void finish(struct watch *w)
{
	tend(w);
	while (publisher_waits(&w->bulletin, clock_monotonic_s())) {
		clock_sleep(POLL_S / 10);
		tend(w);
	}
	publisher_amend(&w->bulletin);
	tend(w);
}

static int worker_gone(const struct request *r)
{
	return r->pid != OPTION_NOT_GIVEN && kill((pid_t)r->pid, 0) != 0 &&
	       errno == ESRCH;
}

/* Count once and for all: to the end of verification. */
static int count_once(struct monitor *f, struct diag *d)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		if (monitor_count(f, 0, d) != 0)
			return -1;
		if (!f->state.verifying)
			return 0;
		if (monitor_verify(f, INFINITY, d) != 0)
			return -1;
	}
	return monitor_count(f, 0, d);
}

/* One look. Returns 1 when it was the last, 0 when not, -1 with a diag. */
static int step(struct watch *w, struct diag *d)
{
	const struct request *r = w->request;
	struct monitor *f = &w->monitor;
	struct progress *p = &f->state;
	int gone = worker_gone(r), changed, due, last, stalled;

	if (monitor_look(f, &changed, d) != 0)
		return -1;
	due = r->once || changed || f->count_due || (gone && !p->verifying) ||
	      publisher_is_news(&w->bulletin) ||
	      clock_monotonic_s() - w->written_s >= (double)r->every_s;
	if (due &&
	    (r->once ? count_once(f, d) : monitor_count(f, gone, d)) != 0)
		return -1;
	monitor_estimate(f);
	last = r->once || p->status != PROGRESS_GOING;
	stalled = r->stalled_exit && !last && !p->verifying &&
	          p->estimate.pace == ESTIMATE_STALLED;
	if ((due || p->estimate.pace != w->written_pace) && publish(w, d) != 0)
		return -1;
	show_line(w, last || stalled ? "\n" : "");
	return last || stalled;
}

/* Until the next look, which is to be a small part of the time. */
static int pause_for(struct watch *w, double took_s, struct diag *d)
{
	double wait_s = took_s * POLL_SHARE;

	if (wait_s < POLL_S)
		wait_s = POLL_S;
	if (w->monitor.state.verifying)
		return monitor_verify(&w->monitor, wait_s, d);
	clock_sleep(wait_s);
	return 0;
}

/* Open what is followed and what is written. Returns 0, or -1 with a diag. */
static int begin(struct watch *w, const struct request *r, struct diag *d)
{
	w->request = r;
	w->written_s = -EVERY_MAX_S; /* the first page is due at once */
	if (publisher_open(&w->bulletin, &r->bulletin, &w->monitor, d) != 0)
		return -1;
	return monitor_open(&w->monitor, r->bulletin.dir, r->once ? 0 : EARLY_S,
	                    d);
}

/* Returns 0, or -1 with a diag. */
static int watch(struct watch *w, struct diag *d)
{
	int done = 0;

	while (done == 0) {
		double begun_s = clock_monotonic_s();

		done = step(w, d);
		tend(w);
		if (done == 0)
			done = pause_for(w, clock_monotonic_s() - begun_s, d);
	}
	finish(w);
	if (done < 0 && w->request->live)
		(void)fprintf(stderr, "\n");
	return done < 0 ? -1 : 0;
}

/* The status to end with. */
static int conclude(const struct watch *w)
{
	if (publisher_failed(&w->bulletin))
		return STATUS_SYSTEM; /* why was said when it happened */
	if (w->monitor.state.status == PROGRESS_COMPLETE)
		return STATUS_DONE;
	return STATUS_DATA;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct watch w = { .monitor.dataset = DATASET_CLOSED };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0)
		return status_report(&d, tool.name);
	result = begin(&w, &r, &d);
	if (result == 0)
		result = watch(&w, &d);
	publisher_close(&w.bulletin);
	monitor_close(&w.monitor);
	return result == 0 ? conclude(&w) : status_report(&d, tool.name);
}
