#ifndef VG_SHUFFLE_WINDOW_H
#define VG_SHUFFLE_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

/*
 * A window of samples that leave in random order: each sample waits until the
 * window is full, and then one is drawn. The order depends on the seed, the
 * epoch and the size of a sample alone.
 */

/* Memory of a window in bytes; but it has room for two samples at least. */
#define SHUFFLE_WINDOW_BYTES ((size_t)12 << 20)

struct shuffle_slot {
	unsigned char *record; /* room for a record: header, then payload */
	uint64_t index, hash;
};

struct shuffle_window {
	size_t slots;
	struct shuffle_slot *slot; /* owned */
	size_t filled;             /* the first slots */
	uint64_t seed, epoch, draws;
};

/*
 * Make a window for records of RECORD_BYTES, zeroed. Returns 0, or -1 with a
 * diag. Release with shuffle_window_free in either case.
 */
int shuffle_window_init(struct shuffle_window *w, size_t record_bytes,
                        struct diag *d);
void shuffle_window_free(struct shuffle_window *w);

/* Begin with an empty window. */
void shuffle_window_begin(struct shuffle_window *w, uint64_t seed,
                          uint64_t epoch);

/* A free slot for the next sample; there is one unless W is full. */
struct shuffle_slot *shuffle_window_next(struct shuffle_window *w);

/* Keep the sample in that slot. */
void shuffle_window_keep(struct shuffle_window *w);

int shuffle_window_is_full(const struct shuffle_window *w);

/*
 * Draw a sample; it is valid until shuffle_window_next is called. NULL if there
 * is none.
 */
const struct shuffle_slot *shuffle_window_draw(struct shuffle_window *w);

#endif
