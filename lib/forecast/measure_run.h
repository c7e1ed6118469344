#ifndef VG_MEASURE_RUN_H
#define VG_MEASURE_RUN_H

#include <stdint.h>

#include "base/diag.h"
#include "forecast/forecast.h"
#include "plan/plan.h"

/*
 * Dataset directories, measured for a forecast: how a finished one was made,
 * and what another one still lacks.
 */

/* A dataset that was made in one go. */
struct measure_run {
	struct plan plan;
	uint64_t samples, checkpoints, bytes;
	double seconds; /* from the plan to the last archive */
	unsigned pieces;
	struct forecast_piece piece[FORECAST_PIECES_MAX];
};

/* When checkpoints were committed, by whoever saw it, in steady seconds. */
struct measure_times {
	double begun_s;
	const double *committed_s; /* by checkpoint; 0: not seen */
	uint64_t checkpoints;
};

/*
 * Measure the dataset in directory PATH, which JOBS workers made. A piece is
 * one archive of each worker, or several. The first piece, in which
 * everything had to start, is left out when there are others. TIMES tells
 * when it was made; if it is NULL, the times of PLAN.txt and of the archives
 * do, which some file systems only keep in whole seconds. Returns 0, or -1
 * with a diag: nothing is there, or it was not made in one go.
 */
int measure_run(struct measure_run *m, const char *path, uint64_t jobs,
                const struct measure_times *times, struct diag *d);

/* What a dataset lacks. */
struct measure_rest {
	struct plan plan;
	uint64_t samples, checkpoints; /* missing */
	uint64_t present, bytes;       /* samples that are there, and theirs */
};

/*
 * See what the dataset in PATH lacks, by its plan, or by ASKED if that is not
 * NULL, a plan that it may grow to. Returns 0, or -1 with a diag.
 */
int measure_rest(struct measure_rest *r, const char *path,
                 const struct plan *asked, struct diag *d);

#endif
