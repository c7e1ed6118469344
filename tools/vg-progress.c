/* vg-progress: follow the manifests and keep PROGRESS.txt true. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "atomicfile.h"
#include "coverage.h"
#include "diag.h"
#include "directory.h"
#include "estimate.h"
#include "failures.h"
#include "fdio.h"
#include "heartbeat.h"
#include "history.h"
#include "hook.h"
#include "number.h"
#include "options.h"
#include "plan.h"
#include "planfile.h"
#include "progress.h"
#include "steady.h"

#define POLL_S 0.2
#define POLL_SHARE 5.0 /* a look takes at most one part in this of the time */
#define EVERY_MAX_S 86400
#define EARLY_S 5.0    /* how long to wait for a plan to appear */
#define START_SLACK_S 2 /* the first workers may begin before us */
#define PROGRESS_FILE "PROGRESS.txt"
#define PATH_MAX_BYTES 4096
#define OUTS_MAX 16
#define FLIGHTS_MAX 1024

enum { DIR_PATH = 256, EVERY, EXEC, JSON, ONCE, OUT, PID, QUIET,
       STALLED_EXIT };

static const struct option_spec own_options[] = {
	{ DIR_PATH, 'd', "dir", "DIR", "dataset directory", NULL },
	{ EVERY, 0, "every", "SECONDS",
	  "write at least so often, commits or not; 1 or more", "30" },
	{ EXEC, 0, "exec", "CMD",
	  "after each update, run this shell command on the file, $1", NULL },
	{ JSON, 0, "json", NULL,
	  "print each update as a JSON object, one a line", NULL },
	{ ONCE, 0, "once", NULL, "write once and end", NULL },
	{ OUT, 'o', "out", "FILE", "write a copy there too; may be repeated",
	  NULL },
	{ PID, 0, "pid", "PID", "end when this process is gone", NULL },
	{ QUIET, 'q', "quiet", NULL, "no live line on the terminal", NULL },
	{ STALLED_EXIT, 0, "stalled-exit", NULL,
	  "end with status 1 when the work stalls", NULL },
};

static const char *const usage[] = {
	"-d DIR [--every SECONDS] [--exec CMD] [--json] [--once] "
	"[--out FILE] [--pid PID] [--quiet] [--stalled-exit]",
	NULL
};

static const struct tool tool = {
	"vg-progress", usage,
	"Follow a dataset as it grows and keep its PROGRESS.txt true.",
	own_options, sizeof own_options / sizeof *own_options
};

/* A file that is kept true. */
struct page {
	char dir[PATH_MAX_BYTES];
	const char *name;
	int failed; /* the last time it was written */
};

struct request {
	const char *dir;
	uint64_t every_s, pid; /* pid 0: none */
	int once, live, json, stalled_exit;
	const char *command;
	struct page out[OUTS_MAX + 1]; /* the first one is PROGRESS.txt */
	unsigned outs;
};

/* What is followed. */
struct follow {
	struct request *request;
	struct directory dir;
	struct plan plan;
	struct coverage coverage;
	struct estimate estimate;
	struct progress state;
	struct hook hook;
	char path[PATH_MAX_BYTES]; /* of the page, for the hook */
	struct schedule_flight flight[FLIGHTS_MAX];
	unsigned flights, dead;  /* heartbeats: living ones, and others */
	struct range dead_range; /* one of those */
	int64_t begun_s;         /* the run, seconds since 1970 */
	double written_s;        /* when the page was, steady */
	enum estimate_pace written_pace;
};

/* Split FILE into the directory and the name of R's next page. */
static int add_out(struct request *r, const char *file, struct diag *d)
{
	const char *slash = strrchr(file, '/');
	struct page *page = &r->out[r->outs];
	size_t length = slash != NULL ? (size_t)(slash - file) : 0;

	if (r->outs > OUTS_MAX)
		return diag_usage(d, "--out %s: more than %d", file, OUTS_MAX);
	page->name = slash != NULL ? slash + 1 : file;
	if (page->name[0] == '\0' || length >= sizeof page->dir ||
	    strlen(page->name) >= ATOMICFILE_NAME_MAX)
		return diag_usage(d, "--out %s: not the name of a file, or too "
		                  "long", file);
	(void)snprintf(page->dir, sizeof page->dir, "%.*s", (int)length, file);
	if (length == 0)
		(void)snprintf(page->dir, sizeof page->dir, "%s",
		               slash != NULL ? "/" : ".");
	r->outs++;
	return 0;
}

