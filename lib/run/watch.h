#ifndef VG_WATCH_H
#define VG_WATCH_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "forecast/measure_run.h"
#include "plan/plan.h"
#include "run/signals.h"

/*
 * A run that is watched from outside, as a user would: which files appear in
 * its directory, and what its PROGRESS.txt shows. The run is a program of its
 * own, about which nothing else is known.
 */

#define WATCH_SAID_MAX 256

/* What one look saw. */
struct watch_look {
	double at_s;          /* since the watch began */
	uint64_t checkpoints;
	uint64_t page;        /* the hash of PROGRESS.txt; 0: there was none */
	int whole;            /* it was complete */
	uint64_t kib;         /* memory of all processes of the run */
};

struct watch {
	const char *dir;      /* of the dataset; borrowed */
	const char *said;     /* file with the run's output; borrowed */
	const struct plan *plan; /* what its checkpoints are called; borrowed */
	uint64_t planned;     /* checkpoints */
	double begun_s, limit_s;
	double stopped_s;     /* that it was stopped by Ctrl-Z */
	pid_t child;          /* 0 when it has ended */
	int status;           /* then; WATCH_OVER if it was killed for LIMIT_S */
	struct watch_look *look;
	size_t looks;
	double *committed_s;  /* by checkpoint, when it was seen; 0: not */
};

#define WATCH_OVER (-1)

/*
 * Start the program ARGV on the dataset in DIR, of PLANNED checkpoints that are
 * stored as PLAN says, its output to file SAID, which is made; it is killed
 * after LIMIT_S. Returns 0,
 * or -1 with a diag. Release with watch_end in either case.
 */
int watch_begin(struct watch *w, const char *const *argv, const char *dir,
                const char *said, const struct plan *plan, uint64_t planned,
                double limit_s, struct diag *d);

/* Kill what still runs, and release W. */
void watch_end(struct watch *w);

/*
 * Watch until the run has ended or has CHECKPOINTS. Returns 0, the number of a
 * signal that S took, or -1 with a diag.
 */
int watch_until(struct watch *w, uint64_t checkpoints,
                const struct signals *s, struct diag *d);

/* Look once, now. Returns 0, or -1 with a diag. */
int watch_once(struct watch *w, struct diag *d);

/*
 * Verdicts on what was seen, each with one printable sentence in SAID. They
 * return 1 if it is right.
 *
 *   checkpoints  all planned ones appeared, none vanished, no more than half
 *                of them at once, and no gap was longer than half of the run;
 *   page         PROGRESS.txt appeared, was complete whenever it was read, and
 *                never unchanged for more than LIMIT_S;
 *   ended        the run ended with status 0, else with its last output.
 */
int watch_judge_checkpoints(const struct watch *w, char said[WATCH_SAID_MAX]);
int watch_judge_page(const struct watch *w, double limit_s,
                     char said[WATCH_SAID_MAX]);
int watch_judge_ended(const struct watch *w, char said[WATCH_SAID_MAX]);

/* When its checkpoints were committed; borrowed from W. */
struct measure_times watch_times(const struct watch *w);

#endif
