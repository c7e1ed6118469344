/* vg-plan: say what a dataset is, and which ranges of it are to be made. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "archive/format_files.h"
#include "base/diag.h"
#include "base/directory.h"
#include "base/fdio.h"
#include "base/options.h"
#include "base/range.h"
#include "base/share.h"
#include "dataset/dataset.h"
#include "dataset/failure_log.h"
#include "dataset/checkpoint_check.h"
#include "dataset/leftovers.h"
#include "dataset/lost_plan.h"
#include "dataset/manifest_append.h"
#include "dataset/presence.h"
#include "dataset/replan.h"
#include "forecast/format_sizes.h"
#include "plan/plan.h"
#include "plan/plan_file.h"
#include "plan/plan_options.h"
#include "plan/plan_update.h"
#include "scene/scene.h"
#include "scene/scene_summary.h"

#include "status.h"

struct request {
	const char *dir, *like; /* or NULL */
	int skip_done, verify, fingerprint, show, dry_run;
	struct share part;
	struct plan_options keys;
};

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR",
	  .help = "dataset directory; it and PLAN.txt are made if they do not exist",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "like", .argument = "OTHER", .requires = "dir",
	  .help = "give the new dataset DIR the scene of dataset OTHER",
	  OPTION_IS_TEXT(struct request, like) },
	{ .name = "dry-run",
	  .help = "check and answer as usual, but change nothing on disk",
	  OPTION_IS_FLAG(struct request, dry_run) },
	{ .name = "skip-done", .requires = "dir",
	  .help = "leave out checkpoints that are there already",
	  OPTION_IS_FLAG(struct request, skip_done) },
	{ .name = "verify", .requires = "skip-done",
	  .help = "hash those checkpoints first; plan damaged ones again",
	  OPTION_IS_FLAG(struct request, verify) },
	{ .name = "part", .argument = "I/N",
	  .help = "print the I-th of N disjoint shares",
	  .type = OPTION_OTHER, .parse = share_parse,
	  .offset = offsetof(struct request, part) },
	{ .name = "fingerprint",
	  .help = "print the plan's fingerprint instead of ranges",
	  OPTION_IS_FLAG(struct request, fingerprint) },
	{ .name = "show", .excludes = "fingerprint",
	  .help = "print the plan's arrays, bytes, object and cameras instead of "
	          "ranges",
	  OPTION_IS_FLAG(struct request, show) },
};