static int take_every(struct request *r, const char *text, struct diag *d)
{
	if (number_parse(text, EVERY_MAX_S, &r->every_s) != 0 ||
	    r->every_s == 0)
		return diag_usage(d, "--every %s: not 1 to %d seconds", text,
		                  EVERY_MAX_S);
	return 0;
}

static int take_pid(struct request *r, const char *text, struct diag *d)
{
	if (number_parse(text, INT32_MAX, &r->pid) != 0 || r->pid == 0)
		return diag_usage(d, "--pid %s: not a process", text);
	return 0;
}

static int take(struct request *r, int id, const char *text, struct diag *d)
{
	switch (id) {
	case DIR_PATH:
		r->dir = text;
		return 0;
	case EVERY:
		return take_every(r, text, d);
	case EXEC:
		r->command = text;
		return 0;
	case JSON:
		r->json = 1;
		return 0;
	case ONCE:
		r->once = 1;
		return 0;
	case OUT:
		return add_out(r, text, d);
	case PID:
		return take_pid(r, text, d);
	case QUIET:
		r->live = 0;
		return 0;
	default:
		r->stalled_exit = 1;
		return 0;
	}
}

/* Returns 1, 0 when the tool is done already, or -1. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	struct options o;
	const char *text;
	int id, operands = 0, bad = 0;

	if (options_begin(&o, &tool, argc, argv, d) != 0)
		return -1;
	while (!bad && (id = options_next(&o, &text, &operands, d)) > 0)
		bad = take(r, id, text, d) != 0;
	options_free(&o);
	if (bad || id == OPTIONS_ERROR)
		return -1;
	if (id == OPTIONS_ANSWERED)
		return 0;
	if (r->dir == NULL)
		return diag_usage(d, "which directory? give -d DIR");
	return options_no_operands(argc, argv, operands, d) == 0 ? 1 : -1;
}

static void nap(double seconds)
{
	struct timespec t = { (time_t)seconds,
		              (long)((seconds - (double)(time_t)seconds) * 1e9) };

	(void)nanosleep(&t, NULL);
}

/* Whether checkpoint K is planned, and not in the manifests yet. */
static int is_wanted(const struct follow *f, uint64_t first, uint64_t count)
{
	uint64_t k = first / f->plan.interval;
	const struct manifest_entry *e;

	if (first >= f->plan.samples || count > f->plan.interval)
		return 0;
	e = manifest_find(f->coverage.manifest, k);
	return e == NULL || e->count < plan_checkpoint_count(&f->plan, k);
}

/*
 * See what is in flight. After the manifests, so that what was committed
 * meanwhile counts once.
 */
