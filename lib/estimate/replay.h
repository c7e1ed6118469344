#ifndef VG_REPLAY_H
#define VG_REPLAY_H

#include <stdint.h>

#include "estimate/estimate.h"
#include "estimate/timeline.h"

/*
 * Reconstructs a run from the times of its commits, in whole seconds, for a
 * watcher that starts late. Pure. With W workers, the worker of commit i also
 * makes commit i+W. This tells when each checkpoint was begun, and what was in
 * flight at any moment. W is the number of checkpoints in flight now.
 */

struct replay_commit {
	double at_s;
	uint64_t first, count; /* samples */
};

/* Sort the N commits of C by time. */
void replay_sort(struct replay_commit *c, uint64_t n);

/*
 * The first of the N sorted commits of C that belongs to the run in progress at
 * NOW_S, whose WORKERS workers have FLIGHTS in flight; N if none belongs to it.
 * A run ends with a pause several times as long as usual.
 */
uint64_t replay_run(const struct replay_commit *c, uint64_t n,
                    const struct schedule_flight *flights, unsigned workers,
                    double now_s);

/*
 * Begin E as if it had watched the run of commits FROM to N - 1 until NOW_S,
 * when its WORKERS workers have FLIGHTS in flight; earlier commits of C precede
 * the run. TIMELINE, unless it is NULL, gets what a watcher would have
 * reported, for a dataset of TOTAL samples. With 0 workers, only the commits
 * are used, and the run ends with the last one.
 */
void replay_timeline(struct timeline *timeline, struct estimate *e,
                     const struct replay_commit *c, uint64_t from, uint64_t n,
                     const struct schedule_flight *flights, unsigned workers,
                     double now_s, uint64_t total);

/*
 * The first of the N sorted commits of C that belongs to the same run as the
 * last one; 0 if there is none. *GOES_ON: whether the run may still be in
 * progress at NOW_S.
 */
uint64_t replay_last_run(const struct replay_commit *c, uint64_t n,
                         double now_s, int *goes_on);

/* The time that the N sorted commits of C took, without pauses, seconds. */
double replay_worked_s(const struct replay_commit *c, uint64_t n);

#endif
