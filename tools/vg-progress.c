/* vg-progress: follow the manifests and keep PROGRESS.txt true. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contact.h"
#include "diag.h"
#include "fdio.h"
#include "follow.h"
#include "hook.h"
#include "number.h"
#include "options.h"
#include "outlet.h"
#include "progress.h"
#include "steady.h"
#include "webpage.h"

#define POLL_S 0.2
#define POLL_SHARE 5.0 /* a look takes at most one part in this of the time */
#define EVERY_MAX_S 86400
#define EARLY_S 5.0    /* how long to wait for a plan to appear */
#define PROGRESS_FILE "PROGRESS.txt"
#define OUTS_MAX 16

enum { DIR_PATH = 256, EVERY, EXEC, HTML, JSON, ONCE, OUT, PID, QUIET,
       STALLED_EXIT };

static const struct option_spec own_options[] = {
	{ DIR_PATH, 'd', "dir", "DIR", "dataset directory", NULL },
	{ EVERY, 0, "every", "SECONDS",
	  "write at least so often, commits or not; 1 or more", "30" },
	{ EXEC, 0, "exec", "CMD",
	  "after each update, run this shell command on the file, $1", NULL },
	{ HTML, 0, "html", "FILE", "keep a web page there true as well", NULL },
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
	"-d DIR [--every SECONDS] [--exec CMD] [--html FILE] [--json] "
	"[--once] [--out FILE] [--pid PID] [--quiet] [--stalled-exit]",
	NULL
};

static const struct tool tool = {
	"vg-progress", usage,
	"Follow a dataset as it grows and keep its PROGRESS.txt true.",
	own_options, sizeof own_options / sizeof *own_options
};

struct request {
	const char *dir;
	uint64_t every_s, pid; /* pid 0: none */
	int once, live, json, stalled_exit;
	const char *command, *html; /* or NULL */
	const char *out[OUTS_MAX];
	unsigned outs;
};

/* A watch that goes on. */
struct watch {
	const struct request *request;
	struct follow follow;
	char path[OUTLET_PATH_MAX]; /* of PROGRESS.txt, for the hook */
	struct outlet outlet[OUTS_MAX + 1]; /* the first is PROGRESS.txt */
	unsigned outlets;
	struct outlet html;
	struct contact contact;
	struct hook hook;
	double written_s;           /* when they were, steady */
	enum estimate_pace written_pace;
};

