/* Make the missing checkpoints of a dataset, and follow the work. */
#include "run/work.h"

#include "run/child.h"
#include "run/follower.h"
#include "run/supervise.h"
#include "run/workers.h"

#define PAGE_FAILED 1 /* a higher status of vg-progress is an error */
#define JOB_KILLED 125 /* of xargs: a job was killed by a signal */

int work_write_page(const struct work *w, int works, int *status,
                    struct diag *d)
{
	pid_t page = follower_start_once(w->o, works, d);

	return page < 0 ? -1 : supervise_child(page, 1, w->signals, status);
}

/* Wait for vg-progress; where it failed, write the last page. */
static int end_following(const struct work *w, pid_t follower)
{
	int status = PAGE_FAILED + 1, result = 0;
	struct diag why;

	if (follower > 0)
		result = supervise_child(follower, 1, w->signals, &status);
	if (status > PAGE_FAILED && work_write_page(w, 0, &status, &why) < 0)
		w->complain(&why);
	return result;
}

/* Run one engine on what is missing. Returns as work_make. */
static int run_engine(const struct work *w, int *status, struct diag *d)
{
	const struct workers_setup setup = {
		.engine = run_options_engine(w->o),
		.jobs = w->o->jobs,
		.job = w->job,
		.dir = w->o->dir,
		.room_bytes = w->room_bytes,
		.plan = &w->dataset->plan,
		.checkpoint = w->missing->checkpoint,
		.checkpoints = w->missing->count,
	};
	struct workers workers;
	pid_t follower;
	struct diag why;
	int result, ended;

	if (workers_start(&workers, &setup, d) != 0)
		return -1;
	w->reports->fd = workers.reports_fd;
	follower = follower_start(w->o, workers.engine, &why);
	if (follower < 0)
		w->complain(&why);
	result = supervise_workers(&workers, &setup, w->reports,
	                           follower > 0 ? follower : 0, w->signals,
	                           status, d);
	workers_end(&workers);
	ended = end_following(w, follower);
	return result != 0 ? result : ended;
}

int work_make(const struct work *w, int *status, struct diag *d)
{
	uint64_t before;
	int result;

	do {
		before = w->missing->count;
		result = run_engine(w, status, d);
		if (result != 0 || *status != JOB_KILLED)
			return result;
		if (dataset_refresh(w->dataset, NULL, d) != 0 ||
		    missing_list(w->missing, &w->dataset->plan, w->dataset,
		                 d) != 0)
			return -1;
	} while (w->missing->count > 0 && w->missing->count < before);
	return 0;
}
