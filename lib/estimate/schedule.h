#ifndef VG_SCHEDULE_H
#define VG_SCHEDULE_H

#include <stdint.h>

/*
 * When a pool of workers will be done. Pure. Each worker takes the next
 * checkpoint when its own is done. At the end, some workers are idle while
 * others still work; a rate alone does not account for that.
 */

#define SCHEDULE_MAX 64 /* flights; enough also for a larger pool */

/* A checkpoint in progress. */
struct schedule_flight {
	uint64_t done, count; /* samples */
	double seconds;       /* since its first record; 0: unknown */
};

/*
 * Seconds until N FLIGHTS, and UNSTARTED samples in checkpoints of CHECKPOINT
 * samples, are done by WORKERS workers. PACE is the seconds per sample of all
 * workers together. WORKERS, N and CHECKPOINT are at least 1.
 */
double schedule_seconds(const struct schedule_flight *flights, unsigned n,
                        unsigned workers, double pace, double unstarted,
                        double checkpoint);

#endif