static int take_out(struct request *r, const char *text, struct diag *d)
{
	if (r->outs == OUTS_MAX)
		return diag_usage(d, "--out %s: more than %d", text, OUTS_MAX);
	r->out[r->outs++] = text;
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
	case HTML:
		r->html = text;
		return 0;
	case JSON:
		r->json = 1;
		return 0;
	case ONCE:
		r->once = 1;
		return 0;
	case OUT:
		return take_out(r, text, d);
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

/* That a file cannot be written is said once and does not end the watch. */
static void write_outlet(struct outlet *o, const char *text, size_t size)
{
	int failed = o->failed;
	struct diag d;

	if (outlet_write(o, text, size, &d) != 0 && !failed)
		(void)diag_report(&d, tool.name);
}

/* Returns 0, or -1 with a diag when memory is short. */
static int write_html(struct watch *w, struct diag *d)
{
	struct follow *f = &w->follow;
	enum progress_status status = f->state.status;
	struct webpage page = {
		.name = w->request->dir, .progress = &f->state,
		.census = &f->census, .course = &f->course,
		.contact = &w->contact,
		.every_s = (unsigned)w->request->every_s,
		.ended = status == PROGRESS_COMPLETE ||
		         status == PROGRESS_INCOMPLETE };
	size_t length;
	char *text;

	if (f->state.count.checkpoints > 0)
		contact_show(&w->contact, &f->dir, &f->plan,
		             f->state.count.last,
		             manifest_find(f->coverage.manifest,
		                           f->state.count.last));
	text = webpage_text(&page, &length, d);
	if (text == NULL)
		return -1;
	write_outlet(&w->html, text, length);
	free(text);
	return 0;
}

/* Tell everybody. Returns 0, or -1 with a diag: standard output is gone. */
static int publish(struct watch *w, struct diag *d)
{
	struct progress *p = &w->follow.state;
	char text[PROGRESS_TEXT_MAX];

	follow_around(&w->follow);
	progress_page(p, text);
	for (unsigned i = 0; i < w->outlets; i++)
		write_outlet(&w->outlet[i], text, strlen(text));
	if (w->request->html != NULL && write_html(w, d) != 0)
		return -1;
	w->written_s = steady_s();
	w->written_pace = p->estimate.pace;
	hook_due(&w->hook);
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
	progress_line(&w->follow.state, text);
	(void)fprintf(stderr, "\r%s\033[K%s", text, end);
}

static void tend_hook(struct watch *w)
{
	struct diag d;

	if (hook_tend(&w->hook, steady_s(), &d) != 0)
		(void)diag_report(&d, tool.name);
}

static void wait_for_hook(struct watch *w)
{
	do
		tend_hook(w);
	while (hook_busy(&w->hook) && (steady_nap(POLL_S / 10), 1));
}

static int worker_gone(const struct request *r)
{
	return r->pid != 0 && kill((pid_t)r->pid, 0) != 0 && errno == ESRCH;
}

/* One look. Returns 1 when it was the last, 0 when not, -1 with a diag. */
static int step(struct watch *w, struct diag *d)
{
	const struct request *r = w->request;
	struct follow *f = &w->follow;
	int gone = worker_gone(r), last = r->once || gone;
	int changed, due, stalled;

	if (follow_look(f, &changed, d) != 0)
		return -1;
	due = last || changed ||
	      steady_s() - w->written_s >= (double)r->every_s;
	if (due && follow_count(f, gone && !r->once, d) != 0)
		return -1;
	follow_estimate(f);
	last = last || f->state.status == PROGRESS_COMPLETE;
	stalled = r->stalled_exit && !last &&
	          f->state.estimate.pace == ESTIMATE_STALLED;
	if ((due || f->state.estimate.pace != w->written_pace) &&
	    publish(w, d) != 0)
		return -1;
	show_line(w, last || stalled ? "\n" : "");
	return last || stalled;
}

/* Open what is followed and what is written. Returns 0, or -1 with a diag. */
static int begin(struct watch *w, const struct request *r, struct diag *d)
{
	w->request = r;
	(void)snprintf(w->path, sizeof w->path, "%.*s/%s",
	               OUTLET_PATH_MAX - 32, r->dir, PROGRESS_FILE);
	if (outlet_init(&w->outlet[w->outlets++], w->path, d) != 0)
		return -1;
	for (unsigned i = 0; i < r->outs; i++)
		if (outlet_init(&w->outlet[w->outlets++], r->out[i], d) != 0)
			return diag_within(d, "--out");
	if (r->html != NULL && outlet_init(&w->html, r->html, d) != 0)
		return diag_within(d, "--html");
	w->hook.command = r->command;
	w->hook.path = w->path;
	w->written_s = -EVERY_MAX_S; /* the first page is due at once */
	return follow_open(&w->follow, r->dir, r->once ? 0 : EARLY_S, d);
}

/* Returns 0, or -1 with a diag. */
static int watch(struct watch *w, struct diag *d)
{
	int done = 0;

	while (done == 0) {
		double begun_s = steady_s(), took_s;

		done = step(w, d);
		tend_hook(w);
		took_s = steady_s() - begun_s;
		if (done == 0)
			steady_nap(took_s * POLL_SHARE > POLL_S
			               ? took_s * POLL_SHARE
			               : POLL_S);
	}
	wait_for_hook(w);
	if (done < 0 && w->request->live)
		(void)fprintf(stderr, "\n");
	return done < 0 ? -1 : 0;
}

/* The status to end with. */
static int conclude(const struct watch *w)
{
	if (w->html.failed)
		return DIAG_SYSTEM;
	for (unsigned i = 0; i < w->outlets; i++)
		if (w->outlet[i].failed)
			return DIAG_SYSTEM; /* why was said when it happened */
	if (w->follow.state.status == PROGRESS_COMPLETE)
		return DIAG_DONE;
	return DIAG_DATA;
}

int main(int argc, char **argv)
{
	struct request r = { .every_s = 30, .live = isatty(STDERR_FILENO) };
	struct watch w = { .follow.dir.fd = -1 };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return DIAG_DONE;
	if (go < 0)
		return diag_report(&d, tool.name);
	result = begin(&w, &r, &d);
	if (result == 0)
		result = watch(&w, &d);
	contact_free(&w.contact);
	follow_close(&w.follow);
	return result == 0 ? conclude(&w) : diag_report(&d, tool.name);
}
