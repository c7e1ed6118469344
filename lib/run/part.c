/* Make parts of a dataset, and measure them for its forecast. */
#include "run/part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "forecast/measure_run.h"
#include "forecast/part_size.h"
#include "plan/plan_file.h"
#include "run/reports.h"
#include "run/scratch.h"
#include "run/supervise.h"

#define PART "part" /* the dataset in the scratch directory */

/* The commits of a part, as they are reported. */
struct commits {
	double begun_s, *committed_s;
	uint64_t count;
	const struct part_setup *setup;
};

static void committed(void *context, uint64_t k)
{
	struct commits *c = context;

	if (k < c->count)
		c->committed_s[k] = clock_monotonic_s();
}

static void said(void *context, const char *message)
{
	const struct commits *c = context;

	c->setup->said(c->setup->context, message);
}

/* The plan of a part: EACH samples in each of two checkpoints a worker. */
static struct plan plan_part(const struct part_setup *setup, uint64_t each)
{
	struct plan p = *setup->plan;

	p.samples = 2 * each * setup->jobs;
	p.interval = each < p.interval ? each : p.interval;
	return p;
}

/* Make the directory and the plan of a part. */
static int begin_part(const struct scratch *scratch, const struct plan *plan,
                      const char *path, struct diag *d)
{
	struct directory dir = { .fd = -1 };
	int error = scratch_remove_tree(scratch->dir.fd, PART);
	int result;

	if (error != 0)
		return diag_system(d, error, "%s: remove", path);
	result = directory_open(&dir, path, 1, d);
	if (result == 0)
		result = plan_file_write(plan, &dir, 0, d);
	directory_close(&dir);
	return result;
}

/* The part failed: with the reason that a worker gave. */
static int explain(const struct reports *r, int status, struct diag *d)
{
	const char *why = r->stopped;

	if (*why == '\0' && r->failures > 0)
		why = r->failure[0].why;
	if (*why == '\0')
		why = r->engine;
	if (*why != '\0')
		return diag_data(d, "the trial for the forecast failed; "
		                 "nothing was rendered: %s", why);
	return diag_data(d, "the trial for the forecast failed with status %d; "
	                 "nothing was rendered", status);
}

/* Returns 0, a signal, or -1 with a diag. */
static int run_part(const struct part_setup *setup, const struct plan *plan,
                    const char *path, struct commits *c,
                    const struct signals *s, struct diag *d)
{
	uint64_t *checkpoint = calloc((size_t)c->count, sizeof *checkpoint);
	struct workers_setup work = {
		.engine = setup->engine,
		.jobs = setup->jobs,
		.job = setup->job,
		.dir = path,
		.plan = plan,
		.checkpoint = checkpoint,
		.checkpoints = c->count,
	};
	struct reports r = { .fd = -1, .committed = committed, .said = said,
		             .context = c };
	struct workers w;
	int result, status;

	if (checkpoint == NULL)
		return diag_system(d, ENOMEM, "forecast");
	for (uint64_t k = 0; k < c->count; k++)
		checkpoint[k] = k;
	result = workers_start(&w, &work, d);
	if (result == 0) {
		r.fd = w.reports_fd;
		result = supervise_workers(&w, &work, &r, 0, s, &status, d);
		workers_end(&w);
		if (result == 0 && status != 0)
			result = explain(&r, status, d);
	}
	reports_free(&r);
	free(checkpoint);
	return result;
}