static int look_up(struct follow *f, struct diag *d)
{
	struct heartbeat_seen seen[FLIGHTS_MAX];
	unsigned n;

	if (heartbeat_read(&f->dir, seen, FLIGHTS_MAX, &n, d) != 0)
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

/* Count what is committed now; the plan may have grown. */
static int count(struct follow *f, int hash, struct diag *d)
{
	struct plan now;

	if (planfile_open(&now, &f->dir, d) != 0)
		return -1;
	f->plan.samples = now.samples;
	return coverage_count(&f->coverage, hash, &f->state.count, d);
}

/* Take what was seen into the estimate. */
static void estimate(struct follow *f)
{
	estimate_observe(&f->estimate, steady_s(), f->state.count.samples,
	                 f->flight, f->flights);
	f->state.estimate = estimate_at(&f->estimate, f->plan.samples);
	f->state.now_s = (int64_t)time(NULL);
}

/* What only the page tells. */
static void look_around(struct follow *f)
{
	struct failures *failed = &f->state.failures;
	struct statvfs fs;

	failures_count(&f->dir, f->begun_s, failed);
	failed->times += f->dead; /* killed: they could not say so */
	failed->ranges += f->dead;
	if (f->dead > 0 && failed->worst_times == 0) {
		failed->worst = f->dead_range;
		failed->worst_times = 1;
	}
	f->state.free_bytes = UINT64_MAX;
	if (fstatvfs(f->dir.fd, &fs) == 0)
		f->state.free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
}

/*
 * Replace the file of PAGE. That it cannot be written is said once and does
 * not end the watch.
 */
static void write_page(struct page *page, const char *text)
{
	struct directory dir;
	struct atomicfile file = { .fd = -1 };
	struct diag d;
	int result = directory_open(&dir, page->dir, 0, &d);

	if (result == 0)
		result = atomicfile_create(&file, &dir, page->name, &d);
	if (result == 0)
		result = atomicfile_write(&file, text, strlen(text), &d);
	if (result == 0)
		result = atomicfile_replace(&file, &d);
	atomicfile_abandon(&file);
	directory_close(&dir);
	if (result != 0 && !page->failed)
		(void)diag_report(&d, tool.name);
	page->failed = result != 0;
}

/* Tell everybody. Returns 0, or -1 with a diag: standard output is gone. */
static int publish(struct follow *f, struct diag *d)
{
	struct request *r = f->request;
	char text[PROGRESS_TEXT_MAX];

	look_around(f);
	if (f->state.status == PROGRESS_COMPLETE)
		failures_forget(&f->dir);
	progress_page(&f->state, text);
	for (unsigned i = 0; i < r->outs; i++)
		write_page(&r->out[i], text);
	f->written_s = steady_s();
	f->written_pace = f->state.estimate.pace;
	hook_due(&f->hook);
	if (!r->json)
		return 0;
	progress_json(&f->state, text);
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

static void show_line(const struct follow *f, const char *end)
{
	char text[PROGRESS_TEXT_MAX];

	if (!f->request->live)
		return;
	progress_line(&f->state, text);
	(void)fprintf(stderr, "\r%s\033[K%s", text, end);
}

static void tend_hook(struct follow *f)
{
	struct diag d;

	if (hook_tend(&f->hook, steady_s(), &d) != 0)
		(void)diag_report(&d, tool.name);
}

static int worker_gone(const struct request *r)
{
	return r->pid != 0 && kill((pid_t)r->pid, 0) != 0 && errno == ESRCH;
}

/*
 * Count again, and if all planned samples seem to be there, hash the files,
 * for COMPLETE means complete. Returns 0 or -1.
 */
static int recount(struct follow *f, int last, struct diag *d)
{
	struct progress *p = &f->state;

	if (count(f, 0, d) != 0 ||
	    (p->count.samples == f->plan.samples && count(f, 1, d) != 0))
		return -1;
	if (p->count.samples == f->plan.samples)
		p->status = PROGRESS_COMPLETE;
	else if (last)
		p->status = PROGRESS_INCOMPLETE;
	return 0;
}

/* One look. Returns 1 when it was the last, 0 when not, -1 with a diag. */
static int step(struct follow *f, struct diag *d)
{
	const struct request *r = f->request;
	int gone = worker_gone(r), last = r->once || gone;
	int changed, due, stalled;

	if (manifest_refresh(f->coverage.manifest, &changed, d) != 0 ||
	    look_up(f, d) != 0)
		return -1;
	due = last || changed ||
	      steady_s() - f->written_s >= (double)r->every_s;
	if (due && recount(f, gone && !r->once, d) != 0)
		return -1;
	estimate(f);
	last = last || f->state.status == PROGRESS_COMPLETE;
	stalled = r->stalled_exit && !last &&
	          f->state.estimate.pace == ESTIMATE_STALLED;
	if ((due || f->state.estimate.pace != f->written_pace) &&
	    publish(f, d) != 0)
		return -1;
	show_line(f, last || stalled ? "\n" : "");
	return last || stalled;
}

/*
 * Open the directory and its plan. Started together with vg-plan, it may be
 * a little early.
 */
static int open_plan(struct follow *f, struct diag *d)
{
	double begun_s = steady_s();

	for (;;) {
		if (directory_open(&f->dir, f->request->dir, 0, d) == 0) {
			if (planfile_open(&f->plan, &f->dir, d) == 0)
				return 0;
			directory_close(&f->dir);
		}
		if (f->request->once || steady_s() - begun_s > EARLY_S)
			return -1;
		nap(POLL_S);
	}
}

/*
 * The present checkpoints in *OUT, for the caller to free, their times those
 * of the steady clock. Returns how many, or -1 with a diag.
 */
static int64_t commits(const struct follow *f, struct history_commit **out,
                       struct diag *d)
{
	uint64_t end = manifest_end(f->coverage.manifest);
	double offset_s = steady_s() - (double)time(NULL);
	struct history_commit *c = calloc(end + 1, sizeof *c);
	struct diag ignored;
	int64_t n = 0;

	*out = c;
	if (c == NULL)
		return diag_system(d, ENOMEM, "history");
	for (uint64_t k = 0; k < end; k++) {
		const struct manifest_entry *e;

		if (k >= plan_checkpoints(&f->plan) ||
		    coverage_look(&f->coverage, k, &ignored) !=
		        COVERAGE_PRESENT)
			continue;
		e = manifest_find(f->coverage.manifest, k);
		c[n].at_s = (double)e->committed_s + offset_s;
		c[n].first = k * f->plan.interval;
		c[n++].count = e->count;
	}
	return n;
}

/* Take up what was made before: by this run, if one goes on, or others. */
static int catch_up(struct follow *f, struct diag *d)
{
	struct history_commit *c;
	double now_s = steady_s();
	uint64_t from, n;
	int64_t all;

	if (count(f, 0, d) != 0 || look_up(f, d) != 0)
		return -1;
	all = commits(f, &c, d);
	if (all < 0)
		return -1;
	n = (uint64_t)all;
	history_sort(c, n);
	from = history_run(c, n, f->flight, f->flights, now_s);
	f->state.earlier_s = history_worked_s(c, from);
	if (f->flights > 0)
		history_replay(&f->estimate, c, from, n, f->flight, f->flights,
		               now_s);
	else
		estimate_begin(&f->estimate, now_s, f->state.count.samples, 0);
	free(c);
	f->begun_s = (int64_t)time(NULL) - (int64_t)f->estimate.elapsed_s -
	             START_SLACK_S;
	return 0;
}

static void wait_for_hook(struct follow *f)
{
	do
		tend_hook(f);
	while (hook_busy(&f->hook) && (nap(POLL_S / 10), 1));
}

static int follow(struct follow *f, struct diag *d)
{
	int done = 0;

	if (open_plan(f, d) != 0 ||
	    coverage_open(&f->coverage, &f->dir, &f->plan, d) != 0 ||
	    catch_up(f, d) != 0)
		return -1;
	f->state.plan = &f->plan;
	f->written_s = -EVERY_MAX_S; /* the first page is due at once */
	while (done == 0) {
		double begun_s = steady_s(), took_s;

		done = step(f, d);
		tend_hook(f);
		took_s = steady_s() - begun_s;
		if (done == 0)
			nap(took_s * POLL_SHARE > POLL_S ? took_s * POLL_SHARE
			                                 : POLL_S);
	}
	wait_for_hook(f);
	if (done < 0 && f->request->live)
		(void)fprintf(stderr, "\n");
	return done < 0 ? -1 : 0;
}

/* The status to end with. */
static int conclude(const struct follow *f)
{
	const struct request *r = f->request;

	for (unsigned i = 0; i < r->outs; i++)
		if (r->out[i].failed)
			return DIAG_SYSTEM; /* why was said when it happened */
	if (f->state.status == PROGRESS_COMPLETE)
		return DIAG_DONE;
	return DIAG_DATA;
}

int main(int argc, char **argv)
{
	struct request r = { .every_s = 30, .live = isatty(STDERR_FILENO),
		             .outs = 1 };
	struct follow f = { .request = &r, .dir.fd = -1 };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return DIAG_DONE;
	if (go < 0)
		return diag_report(&d, tool.name);
	(void)snprintf(r.out[0].dir, sizeof r.out[0].dir, "%s", r.dir);
	r.out[0].name = PROGRESS_FILE;
	(void)snprintf(f.path, sizeof f.path, "%.*s/%s", PATH_MAX_BYTES - 32,
	               r.dir, PROGRESS_FILE);
	f.hook.command = r.command;
	f.hook.path = f.path;
	result = follow(&f, &d);
	coverage_close(&f.coverage);
	directory_close(&f.dir);
	return result == 0 ? conclude(&f) : diag_report(&d, tool.name);
}
