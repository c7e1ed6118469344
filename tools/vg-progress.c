/* vg-progress: follow the manifests and keep PROGRESS.txt true. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "atomicfile.h"
#include "coverage.h"
#include "diag.h"
#include "directory.h"
#include "fdio.h"
#include "estimate.h"
#include "number.h"
#include "options.h"
#include "plan.h"
#include "planfile.h"
#include "progress.h"

#define POLL_S 0.2
#define POLL_SHARE 5.0 /* a look takes at most one part in this of the time */
#define EVERY_MAX_S 86400
#define EARLY_S 5.0    /* how long to wait for a plan to appear */
#define PROGRESS_FILE "PROGRESS.txt"

enum { DIR_PATH = 256, EVERY, ONCE, PID, QUIET };

static const struct option_spec own_options[] = {
	{ DIR_PATH, 'd', "dir", "DIR", "dataset directory", NULL },
	{ EVERY, 0, "every", "SECONDS",
	  "write at least so often, commits or not; 1 or more", "30" },
	{ ONCE, 0, "once", NULL, "write once and end", NULL },
	{ PID, 0, "pid", "PID", "end when this process is gone", NULL },
	{ QUIET, 'q', "quiet", NULL, "no live line on the terminal", NULL },
};

static const char *const usage[] = {
	"-d DIR [--every SECONDS] [--once] [--pid PID] [--quiet]", NULL
};

static const struct tool tool = {
	"vg-progress", usage,
	"Follow a dataset as it grows and keep its PROGRESS.txt true.",
	own_options, sizeof own_options / sizeof *own_options
};

struct request {
	const char *dir;
	uint64_t every_s, pid; /* pid 0: none */
	int once, live;
};

/* What is followed. */
struct follow {
	const struct request *request;
	struct directory dir;
	struct plan plan;
	struct coverage coverage;
	struct estimate estimate;
	struct progress state;
	double written_s; /* when the page was, monotonic */
	int page_failed;  /* the last time it was written */
};

/* Returns 1, 0 when the tool is done already, or -1. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	struct options o;
	const char *text;
	int id, operands = 0, bad = 0;

	if (options_begin(&o, &tool, argc, argv, d) != 0)
		return -1;
	while (!bad && (id = options_next(&o, &text, &operands, d)) > 0) {
		if (id == DIR_PATH)
			r->dir = text;
		else if (id == ONCE)
			r->once = 1;
		else if (id == QUIET)
			r->live = 0;
		else if (id == EVERY)
			bad = (number_parse(text, EVERY_MAX_S, &r->every_s) != 0 ||
			       r->every_s == 0) &&
			      diag_usage(d, "--every %s: not 1 to %d seconds",
			                 text, EVERY_MAX_S);
		else
			bad = (number_parse(text, INT32_MAX, &r->pid) != 0 ||
			       r->pid == 0) &&
			      diag_usage(d, "--pid %s: not a process", text);
	}
	options_free(&o);
	if (bad || id == OPTIONS_ERROR)
		return -1;
	if (id == OPTIONS_ANSWERED)
		return 0;
	if (r->dir == NULL)
		return diag_usage(d, "which directory? give -d DIR");
	return options_no_operands(argc, argv, operands, d) == 0 ? 1 : -1;
}

static double monotonic_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void nap(double seconds)
{
	struct timespec t = { (time_t)seconds,
		              (long)((seconds - (double)(time_t)seconds) * 1e9) };

	(void)nanosleep(&t, NULL);
}

/* Count what is there now; the plan may have grown. */
static int look(struct follow *f, int hash, struct diag *d)
{
	struct plan now;
	double at_s;

	if (planfile_open(&now, &f->dir, d) != 0)
		return -1;
	f->plan.samples = now.samples;
	if (coverage_count(&f->coverage, hash, &f->state.count, d) != 0)
		return -1;
	at_s = monotonic_s();
	estimate_observe(&f->estimate, at_s, f->state.count.samples, NULL, 0);
	f->state.estimate = estimate_at(&f->estimate, f->plan.samples);
	f->state.now_s = (int64_t)time(NULL);
	return 0;
}

/*
 * Replace PROGRESS.txt. That it cannot be written is said once and does not
 * end the watch.
 */
