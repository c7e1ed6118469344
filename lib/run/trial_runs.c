/* Run a rehearsal's two runs, and check what was seen of them. */
#include "run/trial_runs.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/directory.h"
#include "plan/plan_file.h"
#include "progress/progress_file.h"
#include "run/kept.h"
#include "run/processes.h"

#define PAGE_LIMIT_S 5.0 /* PROGRESS.txt changes at least this often */
#define BETWEEN_S 3.0    /* … and in this time while all workers are stopped */

/* Start the run that is watched, of the dataset in DIR. */
static int begin_run(struct trial_runs *t, struct watch *w, const char *dir,
                     const char *said, struct diag *d)
{
	const char *argv[32 + 2 * PUBLISHER_OUTS_MAX] = {
		"vg-run", "-d", dir, "--every", "1", "--alone", "--job",
		t->o->job, "--rehearse-above", "4000000000", "-j" };
	char jobs[24], reserve[24];
	size_t n = 11;

	(void)snprintf(jobs, sizeof jobs, "%" PRIu64, t->o->jobs);
	(void)snprintf(reserve, sizeof reserve, "%" PRIu64,
	               t->o->reserve_bytes);
	argv[n++] = jobs;
	if (t->o->parallel)
		argv[n++] = "--parallel";
	if (run_options_renderer(t->o) != NULL) {
		argv[n++] = "--renderer";
		argv[n++] = run_options_renderer(t->o);
	}
	if (t->o->reserve_bytes != OPTION_NOT_GIVEN) {
		argv[n++] = "--reserve";
		argv[n++] = reserve;
	}
	for (size_t i = 0; t->o->out[i] != NULL; i++) {
		argv[n++] = "--out";
		argv[n++] = t->o->out[i];
	}
	if (t->o->html != NULL) {
		argv[n++] = "--html";
		argv[n++] = t->o->html;
	}
	if (t->o->command != NULL) {
		argv[n++] = "--exec";
		argv[n++] = t->o->command;
	}
	return watch_begin(w, argv, dir, said, t->asked, t->size.checkpoints,
	                   (double)t->o->rehearse_s, d);
}

int trial_plan(const struct trial_runs *t, const char *name,
               const struct rehearsal_size *size, char *dir, struct diag *d)
{
	struct plan p = *t->asked;
	struct directory made = { .fd = -1 };
	int result;

	p.samples = size->samples;
	p.interval = size->interval;
	(void)snprintf(dir, TRIAL_PATH_MAX, "%s/%s", t->scratch->path, name);
	result = directory_open(&made, dir, 1, d);
	if (result == 0)
		result = plan_file_write(&p, &made, 0, d);
	directory_close(&made);
	return result;
}

/* The same of T's size, with a file for what the run says. */
static int plan_run(struct trial_runs *t, const char *name, char *dir,
                    char *said, struct diag *d)
{
	(void)snprintf(said, TRIAL_PATH_MAX, "%s/%s.log", t->scratch->path,
	               name);
	return trial_plan(t, name, &t->size, dir, d);
}

static void check(struct trial_runs *t, int ok, const char *title,
                  const char *said)
{
	checklist_add(t->checks, ok, title, said);
}

/* Each copy that was asked for equals PROGRESS.txt. */
static void check_copies(struct trial_runs *t)
{
	char page[TRIAL_PATH_MAX + 16], title[TRIAL_PATH_MAX];

	(void)snprintf(page, sizeof page, "%s/" PROGRESS_FILE_NAME, t->whole_dir);
	for (size_t i = 0; t->o->out[i] != NULL; i++) {
		int same = kept_same_file(t->o->out[i], page);

		(void)snprintf(title, sizeof title, "--out %s", t->o->out[i]);
		check(t, same, title, same ? "equals PROGRESS.txt"
		                           : "is missing, or differs from "
		                             "PROGRESS.txt");
	}
}

