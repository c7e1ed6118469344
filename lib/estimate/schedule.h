#ifndef VG_SCHEDULE_H
#define VG_SCHEDULE_H

#include <stdint.h>

/*
 * When a pool of workers, each of whom takes the next checkpoint when its
 * own is done, will have done everything. Pure. At the end some have nothing
 * left to do while others still work: a rate alone does not see that.
 */

#define SCHEDULE_MAX 64 /* flights; of a larger pool no more are needed */

/* A checkpoint under way. */
struct schedule_flight {
	uint64_t done, count; /* samples */
	double seconds;       /* since its first record; 0: unknown */
};

/*
 * Seconds until N FLIGHTS and UNSTARTED samples, in checkpoints of
 * CHECKPOINT samples, are done by WORKERS workers who together take PACE
 * seconds for a sample. WORKERS, N and CHECKPOINT are at least 1.
 */
double schedule_seconds(const struct schedule_flight *flights, unsigned n,
                        unsigned workers, double pace, double unstarted,
                        double checkpoint);

#endif
