#ifndef VG_WORK_H
#define VG_WORK_H

#include "base/diag.h"
#include "dataset/dataset.h"
#include "run/job.h"
#include "run/missing.h"
#include "run/reports.h"
#include "run/run_options.h"
#include "run/signals.h"

/* The work of a run: missing checkpoints are made, and vg-progress follows. */

struct work {
	const struct run_options *o; /* these are borrowed */
	const struct job *job;
	const struct signals *signals;
	struct dataset *dataset; /* refreshed, with the plan to be made */
	double room_bytes;       /* to be free when a job begins */
	struct missing *missing; /* what to make; later what is left */
	struct reports *reports; /* its functions are set, its fd is -1 */
	/* called for what is wrong with vg-progress */
	void (*complain)(const struct diag *why);
};

/*
 * Make what is missing. Where an engine ends although only one of its jobs was
 * killed, as xargs does, another goes on with the rest. *STATUS is the last
 * engine's. Returns 0, the number of a signal, or -1 with a diag.
 */
int work_make(const struct work *w, int *status, struct diag *d);

/*
 * Write PROGRESS.txt, and what is beside it, as things are: with work going on
 * if WORKS. *STATUS is vg-progress's. Returns as work_make.
 */
int work_write_page(const struct work *w, int works, int *status,
                    struct diag *d);

#endif