/* Make and measure one part. Returns 0, a signal, or -1 with a diag. */
static int measure_part(struct measure_run *made,
                        const struct part_setup *setup,
                        const struct scratch *scratch, uint64_t each,
                        const struct signals *s, struct diag *d)
{
	struct plan plan = plan_part(setup, each);
	struct commits c = { .count = plan_checkpoints(&plan),
		             .setup = setup };
	struct measure_times times;
	char path[ATOMICFILE_PATH_MAX + sizeof PART];
	int result;

	(void)snprintf(path, sizeof path, "%s/" PART, scratch->path);
	if (begin_part(scratch, &plan, path, d) != 0)
		return -1;
	c.committed_s = calloc((size_t)c.count, sizeof *c.committed_s);
	if (c.committed_s == NULL)
		return diag_system(d, ENOMEM, "forecast");
	c.begun_s = clock_monotonic_s();
	result = run_part(setup, &plan, path, &c, s, d);
	times = (struct measure_times){ c.begun_s, c.committed_s, c.count };
	if (result == 0)
		result = measure_run(made, path, setup->jobs, &times, d);
	free(c.committed_s);
	return result;
}

/* What the dataset lacks; all of it, if it has no plan yet. */
static void see_rest(struct measure_rest *rest, const struct part_setup *setup)
{
	struct diag ignored;

	if (measure_rest(rest, setup->dir, setup->plan, &ignored) == 0)
		return;
	*rest = (struct measure_rest){
		.plan = *setup->plan,
		.samples = setup->plan->samples,
		.checkpoints = plan_checkpoints(setup->plan),
	};
}

/* Returns 0, a signal, or -1 with a diag. */
static int measure_parts(struct part_forecast *out,
                         const struct part_setup *setup,
                         const struct scratch *scratch,
                         const struct signals *s, struct diag *d)
{
	struct verdict_facts *f = &out->facts;
	struct part_size size = { .each = 0 };
	uint64_t each;
	int result;

	while ((each = part_size_next(&size, f, &out->verdict, setup->jobs,
	                              setup->thorough)) > 0) {
		result = measure_part(&f->made, setup, scratch, each, s, d);
		if (result != 0)
			return result;
		out->verdict = verdict_judge(f);
	}
	return 0;
}

int part_place(const char *dir, char path[ATOMICFILE_PATH_MAX], struct diag *d)
{
	struct stat st;
	int exists = stat(dir, &st) == 0;
	size_t length = exists ? strlen(dir) : directory_above(dir);
	int n;

	n = snprintf(path, ATOMICFILE_PATH_MAX, "%.*s%s", (int)length, dir,
	             exists ? "" : ".");
	if (n < 0 || n >= ATOMICFILE_PATH_MAX)
		return diag_invalid(d, "%s: the path is too long", dir);
	if (access(path, W_OK) == 0)
		return 0;
	return diag_system(d, errno, "%s: %s", dir,
	                   exists ? "write" : "make directory");
}

int part_forecast(struct part_forecast *out, const struct part_setup *asked,
                  const struct signals *s, struct diag *d)
{
	struct part_setup own = *asked;
	const struct part_setup *setup = &own;
	struct verdict_facts *f = &out->facts;
	struct scratch scratch = SCRATCH_NONE;
	char parent[ATOMICFILE_PATH_MAX];
	int result;

	*out = (struct part_forecast){ .beside = { .count = 0 } };
	f->limit_s = setup->limit_s;
	f->reserve_bytes = setup->reserve_bytes;
	/* The room is read before a part takes of it. */
	if (part_place(setup->dir, parent, d) != 0 ||
	    disk_space_at(parent, &f->disk, d) != 0)
		return -1;
	see_rest(&f->rest, setup);
	/* more workers than checkpoints would have nothing to do */
	if (own.jobs > f->rest.checkpoints && f->rest.checkpoints > 0)
		own.jobs = f->rest.checkpoints;
	f->jobs = own.jobs;
	result = scratch_make(&scratch, parent, "forecast", d);
	if (result == 0)
		result = measure_parts(out, setup, &scratch, s, d);
	scratch_remove(&scratch);
	if (result != 0)
		return result;
	/* last: reading other datasets may take longer than all of this */
	if (!setup->alone)
		neighbours_find(&out->beside, setup->dir, &f->disk);
	f->other_bytes = out->beside.bytes;
	out->verdict = verdict_judge(f);
	return 0;
}
