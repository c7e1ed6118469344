/* The options of a run, and what can be checked of them at once. */
#include "run/run_options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dataset/lost_plan.h"
#include "dataset/replan.h"
#include "plan/plan_file.h"
#include "plan/plan_update.h"
#include "progress/copy_target.h"
#include "run/job.h"
#include "run/place.h"

#define JOBS_MAX 100000
#define EVERY_MAX_S 86400

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory; made if it does not exist",
	  OPTION_IS_TEXT(struct run_options, dir) },
	{ .name = "jobs", .letter = 'j', .argument = "N",
	  .help = "workers; else one for each processor that may be used",
	  OPTION_IS_COUNT(struct run_options, jobs), .min = 1, .max = JOBS_MAX },
	{ .name = "parallel",
	  .help = "run them with GNU parallel instead of xargs",
	  OPTION_IS_FLAG(struct run_options, parallel) },
	{ .name = "out", .letter = 'o', .argument = "FILE",
	  .help = "also write a copy of PROGRESS.txt to FILE",
	  .type = OPTION_LIST, .max = PUBLISHER_OUTS_MAX,
	  .offset = offsetof(struct run_options, out) },
	{ .name = "html", .argument = "FILE",
	  .help = "also keep FILE up to date as a web page",
	  OPTION_IS_TEXT(struct run_options, html) },
	{ .name = "exec", .argument = "CMD",
	  .help = "run this shell command after each update of PROGRESS.txt",
	  OPTION_IS_TEXT(struct run_options, command) },
	{ .name = "every", .argument = "SECONDS", .initial = "30",
	  .help = "update at least this often",
	  OPTION_IS_COUNT(struct run_options, every_s),
	  .min = 1, .max = EVERY_MAX_S },
	{ .name = "rehearse-above", .argument = "SECONDS", .initial = "300",
	  .help = "require a passed rehearsal for a longer run",
	  OPTION_IS_COUNT(struct run_options, rehearse_above_s),
	  .max = UINT32_MAX },
	{ .name = "reserve", .argument = "BYTES",
	  .help = "disk space to keep free; else 1 %, at most 1 GB",
	  OPTION_IS_BYTES(struct run_options, reserve_bytes), .max = INT64_MAX },
	{ .name = "alone",
	  .help = "ignore other unfinished datasets beside DIR",
	  OPTION_IS_FLAG(struct run_options, alone) },
	{ .name = "job", .argument = "CMD", .initial = "vg-render-ranges",
	  .help = "program that makes ranges, called with DIR ROOM RANGE...",
	  OPTION_IS_TEXT(struct run_options, job) },
};

static const struct option_spec of_run[] = {
	{ .name = "forecast",
	  .help = "print what the run needs, and stop",
	  OPTION_IS_FLAG(struct run_options, only_forecast) },
	{ .name = "no-rehearsal",
	  .help = "start a long run without one; REHEARSAL.txt records it",
	  OPTION_IS_FLAG(struct run_options, no_rehearsal) },
};

static const struct option_spec of_rehearsal[] = {
	{ .name = "rehearse-samples", .argument = "N",
	  .help = "make N samples; else a tenth, in about 5 seconds or more",
	  OPTION_IS_COUNT(struct run_options, rehearse_samples),
	  .min = 1, .max = PLAN_SAMPLES_MAX },
	{ .name = "rehearse-seconds", .argument = "N", .initial = "120",
	  .help = "take about N seconds at most",
	  OPTION_IS_COUNT(struct run_options, rehearse_s),
	  .min = 1, .max = UINT32_MAX },
	{ .name = "keep",
	  .help = "keep what was made",
	  OPTION_IS_FLAG(struct run_options, keep) },
};
#define COUNT(table) (sizeof(table) / sizeof *(table))

int run_options_parse(struct run_options *o, const char *name,
                      const char *summary, int rehearsal, int argc,
                      char **argv, struct diag *d)
{
	struct option_spec all[COUNT(options) + COUNT(of_run) +
	                       COUNT(of_rehearsal)];
	struct tool tool = { .name = name, .summary = summary, .options = all };
	int go;

	memcpy(all, options, sizeof options);
	tool.count = COUNT(options);
	if (rehearsal)
		memcpy(all + tool.count, of_rehearsal, sizeof of_rehearsal);
	else
		memcpy(all + tool.count, of_run, sizeof of_run);
	tool.count += rehearsal ? COUNT(of_rehearsal) : COUNT(of_run);
	o->only_forecast = o->no_rehearsal = o->keep = 0;
	o->rehearse_samples = o->rehearse_s = OPTION_NOT_GIVEN;
	go = plan_options_parse(&tool, offsetof(struct run_options, keys), 0,
	                        argc, argv, o, d);
	if (go > 0 && o->jobs == OPTION_NOT_GIVEN)
		o->jobs = place_processors();
	return go;
}

enum workers_engine run_options_engine(const struct run_options *o)
{
	return o->parallel ? WORKERS_PARALLEL : WORKERS_XARGS;
}

struct wish {
	const struct run_options *o;
	const struct directory *dir;
};

/* A plan_wish: what PLAN.txt, which SAYS so much or does not exist, is to be. */
static int wish(void *context, const struct plan *says, struct plan *p,
                struct diag *d)
{
	const struct wish *w = context;

	if (plan_options_apply(&w->o->keys, p, d) != 0)
		return -1;
	return says != NULL ? replan_agree(w->dir, says, p, d)
	                    : lost_plan_agree(w->dir, p, d);
}

int run_options_plan(const struct run_options *o, const struct directory *dir,
                     int dry_run, struct plan *p, struct diag *d)
{
	struct wish w = { o, dir };

	if (dir != NULL)
		return plan_update(p, dir, wish, &w, dry_run, d);
	plan_defaults(p);
	return plan_options_apply(&o->keys, p, d);
}

const char *run_options_renderer(const struct run_options *o)
{
	return plan_options_text(&o->keys, "renderer");
}

static int check_programs(const struct run_options *o, struct diag *d)
{
	const char *const names[] = {
		"vg-render", "vg-pack", "vg-progress", "vg-verify", "vg-index",
		"vg-forecast",
		workers_engine_name(run_options_engine(o)),
	};
	char path[JOB_PATH_MAX];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (job_find(names[i], path) != 0)
			return diag_system(d, ENOENT, "%s: not found; "
			                   "install it, or run make first",
			                   names[i]);
	return 0;
}

/* FILE, which option NAME gave, or else the folder that it leads to. */
static int check_folder(const char *name, const char *file,
                        const char *dataset, struct diag *d)
{
	struct atomicfile_path target;

	if (copy_target_find(&target, file, dataset, d) != 0)
		return diag_within(d, "--%s", name);
	if (access(file, W_OK) != 0 && access(target.dir, W_OK) != 0)
		return diag_system(d, errno, "--%s %s: the folder is missing "
		                   "or not writable", name, file);
	return 0;
}

int run_options_check(const struct run_options *o, struct diag *d)
{
	if (o->dir[0] == '\0')
		return diag_invalid(d, "--dir: must be the name of a directory");
	if (check_programs(o, d) != 0)
		return -1;
	for (size_t i = 0; o->out[i] != NULL; i++)
		if (check_folder("out", o->out[i], o->dir, d) != 0)
			return -1;
	return o->html != NULL ? check_folder("html", o->html, o->dir, d) : 0;
}
