/* vg-rehearse: rehearse a run in small, kill it, resume it, and judge. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/fdio.h"
#include "base/utctime.h"
#include "dataset/dataset.h"
#include "dataset/inventory.h"
#include "forecast/forecast_report.h"
#include "plan/plan_file.h"
#include "run/account.h"
#include "run/checklist.h"
#include "run/child.h"
#include "run/follower.h"
#include "run/part.h"
#include "run/place.h"
#include "run/processes.h"
#include "run/rehearsal.h"
#include "run/rehearsal_size.h"
#include "run/run_lock.h"
#include "run/run_options.h"
#include "run/scratch.h"
#include "run/signals.h"
#include "run/supervise.h"
#include "run/trial_runs.h"
#include "scene/scene.h"

#include "status.h"

static const char tool_name[] = "vg-rehearse";
static const char summary[] =
    "Rehearse a run: make a part of it, kill and resume it, check the result.";

struct rehearsal {
	struct run_options o;
	struct job job;
	struct signals signals;
	struct dataset dataset; /* to be rehearsed */
	struct run_lock lock;
	int is_new;             /* its directory was made for this */
	int is_planned;         /* it has a PLAN.txt */
	struct plan asked;
	struct part_forecast forecast;
	struct scratch scratch;
	struct checklist checks;
	struct trial_runs runs;
};
#define ENDED 1000 /* a step: all is said */

static void say_worker(void *context, const char *message)
{
	(void)context;
	(void)fprintf(stderr, "%s\n", message);
}

/* See what is to be rehearsed. Returns 0, ENDED, or -1 with a diag. */
static int look(struct rehearsal *r, struct diag *d)
{
	struct inventory inventory;
	struct processes self = { .count = 0 };
	struct stat st;
	int seen = processes_of(&self, getpid(), d);

	processes_free(&self);
	r->is_new = stat(r->o.dir, &st) != 0;
	if (seen != 0 ||
	    (r->is_new &&
	     run_options_plan(&r->o, NULL, 1, &r->asked, d) != 0) ||
	    dataset_open_unplanned(&r->dataset, r->o.dir, d) != 0 ||
	    run_lock_take(&r->lock, &r->dataset.dir, d) != 0 ||
	    run_options_plan(&r->o, &r->dataset.dir, 1, &r->asked, d) != 0 ||
	    job_render_with(&r->job, run_options_renderer(&r->o), &r->asked,
	                    d) != 0 ||
	    (plan_is_ours(&r->asked) && scene_check(&r->asked, d) != 0))
		return -1;
	r->is_planned = fstatat(r->dataset.dir.fd, PLAN_FILE_NAME, &st,
	                        AT_SYMLINK_NOFOLLOW) == 0;
	r->dataset.plan = r->asked;
	if (dataset_refresh(&r->dataset, NULL, d) != 0 ||
	    inventory_take(&inventory, &r->dataset, NULL, d) != 0)
		return -1;
	if (inventory.count.samples < r->asked.samples)
		return 0;
	account_print_nothing(stdout, r->o.dir);
	return ENDED;
}

/* Returns 0, a signal, or -1 with a diag. */
static int forecast(struct rehearsal *r, struct diag *d)
{
	const struct part_setup setup = {
		.dir = r->o.dir,
		.plan = &r->asked,
		.engine = run_options_engine(&r->o),
		.jobs = r->o.jobs,
		.limit_s = OPTION_NOT_GIVEN,
		.reserve_bytes = r->o.reserve_bytes,
		.job = &r->job,
		.alone = r->o.alone,
		.thorough = 1,
		.said = say_worker,
	};
	struct rehearsal_size *size = &r->runs.size;
	int result = part_forecast(&r->forecast, &setup, &r->signals, d);

	if (result != 0)
		return result;
	*size = rehearsal_size(&r->asked, r->forecast.verdict.rate.all,
	                       r->o.jobs, r->o.rehearse_samples,
	                       r->o.rehearse_s);
	(void)printf("Rehearsing:  %" PRIu64 " samples in %" PRIu64
	             " checkpoints of %" PRIu64 ", twice\n", size->samples,
	             size->checkpoints, size->interval);
	(void)fflush(stdout);
	return 0;
}

