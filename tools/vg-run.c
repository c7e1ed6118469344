/* vg-run: make a dataset on this machine, from its plan to its account. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/directory.h"
#include "base/fdio.h"
#include "dataset/dataset.h"
#include "dataset/failure_log.h"
#include "dataset/leftovers.h"
#include "dataset/manifest_append.h"
#include "dataset/manifest_text.h"
#include "forecast/forecast_report.h"
#include "run/account.h"
#include "run/child.h"
#include "run/describe.h"
#include "run/gate.h"
#include "run/missing.h"
#include "run/part.h"
#include "run/run_lock.h"
#include "run/run_options.h"
#include "run/scratch.h"
#include "run/signals.h"
#include "run/supervise.h"
#include "run/work.h"
#include "scene/scene.h"

#include "status.h"

static const char tool_name[] = "vg-run";
static const char summary[] =
    "Make a dataset: plan it, forecast, render what is missing, verify it.";

struct run {
	struct run_options o;
	char **argv;
	struct job job;
	struct signals signals;
	double begun_s;
	struct plan asked;      /* what the dataset is to be */
	int exists;             /* the directory does */
	struct dataset dataset; /* as opened last */
	struct run_lock lock;
	struct missing missing;
	struct part_forecast forecast;
	struct gate gate;
	struct reports reports;
	struct account account;
	const char *described; /* how vg-index ended, or NULL */
	int is_stuck; /* nobody reads the messages */
};

#define SAY_MS 100 /* to wait for a reader of messages, which is then lost */
#define ENDED 1000 /* of a step, instead of 0: the run ends with *STATUS */

/*
 * Whether a message can be written. A reader that is stuck must not stop the
 * run: what it does not take in a while is lost, and then all until it reads.
 */
static int can_say(struct run *r)
{
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };

	r->is_stuck = poll(&out, 1, r->is_stuck ? 0 : SAY_MS) == 0;
	return !r->is_stuck;
}

static void say(struct run *r, const char *message)
{
	if (can_say(r))
		(void)fprintf(stderr, "%s: %s\n", tool_name, message);
}

static void complain(const struct diag *why)
{
	diag_report(why, tool_name);
}

static void say_worker(void *context, const char *message)
{
	if (can_say(context))
		(void)fprintf(stderr, "%s\n", message);
}

/* Remove what dead runs left. What cannot be removed is said. */
static int clean(struct run *r, struct diag *d)
{
	static const char *const prefixes[] = { "forecast", "rehearsal" };
	struct diag left;

	for (int i = 0; i < 2; i++)
		if (scratch_sweep(&r->dataset.dir, prefixes[i], &left) != 0)
			diag_report(&left, tool_name);
	return dataset_saw_temporary(&r->dataset)
	           ? leftovers_sweep(&r->dataset.dir, d)
	           : 0;
}

/* Open what is there, lock it, and see what is to be made. */
static int look(struct run *r, struct diag *d)
{
	char place[ATOMICFILE_PATH_MAX];
	int result;

	r->exists = access(r->o.dir, F_OK) == 0;
	if (part_place(r->o.dir, place, d) != 0 ||
	    (r->exists &&
	     dataset_open_unplanned(&r->dataset, r->o.dir, d) != 0) ||
	    (r->exists && !r->o.only_forecast &&
	     run_lock_take(&r->lock, &r->dataset.dir, d) != 0) ||
	    run_options_plan(&r->o, r->exists ? &r->dataset.dir : NULL, 1,
	                     &r->asked, d) != 0 ||
	    job_render_with(&r->job, run_options_renderer(&r->o), &r->asked,
	                    d) != 0 ||
	    (plan_is_ours(&r->asked) && scene_check(&r->asked, d) != 0))
		return -1;
	r->dataset.plan = r->asked;
	if (r->exists && (dataset_refresh(&r->dataset, NULL, d) != 0 ||
	                  (!r->o.only_forecast && clean(r, d) != 0)))
		return -1;
	result = missing_list(&r->missing, &r->asked,
	                      r->exists ? &r->dataset : NULL, d);
	if (result == 0 && r->exists && r->missing.count > 0)
		result = manifest_check_writable(&r->dataset.dir, MANIFEST_NAME,
		                                 d);
	return result;
}

