#ifndef VG_REHEARSAL_SIZE_H
#define VG_REHEARSAL_SIZE_H

#include <stdint.h>

#include "plan/plan.h"

/* How much of a dataset is made to rehearse it. Pure. */

struct rehearsal_size {
	uint64_t samples, interval, checkpoints;
};

/*
 * Choose it for PLAN, which JOBS workers make at RATE samples a second:
 * SAMPLES of them, or if that is OPTION_NOT_GIVEN a tenth, and at least five
 * seconds of work; at most as much as two runs and the checks can take in
 * SECONDS. All workers get the same number of checkpoints.
 */
struct rehearsal_size rehearsal_size(const struct plan *plan, double rate,
                                     uint64_t jobs, uint64_t samples,
                                     uint64_t seconds);

#endif
