#ifndef VG_RUN_OPTIONS_H
#define VG_RUN_OPTIONS_H

#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "base/options.h"
#include "plan/plan_options.h"
#include "progress/publisher.h"
#include "run/workers.h"

/* The options of a run: the tools that take part in it share one table. */

struct run_options {
	const char *dir, *job, *html, *command;
	const char *out[PUBLISHER_OUTS_MAX + 1];
	uint64_t jobs, every_s;
	uint64_t rehearse_above_s, reserve_bytes; /* or OPTION_NOT_GIVEN */
	int parallel, only_forecast, no_rehearsal, alone;
	/* of a rehearsal, or OPTION_NOT_GIVEN and 0 */
	uint64_t rehearse_samples, rehearse_s;
	int keep;
	struct plan_options keys;
};

/*
 * Parse the command line of the tool NAME, which does what SUMMARY says, as
 * options_parse does; with REHEARSAL, there are those of a rehearsal too. jobs
 * is the number of processors that may be used, if it is not given.
 */
int run_options_parse(struct run_options *o, const char *name,
                      const char *summary, int rehearsal, int argc,
                      char **argv, struct diag *d);

/* The engine that was asked for. */
enum workers_engine run_options_engine(const struct run_options *o);

/*
 * What the dataset in DIR, or NULL if that does not exist yet, is to be, into
 * P: its plan, or the defaults, changed as was asked. Without DRY_RUN, PLAN.txt
 * in DIR is made the same. Returns 0, or -1 with a diag.
 */
int run_options_plan(const struct run_options *o, const struct directory *dir,
                     int dry_run, struct plan *p, struct diag *d);

/*
 * The command that --renderer gave, which is also the renderer's name in the
 * plan, or NULL.
 */
const char *run_options_renderer(const struct run_options *o);

/*
 * Check what can be known at once: the programs that a run starts, and the
 * folders of the files that it writes. Returns 0, or -1 with a diag.
 */
int run_options_check(const struct run_options *o, struct diag *d);

#endif
