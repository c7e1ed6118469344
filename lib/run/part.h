#ifndef VG_PART_H
#define VG_PART_H

#include "base/atomicfile.h"
#include "base/diag.h"
#include "forecast/neighbours.h"
#include "forecast/verdict.h"
#include "run/signals.h"
#include "run/workers.h"

/*
 * The forecast of a run: parts of its dataset are made in a scratch directory
 * on its disk, by the same workers, and measured. Nothing else is written.
 */

struct part_setup {
	const char *dir;       /* of the dataset; it may not exist yet */
	const struct plan *plan; /* that it has, or will have */
	enum workers_engine engine;
	uint64_t jobs, limit_s, reserve_bytes; /* as in verdict.h */
	const struct job *job;
	int alone;             /* pass over other datasets */
	int thorough;          /* measure well, even if it fits easily */
	/* called with CONTEXT for each message of a worker, printable */
	void (*said)(void *context, const char *message);
	void *context;
};

struct part_forecast {
	struct verdict_facts facts;
	struct verdict verdict;
	struct neighbours beside;
};

/*
 * Make the forecast. Returns 0; the number of a signal that came, which S
 * took; or -1 with a diag.
 */
int part_forecast(struct part_forecast *out, const struct part_setup *setup,
                  const struct signals *s, struct diag *d);

/*
 * A directory on the disk of DIR into PATH: DIR, or the one that it will be
 * made in. Returns 0, or -1 with a diag if that is not there or not writable.
 */
int part_place(const char *dir, char path[ATOMICFILE_PATH_MAX],
               struct diag *d);

#endif