/* Whether PROGRESS.txt can be written where the run will write it. */
static int check_page(struct rehearsal *r, struct diag *d)
{
	struct run_options own = r->o;
	pid_t page;
	int status, result;

	if (!r->is_planned)
		return 0; /* nothing is followed in it yet */
	own.out[0] = own.html = own.command = NULL;
	page = follower_start_once(&own, 0, d);
	if (page < 0)
		return -1;
	result = supervise_child(page, 1, &r->signals, &status);
	if (result == 0)
		checklist_add(&r->checks, status <= STATUS_DATA,
		              "PROGRESS.txt can be written",
		              status <= STATUS_DATA ? "yes" : "no, see above");
	return result;
}

/*
 * The copies show the rehearsal: write them again, for the dataset itself, or
 * for one where nothing is made.
 */
static void restore_copies(struct rehearsal *r)
{
	struct run_options own = r->o;
	const struct rehearsal_size none = { r->asked.samples,
		                             r->asked.interval, 0 };
	char dir[TRIAL_PATH_MAX];
	struct diag ignored;
	pid_t page;
	int status;

	if (r->scratch.dir.fd < 0 || (r->o.out[0] == NULL && r->o.html == NULL))
		return;
	own.command = NULL;
	if (!r->is_planned) {
		if (trial_plan(&r->runs, "empty", &none, dir, &ignored) != 0)
			return;
		own.dir = dir;
	}
	page = follower_start_once(&own, 0, &ignored);
	if (page > 0)
		(void)supervise_child(page, 1, &r->signals, &status);
}

/* Measure the uninterrupted run, and judge it. Returns 0, or -1 with a diag. */
static int judge(struct rehearsal *r, struct diag *d)
{
	struct part_forecast *f = &r->forecast;
	const struct watch *whole = &r->runs.whole;
	struct measure_times times = watch_times(whole);
	double *kib = calloc(whole->looks + 1, sizeof *kib);
	size_t n = 0;
	int result;

	if (kib == NULL)
		return diag_system(d, ENOMEM, "rehearsal");
	for (size_t i = 0; i < whole->looks; i++)
		if (whole->look[i].checkpoints > 0 && whole->look[i].kib > 0)
			kib[n++] = (double)whole->look[i].kib;
	f->facts.has_memory = n > 0;
	result = measure_run(&f->facts.made, r->runs.whole_dir, r->o.jobs, &times, d);
	if (result == 0)
		result = memory_log_of(&f->facts.memory, kib, n, d);
	free(kib);
	if (result == 0)
		f->verdict = verdict_judge(&f->facts);
	return result;
}

/* The checks of the forecast, each by its line. */
static void check_forecast(struct rehearsal *r, int measured,
                           const struct diag *why)
{
	static const struct {
		const char *title;
		enum forecast_line line;
		int of_run; /* not known before a run was made */
	} lines[] = {
		{ "throughput", FORECAST_RATE, 1 },
		{ "size", FORECAST_SIZE, 1 },
		{ "memory", FORECAST_MEMORY, 1 },
		{ "disk", FORECAST_DISK, 0 },
		{ "files", FORECAST_FILES, 0 },
	};
	char text[FORECAST_LINE_MAX];

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		int ok = 0;

		if (lines[i].of_run && r->runs.whole_dir[0] == '\0')
			continue;
		if (measured)
			ok = forecast_report_line(text, lines[i].line,
			                          &r->forecast.facts,
			                          &r->forecast.verdict);
		else
			(void)snprintf(text, sizeof text, "unknown: %.200s",
			               why->message);
		checklist_add(&r->checks, ok, lines[i].title, text);
	}
}

/* The text of REHEARSAL.txt, for the caller to free, or NULL with a diag. */
static char *compose_record(const struct rehearsal *r, struct diag *d)
{
	const struct part_forecast *f = &r->forecast;
	char binding[REHEARSAL_TEXT_MAX], when[UTCTIME_TEXT];
	struct timespec now;
	struct place place;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (place_see(&place, r->o.dir, d) != 0 ||
	    rehearsal_binding(binding, &r->asked, &place, r->o.jobs,
	                      run_options_engine(&r->o), d) != 0)
		return NULL;
	out = open_memstream(&text, &size);
	if (out == NULL) {
		(void)diag_system(d, errno, "rehearsal");
		return NULL;
	}
	(void)clock_gettime(CLOCK_REALTIME, &now);
	utctime_format((int64_t)now.tv_sec, when);
	(void)fprintf(out, "Result:      %s\nWhen:        %s\n%s%sChecks:      "
	              "%u passed, %u failed\n",
	              r->checks.failed == 0 ? "PASS" : "FAIL", when, binding,
	              r->checks.failures, r->checks.passed, r->checks.failed);
	for (enum forecast_line i = 0; i < FORECAST_ROOM; i++)
		if (i != FORECAST_MEMORY || f->facts.has_memory)
			forecast_report_put(out, i, &f->facts, &f->verdict);
	if (fclose(out) == 0)
		return text;
	free(text);
	(void)diag_system(d, ENOMEM, "rehearsal");
	return NULL;
}

