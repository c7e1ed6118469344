#ifndef VG_WORKERS_H
#define VG_WORKERS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "run/job.h"

/*
 * The workers of a run: an engine, xargs or GNU parallel, that reads ranges
 * and starts jobs on them, as many at a time as there are to be.
 */

enum workers_engine { WORKERS_XARGS, WORKERS_PARALLEL };

struct workers_setup {
	enum workers_engine engine;
	uint64_t jobs;    /* at a time */
	const struct job *job;
	const char *dir;
	double room_bytes; /* to be free when a job begins */
	const struct plan *plan;
	const uint64_t *checkpoint; /* to be made … */
	uint64_t checkpoints;       /* … so many */
};

/* The name of the engine, as its program is called. */
const char *workers_engine_name(enum workers_engine engine);

struct workers {
	pid_t engine;   /* and its process group; 0: not started */
	int ranges_fd;  /* not blocking, to the engine; -1: all were written */
	int reports_fd; /* not blocking, from the jobs; the caller's to close */
	char text[RANGE_TEXT + 1]; /* the range that is being written … */
	size_t left;               /* … of which these last bytes are left */
	uint64_t next;             /* checkpoint to write then */
};

/*
 * Start the engine. SETUP must be unchanged while ranges are written. Returns
 * 0, or -1 with a diag.
 */
int workers_start(struct workers *w, const struct workers_setup *setup,
                  struct diag *d);

/*
 * Write ranges to the engine, as many as it takes now. When it has all, or
 * reads no more, ranges_fd is closed.
 */
void workers_feed(struct workers *w, const struct workers_setup *setup);

/* Release W, whose engine has ended. */
void workers_end(struct workers *w);

#endif