static void write_page(struct follow *f)
{
	char text[PROGRESS_TEXT_MAX];
	struct atomicfile file;
	struct diag d;
	int result;

	progress_page(&f->state, text);
	result = atomicfile_create(&file, &f->dir, PROGRESS_FILE, &d);
	if (result == 0)
		result = atomicfile_write(&file, text, strlen(text), &d);
	if (result == 0)
		result = atomicfile_replace(&file, &d);
	atomicfile_abandon(&file);
	if (result != 0 && !f->page_failed)
		(void)diag_report(&d, tool.name);
	f->page_failed = result != 0;
	f->written_s = monotonic_s();
}

static void show_line(const struct follow *f, const char *end)
{
	char text[PROGRESS_TEXT_MAX];

	if (!f->request->live)
		return;
	progress_line(&f->state, text);
	(void)fprintf(stderr, "\r%s\033[K%s", text, end);
}

/*
 * All planned samples seem to be there: hash the files, for COMPLETE means
 * complete. Returns 1 when it is, 0 when not, -1 with a diag.
 */
static int confirm(struct follow *f, struct diag *d)
{
	if (look(f, 1, d) != 0)
		return -1;
	return f->state.count.samples == f->plan.samples;
}

static int worker_gone(const struct request *r)
{
	return r->pid != 0 && kill((pid_t)r->pid, 0) != 0 && errno == ESRCH;
}

/* One look. Returns 1 when it was the last, 0 when not, -1 with a diag. */
static int step(struct follow *f, struct diag *d)
{
	const struct request *r = f->request;
	int last = r->once || worker_gone(r);
	int changed, whole = 0;

	if (manifest_refresh(f->coverage.manifest, &changed, d) != 0)
		return -1;
	/* The live line moves with the clock; the page with commits too. */
	if (!last && !changed &&
	    monotonic_s() - f->written_s < (double)r->every_s) {
		estimate_observe(&f->estimate, monotonic_s(),
		                 f->state.count.samples, NULL, 0);
		f->state.estimate = estimate_at(&f->estimate, f->plan.samples);
		show_line(f, "");
		return 0;
	}
	if (look(f, 0, d) != 0)
		return -1;
	if (f->state.count.samples == f->plan.samples &&
	    (whole = confirm(f, d)) < 0)
		return -1;
	if (whole)
		f->state.status = PROGRESS_COMPLETE;
	else if (last && !r->once)
		f->state.status = PROGRESS_INCOMPLETE;
	write_page(f);
	show_line(f, whole || last ? "\n" : "");
	return whole || last;
}

/*
 * Open the directory and its plan. Started together with vg-plan, it may be
 * a little early.
 */
static int open_plan(struct follow *f, struct diag *d)
{
	double begun_s = monotonic_s();

	for (;;) {
		if (directory_open(&f->dir, f->request->dir, 0, d) == 0) {
			if (planfile_open(&f->plan, &f->dir, d) == 0)
				return 0;
			directory_close(&f->dir);
		}
		if (f->request->once || monotonic_s() - begun_s > EARLY_S)
			return -1;
		nap(POLL_S);
	}
}

static int follow(struct follow *f, struct diag *d)
{
	int done;

	if (open_plan(f, d) != 0 ||
	    coverage_open(&f->coverage, &f->dir, &f->plan, d) != 0 ||
	    coverage_count(&f->coverage, 0, &f->state.count, d) != 0)
		return -1;
	f->state.plan = &f->plan;
	estimate_begin(&f->estimate, monotonic_s(), f->state.count.samples,
	               0);
	f->written_s = -EVERY_MAX_S; /* the first page is due at once */
	for (;;) {
		double begun_s = monotonic_s(), took_s;

		done = step(f, d);
		if (done != 0)
			break;
		took_s = monotonic_s() - begun_s;
		nap(took_s * POLL_SHARE > POLL_S ? took_s * POLL_SHARE
		                                 : POLL_S);
	}
	if (done < 0 && f->request->live)
		(void)fprintf(stderr, "\n");
	return done < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct request r = { .every_s = 30, .live = isatty(STDERR_FILENO) };
	struct follow f = { .request = &r, .dir.fd = -1 };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return DIAG_DONE;
	if (go < 0)
		return diag_report(&d, tool.name);
	result = follow(&f, &d);
	coverage_close(&f.coverage);
	directory_close(&f.dir);
	if (result != 0)
		return diag_report(&d, tool.name);
	if (f.page_failed)
		return DIAG_SYSTEM; /* why was said when it happened */
	return f.state.status == PROGRESS_COMPLETE ? DIAG_DONE : DIAG_DATA;
}
