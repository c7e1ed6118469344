#ifndef VG_HEARTBEAT_H
#define VG_HEARTBEAT_H

#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/directory.h"

/*
 * What a worker has in flight, for those who watch: a hidden, locked file of
 * one line that is written over at most four times a second. Dead workers
 * hold no lock. It is never synced, no failure matters, and what takes less
 * than a quarter of a second leaves no trace at all.
 */

struct heartbeat {
	struct atomicfile file; /* its temporary, which is all there is */
	uint64_t first, count;
	double begun_s, beat_s;
	int failed;
};

/* Begin without a file; end with heartbeat_end. */
void heartbeat_init(struct heartbeat *h);
void heartbeat_end(struct heartbeat *h);

/* The COUNT samples from FIRST are taken up at NOW_S of a steady clock. */
void heartbeat_begin(struct heartbeat *h, uint64_t first, uint64_t count,
                     double now_s);

/* DONE of them are there at NOW_S: tell those who watch DIR. */
void heartbeat_beat(struct heartbeat *h, const struct directory *dir,
                    uint64_t done, double now_s);

/* One that was found. */
struct heartbeat_seen {
	uint64_t first, count, done;
	double seconds; /* since it began, when it last said so */
	int alive;
};

/*
 * Read those in DIR, at most MAX, into OUT; *N says how many. Returns 0, or
 * -1 with a diag when the directory cannot be read.
 */
int heartbeat_read(const struct directory *dir, struct heartbeat_seen *out,
                   unsigned max, unsigned *n, struct diag *d);

#endif
