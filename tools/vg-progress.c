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
#include "progress/preview.h"
#include "progress/publisher.h"
#include "progress/report_json.h"
#include "progress/report_text.h"
#include "progress/rows.h"
#include "progress/webpage.h"

#include "status.h"

#define POLL_S 0.05
#define POLL_SHARE 5.0 /* a look takes at most one part in this of the time */
#define EVERY_MAX_S 86400
#define ROUNDS 3u      /* of verifying files that change meanwhile */
#define EARLY_S 5.0    /* how long to wait for a plan to appear */

struct request {
	uint64_t every_s, pid; /* pid: or OPTION_NOT_GIVEN */
	int once, quiet, json, stalled_exit;
	struct publisher_request publish;
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, publish.dir) },
	{ .name = "every", .argument = "SECONDS", .initial = "30",
	  .help = "write at least this often, with or without commits",
	  OPTION_IS_COUNT(struct request, every_s),
	  .min = 1, .max = EVERY_MAX_S },
	{ .name = "exec", .argument = "CMD",
	  .help = "after each update, run this shell command on the file, $1",
	  OPTION_IS_TEXT(struct request, publish.command) },
	{ .name = "html", .argument = "FILE",
	  .help = "also keep FILE up to date as a web page",
	  OPTION_IS_TEXT(struct request, publish.html) },
	{ .name = "json",
	  .help = "print each update as a JSON object, one a line",
	  OPTION_IS_FLAG(struct request, json) },
	{ .name = "once",
	  .help = "write once and end",
	  OPTION_IS_FLAG(struct request, once) },
	{ .name = "out", .letter = 'o', .argument = "FILE",
	  .help = "also write a copy to FILE",
	  .type = OPTION_LIST, .max = PUBLISHER_OUTS_MAX,
	  .offset = offsetof(struct request, publish.out) },
	{ .name = "pid", .argument = "PID",
	  .help = "end when this process has ended",
	  OPTION_IS_COUNT(struct request, pid), .min = 1, .max = INT32_MAX },
	{ .name = "quiet", .letter = 'q',
	  .help = "print no live line",
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
	struct publisher publisher;
	struct live_line line;
	double written_s; /* when that was, steady … */
	enum facts_status written_status; /* … and what it said */
	char text[REPORT_TEXT_MAX]; /* lent to the publisher */
	char *page;                 /* owned, lent to the publisher */
	struct preview preview;
};

/* What is known after a look. */
static struct facts take_facts(const struct watch *w)
{
	struct facts_trouble trouble = publisher_trouble(&w->publisher);
	struct facts facts;

	monitor_facts(&w->monitor, &trouble, &facts);
	return facts;
}

static int publish_page(struct watch *w, const struct facts *f,
                        const struct rows *rows, struct diag *d)
{
	struct webpage page = { .name = w->request->publish.dir,
		                .facts = f,
		                .rows = rows,
		                .preview = &w->preview,
		                .every_s = (unsigned)w->request->every_s };
	size_t length;
	char *text;

	if (f->checkpoints > 0)
		preview_show(&w->preview, &w->monitor.dataset, f->last);
	text = webpage_text(&page, &length, d);
	if (text == NULL)
		return -1;
	publisher_write_page(&w->publisher, text, length);
	free(w->page);
	w->page = text;
	return 0;
}

static int print_json(const struct rows *rows, struct diag *d)
{
	char text[REPORT_JSON_MAX];

	report_json(rows, text);
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* Tell everybody. Returns 0, or -1 with a diag. */
static int publish(struct watch *w, const struct facts *f,
                   const struct rows *rows, struct diag *d)
{
	report_text(rows, w->text);
	publisher_write(&w->publisher, w->text);
	w->written_s = clock_monotonic_s();
	w->written_status = f->status;
	if (w->request->publish.html != NULL &&
	    publish_page(w, f, rows, d) != 0)
		return -1;
	return w->request->json ? print_json(rows, d) : 0;
}

/* What cannot be written is said once, and does not end the watch. */
static void tend(struct watch *w)
{
	struct diag d;

	while (publisher_tend(&w->publisher, clock_monotonic_s(), &d) != 0) {
		live_line_break(&w->line);
		diag_report(&d, tool.name);
	}
}

/* Tell of trouble that came after the last update. */
static void amend(struct watch *w)
{
	struct facts facts = take_facts(w);
	char text[REPORT_TEXT_MAX];
	struct rows rows;

	rows_make(&rows, &facts);
	report_text(&rows, text);
	publisher_amend(&w->publisher, text);
}

static void finish(struct watch *w)
{
	tend(w);
	while (publisher_waits(&w->publisher, clock_monotonic_s())) {
		clock_sleep(POLL_S / 10);
		tend(w);
	}
	if (publisher_has_news(&w->publisher))
		amend(w);
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
 * Look at the dataset, and count it when that is due. Returns 1 when there is
 * something to be written, 0 when not, -1 with a diag.
 */
static int look(struct watch *w, struct diag *d)
{
	const struct request *r = w->request;
	struct monitor *m = &w->monitor;
	int gone, changed, due;

	m->awaited = starter_lives(r);
	gone = r->pid != OPTION_NOT_GIVEN && !m->awaited;
	if (monitor_look(m, &changed, d) != 0)
		return -1;
	due = r->once || changed || m->count_due || (gone && !m->verifying) ||
	      publisher_has_news(&w->publisher) ||
	      clock_monotonic_s() - w->written_s >= (double)r->every_s;
	if (due &&
	    (r->once ? count_once(m, d) : monitor_count(m, gone, d)) != 0)
		return -1;
	monitor_estimate(m);
	due = due || monitor_status(m) != w->written_status;
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
	struct rows rows;

	if (due < 0)
		return -1;
	facts = take_facts(w);
	rows_make(&rows, &facts);
	if (due && publish(w, &facts, &rows, d) != 0)
		return -1;
	last = r->once || facts.ended ||
	       (r->stalled_exit && facts.status == FACTS_STALLED);
	live_line_show(&w->line, &rows, clock_monotonic_s(), last);
	return last;
}

/* Until the next look, which is to be a small part of the time. */
static int pause_for(struct watch *w, double took_s, struct diag *d)
{
	double wait_s = took_s * POLL_SHARE;

	if (wait_s < POLL_S)
		wait_s = POLL_S;
	if (w->monitor.verifying)
		return monitor_verify(&w->monitor, wait_s, d);
	clock_sleep(wait_s);
	return 0;
}

/* Open what is followed and what is written. Returns 0, or -1 with a diag. */
static int begin(struct watch *w, const struct request *r, struct diag *d)
{
	w->request = r;
	w->written_s = -EVERY_MAX_S; /* the first page is due at once */
	live_line_init(&w->line, r->quiet, clock_monotonic_s());
	if (publisher_open(&w->publisher, &r->publish, d) != 0)
		return -1;
	return monitor_open(&w->monitor, r->publish.dir, r->once ? 0 : EARLY_S,
	                    starter_lives(r), d);
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
	live_line_break(&w->line);
	return done < 0 ? -1 : 0;
}

/* The status to end with. */
static int conclude(const struct watch *w)
{
	if (publisher_failed(&w->publisher))
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
	publisher_close(&w.publisher);
	monitor_close(&w.monitor);
	preview_free(&w.preview);
	free(w.page);
	return result == 0 ? conclude(&w) : status_report(&d, tool.name);
}