/* Say why the run may not begin, and what helps. Returns the exit status. */
static int refuse(struct run *r, const struct diag *d)
{
	const struct part_forecast *f = &r->forecast;
	int status = status_report(d, tool_name);

	if (status != STATUS_DATA)
		return status;
	if (f->verdict.result == VERDICT_TOO_LARGE) {
		forecast_report_short(stderr, &f->facts, &f->verdict,
		                      &f->beside);
		return status;
	}
	say(r, "rehearse it first, in two minutes or less:");
	(void)fputs("    ", stderr);
	job_print_command(stderr, &r->job, r->argv);
	say(r, "or start without a rehearsal: --no-rehearsal");
	return status;
}

/* Forecast the run, and decide whether it may begin. */
static int forecast(struct run *r, int *status, struct diag *d)
{
	struct part_forecast *f = &r->forecast;
	const struct part_setup setup = {
		.dir = r->o.dir,
		.plan = &r->asked,
		.engine = run_options_engine(&r->o),
		.jobs = r->o.jobs,
		.limit_s = r->o.rehearse_above_s,
		.reserve_bytes = r->o.reserve_bytes,
		.job = &r->job,
		.alone = r->o.alone,
		.thorough = r->o.only_forecast,
		.said = say_worker,
		.context = r,
	};
	int result = part_forecast(f, &setup, &r->signals, d);

	if (result != 0)
		return result;
	if (r->o.only_forecast) {
		forecast_report(stdout, &f->facts, &f->verdict, &f->beside);
		*status = f->verdict.result == VERDICT_FITS ? STATUS_DONE
		                                            : STATUS_DATA;
		return ENDED;
	}
	if (gate_pass(&r->gate, &r->o, &r->asked,
	              r->exists ? &r->dataset.dir : NULL, f, d) != 0) {
		*status = refuse(r, d);
		return ENDED;
	}
	forecast_report_brief(stdout, &f->verdict);
	(void)fflush(stdout);
	return 0;
}

/* Make the dataset what was asked for: its directory, its plan. */
static int settle(struct run *r, struct diag *d)
{
	int result;

	if (!r->exists) {
		if (dataset_open_unplanned(&r->dataset, r->o.dir, d) != 0 ||
		    run_lock_take(&r->lock, &r->dataset.dir, d) != 0)
			return -1;
		r->exists = 1;
	}
	if (r->gate.overridden &&
	    rehearsal_override(&r->dataset.dir, r->gate.why, d) != 0)
		return -1;
	signals_end(&r->signals); /* others may hold the plan's lock for long */
	result = run_options_plan(&r->o, &r->dataset.dir, 0, &r->asked, d);
	signals_begin(&r->signals);
	r->dataset.plan = r->asked;
	return result;
}

/* How the work is done. */
static struct work describe_work(struct run *r)
{
	return (struct work){ .o = &r->o,
		              .job = &r->job,
		              .signals = &r->signals,
		              .dataset = &r->dataset,
		              .room_bytes = r->forecast.verdict.room_bytes,
		              .missing = &r->missing,
		              .reports = &r->reports,
		              .complain = complain };
}

/* Make what is missing. Returns 0, a signal, or -1 with a diag. */
static int work(struct run *r, struct diag *d)
{
	struct work w = describe_work(r);
	int status = 0, result;

	reports_free(&r->reports);
	r->reports = (struct reports){ .fd = -1, .said = say_worker,
	                               .context = r };
	result = work_make(&w, &status, d);
	if (result == 0 && status != 0)
		say(r, "some ranges failed, see below");
	return result;
}

/* Print the account, and let vg-verify check and print the rest. */
static int check(struct run *r, int *status, struct diag *d)
{
	const char *argv[] = { "vg-verify", "-d", r->o.dir, NULL, NULL };
	struct child_setup verify = { .argv = argv, .input_fd = -1,
		                      .report_fd = -1 };
	struct account *a = &r->account;
	int result = 0;
	pid_t child;

	if (account_take(a, &r->dataset, r->asked.samples, d) != 0)
		return -1;
	if (account_is_small(&r->dataset))
		argv[3] = "--content";
	account_print(stdout, a, &r->dataset, &r->reports);
	(void)fflush(stdout);
	for (int quiet = 0; quiet < 2; quiet++) {
		child = child_start(&verify, d);
		if (child < 0)
			return -1;
		result = supervise_child(child, 0, &r->signals, status);
		if (result != 0 ||
		    (*status != 128 + SIGPIPE && *status != STATUS_SYSTEM))
			break;
		/* perhaps nobody takes what it prints: its answer counts */
		verify.report_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	}
	if (a->present < a->planned && *status == STATUS_DONE)
		*status = STATUS_DATA;
	if (result == 0 && *status > STATUS_SYSTEM) {
		say(r, "vg-verify was killed by a signal");
		*status = STATUS_SYSTEM;
	}
	return result;
}