static const struct tool tool = {
	.name = "vg-plan",
	.summary = "Create or check the plan of a dataset and print the ranges "
	           "that remain to be made, one a line.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* What a plan is made from. */
struct planning {
	const struct request *request;
	struct plan like; /* the other dataset's, with --like */
	struct dataset dataset;
};

static int read_like(struct planning *g, struct diag *d)
{
	struct dataset other = DATASET_CLOSED;
	int result = 0;

	if (g->request->like == NULL)
		return 0;
	result = dataset_open(&other, g->request->like, d);
	g->like = other.plan;
	dataset_close(&other);
	return result;
}

/* Of the other dataset, extent and storage may differ. */
static int agree_with_like(const struct planning *g, const struct plan *p,
                           struct diag *d)
{
	struct plan like = g->like;

	like.samples = p->samples;
	like.interval = p->interval;
	like.format = p->format;
	like.compress = p->compress;
	return plan_options_agree(&like, p, "the other PLAN.txt", d);
}

/*
 * Make *P, which is SAYS or has the defaults, what was asked for, and see
 * whether its scenes can be made.
 */
static int ask(const struct planning *g, const struct plan *says,
               struct plan *p, struct diag *d)
{
	const struct request *r = g->request;

	if (r->like != NULL && says != NULL)
		return diag_data(d, "%s/%s: exists already; --like is only for "
		                 "a new dataset", r->dir, PLAN_FILE_NAME);
	if (r->like != NULL)
		*p = g->like;
	if (plan_options_apply(&r->keys, p, d) != 0 ||
	    (plan_is_ours(p) && scene_check(p, d) != 0))
		return -1;
	return r->like != NULL ? agree_with_like(g, p, d) : 0;
}

/*
 * Refuse P, the plan of S, if samples were made under another. IS_LOST: there
 * is no PLAN.txt.
 */
static int look_at_committed(struct dataset *s, int is_lost,
                             const struct plan *p, struct diag *d)
{
	int result;

	if (is_lost && lost_plan_agree(&s->dir, p, d) != 0)
		return -1;
	dataset_forget(s);
	result = dataset_refresh(s, NULL, d);
	if (result == 0 || !is_lost || d->kind != DIAG_DATA)
		return result;
	(void)diag_within(d, "%s/%s does not exist", s->dir.path,
	                  PLAN_FILE_NAME);
	return lost_plan_advise(&s->dir, d);
}

/* A plan_wish: P is the dataset's. */
static int wish(void *context, const struct plan *says, struct plan *p,
                struct diag *d)
{
	struct planning *g = context;
	struct dataset *s = &g->dataset;

	if (ask(g, says, p, d) != 0 ||
	    (says != NULL && replan_agree(&s->dir, says, p, d) != 0))
		return -1;
	if (look_at_committed(s, says == NULL, p, d) != 0)
		return -1;
	/* No samples are planned that could not be committed. */
	if (g->request->dry_run ||
	    (says != NULL && p->samples <= says->samples))
		return 0;
	return manifest_check_writable(&s->dir, MANIFEST_NAME, d);
}

/*
 * Print the ranges of this part, but not those present in DONE, if given, with
 * --verify by CHECK. Where all of the plan is present, notes of what failed are
 * of no use any more, and go.
 */
static int print_ranges(const struct request *r, const struct plan *p,
                        const struct dataset *done,
                        struct checkpoint_check *check, struct diag *d)
{
	uint64_t checkpoints = plan_checkpoints(p), missing = 0;

	for (uint64_t k = r->part.index; k < checkpoints; k += r->part.count) {
		int state = PRESENCE_MISSING;

		if (done != NULL)
			state = r->verify
			            ? checkpoint_check_file(check, k, 0, NULL,
			                                    NULL, d)
			            : presence_look(done, k, NULL, d);
		if (state < 0)
			return -1;
		/* A larger plan made more of it: no work is left there. */
		if (state == PRESENCE_PRESENT || state == PRESENCE_BEYOND)
			continue;
		missing++;
		if (range_print(plan_checkpoint_range(p, k), d) != 0)
			return -1;
	}
	if (done != NULL && r->part.count == 1 && missing == 0 && !r->dry_run)
		failure_log_forget(&done->dir);
	return 0;
}

static int print_fingerprint(const struct plan *p, struct diag *d)
{
	uint64_t fingerprint;

	if (plan_fingerprint(p, &fingerprint, d) != 0)
		return -1;
	if (printf("%016" PRIx64 "\n", fingerprint) < 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

static int print_description(const struct plan *p, struct diag *d)
{
	struct format_sizes sizes;
	char *text;
	int result = -1;

	format_sizes_estimate(&sizes, p);
	text = scene_summary_format(p, sizes.planned, d);
	if (text == NULL)
		return -1;
	if (fputs(text, stdout) >= 0) {
		format_sizes_put(stdout, &sizes, p->samples);
		result = 0;
	}
	free(text);
	if (result != 0 || ferror(stdout))
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* What was asked for of plan P; DONE is given with --skip-done. */
static int answer(const struct request *r, const struct plan *p,
                  const struct dataset *done, struct diag *d)
{
	struct checkpoint_check check = { .content = NULL };
	int result = 0;

	if (r->show)
		return print_description(p, d);
	if (r->fingerprint)
		return print_fingerprint(p, d);
	if (done != NULL && r->verify)
		result = checkpoint_check_init(&check, done, d);
	if (result == 0)
		result = print_ranges(r, p, done, &check, d);
	checkpoint_check_free(&check);
	return result;
}

/* The plan of no directory, or of one that is not to be made. */
static int run_alone(const struct planning *g, struct diag *d)
{
	struct plan p;

	plan_defaults(&p);
	if (ask(g, NULL, &p, d) != 0)
		return -1;
	return answer(g->request, &p, NULL, d);
}

static int run_in_directory(struct planning *g, struct diag *d)
{
	const struct request *r = g->request;
	struct dataset *s = &g->dataset;

	if (dataset_open_unplanned(s, r->dir, d) != 0 ||
	    plan_update(&s->plan, &s->dir, wish, g, r->dry_run, d) != 0)
		return -1;
	if (r->skip_done && !r->dry_run && dataset_saw_temporary(s) &&
	    leftovers_sweep(&s->dir, d) != 0)
		return -1;
	return answer(r, &s->plan, r->skip_done ? s : NULL, d);
}

static int run(struct planning *g, struct diag *d)
{
	const struct request *r = g->request;
	int is_new = r->dir != NULL && access(r->dir, F_OK) != 0;
	struct plan p;
	int result;

	if (read_like(g, d) != 0)
		return -1;
	if (r->dir == NULL || (is_new && r->dry_run))
		return run_alone(g, d);
	/* A plan that is refused leaves no directory behind. */
	plan_defaults(&p);
	if (is_new && ask(g, NULL, &p, d) != 0)
		return -1;
	result = run_in_directory(g, d);
	if (result != 0 && is_new)
		(void)rmdir(r->dir); /* nor does one that cannot be written */
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { .part = SHARE_ALL };
	struct planning g = { .request = &r, .dataset = DATASET_CLOSED };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = plan_options_parse(&tool, offsetof(struct request, keys), 0,
	                        argc, argv, &r, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0)
		return status_report(&d, tool.name);
	result = run(&g, &d);
	dataset_close(&g.dataset);
	if (result != 0)
		return status_report(&d, tool.name);
	if (fflush(stdout) != 0) {
		(void)diag_system(&d, errno, "standard output: write");
		return status_report(&d, tool.name);
	}
	return STATUS_DONE;
}
