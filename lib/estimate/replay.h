#ifndef VG_REPLAY_H
#define VG_REPLAY_H

#include <stdint.h>

#include "estimate/estimate.h"
#include "estimate/timeline.h"

/*
 * What a watcher who comes late knows of a run: when its checkpoints were
 * committed, in whole seconds. Pure. With as many workers as have something
 * in flight now, each commit frees the worker who is the next but so many to
 * commit; so it is known when each checkpoint was begun, and what was in
 * flight at any moment.
 */

struct replay_commit {
	double at_s;
	uint64_t first, count; /* samples */
};

/* Sort the N commits of C by time. */
void replay_sort(struct replay_commit *c, uint64_t n);

/*
 * The first of the N commits of C, sorted, that belongs to the run that goes
 * on at NOW_S with FLIGHTS in flight; N when none does. A silence of several
 * usual ones ends a run.
 */
uint64_t replay_run(const struct replay_commit *c, uint64_t n,
                    const struct schedule_flight *flights, unsigned workers,
                    double now_s);

/*
 * Begin E as if it had watched the run of commits FROM to N, which ends at
 * NOW_S with FLIGHTS in flight; what C has before FROM was there before it.
 * COURSE, unless it is NULL, gets what a watcher would have seen on the way
 * to TOTAL samples. With 0 workers, commits alone are gone by, and it ends
 * with the last one.
 */
void replay_timeline(struct timeline *course, struct estimate *e,
                     const struct replay_commit *c, uint64_t from, uint64_t n,
                     const struct schedule_flight *flights, unsigned workers,
                     double now_s, uint64_t total);

/*
 * The first of the N commits of C, sorted, that belongs to the run of the
 * last one, and in *GOES_ON whether that run may not have ended yet at NOW_S.
 */
uint64_t replay_last_run(const struct replay_commit *c, uint64_t n,
                         double now_s, int *goes_on);

/* Seconds in which the N commits of C, sorted, were made, pauses left out. */
double replay_worked_s(const struct replay_commit *c, uint64_t n);

#endif