/* Make damaged checkpoints again, once. */
static int mend(struct run *r, int *status, struct diag *d)
{
	int result;

	/* To find them, all files are hashed: not for what is missing. */
	if (r->dataset.plan.samples != r->asked.samples ||
	    r->account.present != r->account.planned)
		return 0;
	signals_end(&r->signals); /* hashing may take long */
	result = missing_list_damaged(&r->missing, &r->dataset,
	                              account_is_small(&r->dataset), d);
	signals_begin(&r->signals);
	if (result != 0 || r->missing.count == 0)
		return result;
	(void)printf("Repairing:    %" PRIu64 " damaged checkpoint%s, from "
	             "checkpoint %" PRIu64 " on\n", r->missing.count,
	             r->missing.count == 1 ? "" : "s", r->missing.checkpoint[0]);
	(void)fflush(stdout);
	result = work(r, d);
	return result != 0 ? result : check(r, status, d);
}

/* What is left to do when the dataset is complete. */
static int finish(struct run *r, struct diag *d)
{
	failure_log_forget(&r->dataset.dir);
	if (clean(r, d) != 0) /* also what was killed meanwhile */
		return -1;
	return describe(&r->dataset, r->missing.count > 0, &r->signals,
	                &r->described, d);
}

/*
 * The steps of a run. Returns 0, ENDED, a signal, or -1 with a diag; *STATUS
 * is what to end with in the first two cases.
 */
static int make(struct run *r, int *status, struct diag *d)
{
	int result = look(r, d);
	struct work w;

	if (result == 0 && r->missing.count == 0 && r->o.only_forecast) {
		account_print_nothing(stdout, r->o.dir);
		return ENDED;
	}
	signals_begin(&r->signals);
	if (result == 0 && r->missing.count > 0)
		result = forecast(r, status, d);
	if (result == 0)
		result = settle(r, d);
	w = describe_work(r);
	if (result == 0)
		result = work_write_page(&w, r->missing.count > 0, status, d);
	if (result == 0 && *status > STATUS_DATA)
		return ENDED; /* vg-progress said what it cannot write */
	if (result == 0 && r->missing.count > 0)
		result = work(r, d);
	if (result == 0)
		result = check(r, status, d);
	if (result == 0 && *status == STATUS_DATA)
		result = mend(r, status, d);
	if (result == 0 && *status == STATUS_DONE)
		result = finish(r, d);
	signals_end(&r->signals);
	return result;
}

/* Report how it ended. Returns the status to exit with. */
static int conclude(struct run *r, int result, int status,
                    const struct diag *d)
{
	if (result == 0) {
		if (r->described != NULL)
			(void)puts(r->described);
		account_print_end(stdout, &r->dataset,
		                  clock_monotonic_s() - r->begun_s,
		                  status == STATUS_DONE);
		(void)fflush(stdout);
		if (status != STATUS_DONE)
			say(r, account_plan_small(&r->account, &r->dataset)
			           ? "not complete: the plan is too small"
			           : "not complete; run the same command again "
			             "to make what is missing");
		return status;
	}
	if (result < 0)
		return status_report(d, tool_name);
	if (result != ENDED)
		say(r, "stopped; run the same command again to continue");
	return result == ENDED ? status : 128 + result;
}

static void release(struct run *r)
{
	reports_free(&r->reports);
	missing_free(&r->missing);
	run_lock_release(&r->lock);
	dataset_close(&r->dataset);
}

int main(int argc, char **argv)
{
	struct run r = { .argv = argv, .begun_s = clock_monotonic_s(),
		         .dataset = DATASET_CLOSED, .lock = { .fd = -1 },
		         .reports = { .fd = -1 } };
	struct diag d;
	int go, result, status = STATUS_DONE;

	fdio_guard_standard();
	fdio_allow_loss();
	go = run_options_parse(&r.o, tool_name, summary, 0, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0 || run_options_check(&r.o, &d) != 0 ||
	    job_open(&r.job, r.o.job, &d) != 0)
		return status_report(&d, tool_name);
	result = make(&r, &status, &d);
	status = conclude(&r, result, status, &d);
	release(&r);
	if (result > 0 && result < ENDED)
		signals_die(result);
	return status;
}