/* Write REHEARSAL.txt, and say the result. Returns 0, or -1 with a diag. */
static int conclude(struct rehearsal *r, struct diag *d)
{
	const struct part_forecast *f = &r->forecast;
	char *text = compose_record(r, d);
	int result = text != NULL
	                 ? rehearsal_write(&r->dataset.dir, text, d)
	                 : -1;

	free(text);
	if (result != 0)
		return -1;
	forecast_report_put(stdout, FORECAST_MISSING, &f->facts, &f->verdict);
	forecast_report_put(stdout, FORECAST_MEASURED, &f->facts, &f->verdict);
	forecast_report_put(stdout, FORECAST_TIME, &f->facts, &f->verdict);
	if (r->o.keep && r->scratch.dir.fd >= 0) {
		if (scratch_keep(&r->scratch, d) != 0)
			return -1;
		(void)fputs("Kept:        ", stdout);
		account_print_name(stdout, r->scratch.path);
		(void)fputc('\n', stdout);
	}
	(void)printf("Result:      %s, in ",
	             r->checks.failed == 0 ? "PASS" : "FAIL");
	account_print_name(stdout, r->o.dir);
	(void)fputs("/" REHEARSAL_FILE "\n", stdout);
	return 0;
}

/* The steps. Returns 0, ENDED, a signal, or -1 with a diag. */
static int rehearse(struct rehearsal *r, struct diag *d)
{
	struct diag why;
	int result = look(r, d), measured = 1;

	if (result == 0)
		result = forecast(r, d);
	if (result == 0)
		result = check_page(r, d);
	if (result == 0 && r->forecast.verdict.result != VERDICT_TOO_LARGE) {
		result = scratch_make(&r->scratch, r->o.dir, "rehearsal", d);
		if (result == 0)
			result = trial_whole(&r->runs, d);
		if (result == 0)
			result = trial_killed(&r->runs, d);
		if (result == 0)
			measured = judge(r, &why) == 0;
	}
	if (result != 0)
		return result;
	check_forecast(r, measured, &why);
	return conclude(r, d);
}

static void release(struct rehearsal *r)
{
	trial_end(&r->runs);
	restore_copies(r);
	scratch_remove(&r->scratch);
	run_lock_release(&r->lock);
	dataset_close(&r->dataset);
	if (r->is_new)
		(void)rmdir(r->o.dir); /* if nothing is in it */
}

int main(int argc, char **argv)
{
	struct rehearsal r = { .dataset = DATASET_CLOSED,
		               .lock = { .fd = -1 },
		               .scratch = SCRATCH_NONE };
	struct diag d;
	int go, result, status;

	fdio_guard_standard();
	fdio_allow_loss();
	go = run_options_parse(&r.o, tool_name, summary, 1, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0 || run_options_check(&r.o, &d) != 0 ||
	    job_open(&r.job, r.o.job, &d) != 0)
		return status_report(&d, tool_name);
	checklist_begin(&r.checks);
	r.runs.o = &r.o;
	r.runs.signals = &r.signals;
	r.runs.asked = &r.asked;
	r.runs.scratch = &r.scratch;
	r.runs.checks = &r.checks;
	signals_begin(&r.signals);
	result = rehearse(&r, &d);
	status = r.checks.failed == 0 ? STATUS_DONE : STATUS_DATA;
	if (result < 0)
		status = status_report(&d, tool_name);
	if (result > 0 && result < ENDED)
		(void)fprintf(stderr, "%s: stopped; " REHEARSAL_FILE
		              " is unchanged\n", tool_name);
	release(&r);
	if (result > 0 && result < ENDED) {
		signals_die(result);
		return 128 + result;
	}
	return status;
}