int trial_whole(struct trial_runs *t, struct diag *d)
{
	char said[WATCH_SAID_MAX];
	int result, ok;

	if (plan_run(t, "whole", t->whole_dir, t->whole_said, d) != 0 ||
	    begin_run(t, &t->whole, t->whole_dir, t->whole_said, d) != 0)
		return -1;
	result = watch_until(&t->whole, UINT64_MAX, t->signals, d);
	if (result != 0)
		return result;
	ok = watch_judge_ended(&t->whole, said);
	check(t, ok, "the run completes and verifies", said);
	ok = watch_judge_checkpoints(&t->whole, said);
	check(t, ok, "checkpoints appear at their interval", said);
	ok = watch_judge_page(&t->whole, PAGE_LIMIT_S, said);
	check(t, ok, "PROGRESS.txt is whole when read", said);
	check_copies(t);
	return 0;
}

/* Kill the newest vg-pack, if there is one. */
static void kill_worker(const struct trial_runs *t)
{
	struct processes p;
	struct diag ignored;
	pid_t newest = 0;

	if (processes_of(&p, t->killed.child, &ignored) == 0)
		for (size_t i = 0; i < p.count; i++)
			if (strcmp(p.process[i].name, "vg-pack") == 0 &&
			    p.process[i].pid > newest)
				newest = p.process[i].pid;
	processes_free(&p);
	if (newest > 0)
		(void)kill(newest, SIGKILL);
}

/*
 * PROGRESS.txt must change although all workers are stopped and nothing is
 * committed.
 */
static int check_between(struct trial_runs *t, struct diag *d)
{
	static const char *const followers[] = { "vg-progress", "vg-run",
		                                 NULL };
	struct watch *w = &t->killed;
	const struct watch_look *before, *after;
	char said[WATCH_SAID_MAX];
	int ok = 0;

	if (w->child > 0 && processes_stop(w->child, followers, d) != 0)
		return -1;
	clock_sleep(BETWEEN_S / 10);
	if (watch_once(w, d) != 0)
		return -1;
	clock_sleep(BETWEEN_S);
	if (watch_once(w, d) != 0)
		return -1;
	before = &w->look[w->looks - 2];
	after = &w->look[w->looks - 1];
	if (w->child == 0)
		(void)snprintf(said, sizeof said, "the run ended before this "
		               "check; use more --rehearse-samples");
	else if (after->checkpoints != before->checkpoints)
		(void)snprintf(said, sizeof said, "checkpoints appeared "
		               "although all workers were stopped");
	else if (after->page == 0 || after->page == before->page)
		(void)snprintf(said, sizeof said, "no change in %.0f s, after "
		               "%" PRIu64 " checkpoints", BETWEEN_S,
		               after->checkpoints);
	else
		ok = snprintf(said, sizeof said, "yes, after %" PRIu64
		              " checkpoints", after->checkpoints) > 0;
	check(t, ok, "PROGRESS.txt changes between checkpoints", said);
	return 0;
}

int trial_killed(struct trial_runs *t, struct diag *d)
{
	struct watch *w = &t->killed;
	char said[WATCH_SAID_MAX];
	struct kept kept;
	int result, ok;

	if (plan_run(t, "killed", t->killed_dir, t->killed_said, d) != 0 ||
	    begin_run(t, w, t->killed_dir, t->killed_said, d) != 0)
		return -1;
	result = watch_until(w, t->size.checkpoints / 4, t->signals, d);
	if (result == 0 && w->child > 0)
		kill_worker(t);
	if (result == 0)
		result = watch_until(w, t->size.checkpoints / 2, t->signals, d);
	if (result == 0)
		result = check_between(t, d);
	if (result != 0)
		return result;
	watch_end(w);
	if (kept_mark(&kept, t->killed_dir, d) != 0) {
		kept_free(&kept);
		return -1;
	}
	result = begin_run(t, w, t->killed_dir, t->killed_said, d);
	if (result == 0)
		result = watch_until(w, UINT64_MAX, t->signals, d);
	if (result == 0) {
		ok = watch_judge_ended(w, said);
		check(t, ok, "a killed run completes when resumed", said);
		ok = kept_judge(&kept, t->killed_dir, said);
		check(t, ok, "finished checkpoints are not made again", said);
		ok = kept_judge_equal(t->whole_dir, t->killed_dir, said);
		check(t, ok, "the result equals an uninterrupted run", said);
	}
	kept_free(&kept);
	return result;
}

void trial_end(struct trial_runs *t)
{
	watch_end(&t->whole);
	watch_end(&t->killed);
}
