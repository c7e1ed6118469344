#ifndef VG_HEARTBEAT_H
#define VG_HEARTBEAT_H

#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/directory.h"

/*
 * Tells watchers that a worker lives, and how far it is with a range: in a
 * hidden, locked file of one line, which is overwritten at most four times a
 * second. The lock ends with the worker. The file is never synced, and errors
 * are ignored.
 */

#define HEARTBEAT_NAME "inflight" /* for the name of its hidden file */

struct heartbeat {
	struct atomicfile file;  /* never published: only its temporary */
	uint64_t first, count;   /* samples */
	double begun_s, beat_s;  /* when the range began; the last beat */
	int failed;              /* give up */
};

/* Begin without a file; release with heartbeat_end. */
void heartbeat_init(struct heartbeat *h);
void heartbeat_end(struct heartbeat *h);

/* The worker of DIR begins the COUNT samples from FIRST at NOW_S, monotonic. */
void heartbeat_begin(struct heartbeat *h, const struct directory *dir,
                     uint64_t first, uint64_t count, double now_s);

/* DONE of the samples are finished at NOW_S: write so in DIR, if it is time. */
void heartbeat_beat(struct heartbeat *h, const struct directory *dir,
                    uint64_t done, double now_s);

/* A heartbeat as a watcher sees it. */
struct heartbeat_seen {
	uint64_t first, count, done; /* samples */
	double seconds; /* from the beginning of the range to the last beat;
	                   0: there was no beat yet */
	int alive;      /* the worker lives */
};

/*
 * Read the heartbeats in DIR, at most MAX, into OUT; *N is their number.
 * Returns 0, or -1 with a diag when the directory cannot be read.
 */
int heartbeat_read(const struct directory *dir, struct heartbeat_seen *out,
                   unsigned max, unsigned *n, struct diag *d);

#endif
