#ifndef VG_DUPLICATES_H
#define VG_DUPLICATES_H

#include <stdint.h>

#include "base/diag.h"

/*
 * Counts the duplicates in a set of hashes. Memory does not grow with their
 * number: each hash belongs to one of several passes, equal hashes to the same
 * one, so that a pass holds about DUPLICATES_HELD. The caller adds all hashes
 * once for each pass.
 */

#define DUPLICATES_HELD 491520 /* 8 bytes each */

struct duplicates {
	uint64_t *hash;        /* of the current pass; owned */
	uint64_t used, room;   /* hashes held, and how many would fit */
	uint64_t passes, pass; /* their number, and the current one, from 0 */
	uint64_t found;        /* duplicates so far */
};

/*
 * Make S for EXPECTED hashes in total; s->passes is then the number of passes.
 * Returns 0, or -1 with a diag. Release with duplicates_free in either case.
 */
int duplicates_init(struct duplicates *s, uint64_t expected, struct diag *d);
void duplicates_free(struct duplicates *s);

/*
 * Add HASH, if it belongs to the current pass. Returns 0, or -1 with a diag
 * when memory is short; it grows only if the values are not spread evenly.
 */
int duplicates_add(struct duplicates *s, uint64_t hash, struct diag *d);

/* End the pass: add its duplicates to s->found. */
void duplicates_next(struct duplicates *s);

/* Forget all hashes: start again, within the first pass. */
void duplicates_clear(struct duplicates *s);

#endif
