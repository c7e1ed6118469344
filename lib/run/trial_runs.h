#ifndef VG_TRIAL_RUNS_H
#define VG_TRIAL_RUNS_H

#include "base/atomicfile.h"
#include "base/diag.h"
#include "plan/plan.h"
#include "run/checklist.h"
#include "run/rehearsal_size.h"
#include "run/run_options.h"
#include "run/scratch.h"
#include "run/signals.h"
#include "run/watch.h"

/*
 * The two runs of a rehearsal, in its scratch directory, by vg-run: one
 * without interruption, one that is killed and resumed. Both are watched from
 * outside, and what was seen is checked.
 */

#define TRIAL_PATH_MAX (ATOMICFILE_PATH_MAX + 16)

struct trial_runs {
	const struct run_options *o; /* these are borrowed */
	const struct signals *signals;
	const struct plan *asked;
	const struct scratch *scratch;
	struct rehearsal_size size;
	struct checklist *checks;
	struct watch whole, killed;
	char whole_dir[TRIAL_PATH_MAX], killed_dir[TRIAL_PATH_MAX];
	char whole_said[TRIAL_PATH_MAX], killed_said[TRIAL_PATH_MAX];
};

/*
 * Make the dataset without interruption, and check what was seen. Returns 0,
 * the number of a signal, or -1 with a diag.
 */
int trial_whole(struct trial_runs *t, struct diag *d);

/*
 * Make it again, kill a worker, kill all, resume, and compare, after
 * trial_whole. Returns as that.
 */
int trial_killed(struct trial_runs *t, struct diag *d);

/* Kill what still runs, and release T. */
void trial_end(struct trial_runs *t);

/*
 * Plan dataset NAME of SIZE in T's scratch directory, its path into DIR, which
 * has TRIAL_PATH_MAX bytes. Returns 0, or -1 with a diag.
 */
int trial_plan(const struct trial_runs *t, const char *name,
               const struct rehearsal_size *size, char *dir, struct diag *d);

#endif
