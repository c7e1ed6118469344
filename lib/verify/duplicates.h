#ifndef VG_DUPLICATES_H
#define VG_DUPLICATES_H

#include <stdint.h>

#include "base/diag.h"

/*
 * Counts the duplicates in a sequence of hashes. Memory does not grow with
 * their number: each hash belongs to one of several passes, equal hashes to the
 * same one, so that a pass holds about DUPLICATES_HELD. The caller adds all
 * hashes once for each pass.
 */

#define DUPLICATES_HELD 491520 /* 16 bytes each */
#define DUPLICATES_NAMED 3     /* pairs */

/* The first sample with a hash, and the parts of all that have it. */
struct duplicates_entry {
	uint64_t hash;
	uint64_t place; /* index, and from bit 56 a bit for each part */
};

struct duplicates_pair {
	uint64_t index, earlier; /* the first with the same hash */
};

struct duplicates {
	struct duplicates_entry *entry; /* of the current pass; owned */
	uint64_t used, room;   /* entries held, and how many would fit */
	uint64_t passes, pass; /* their number, and the current one, from 0 */
	uint64_t found;        /* duplicates so far … */
	uint64_t crossing;     /* … with an earlier one in another part */
	unsigned named;        /* pairs: those with the smallest index */
	struct duplicates_pair pair[DUPLICATES_NAMED];
};

/*
 * Make S for EXPECTED hashes in total; s->passes is then the number of passes.
 * Returns 0, or -1 with a diag. Release with duplicates_free in either case.
 */
int duplicates_init(struct duplicates *s, uint64_t expected, struct diag *d);
void duplicates_free(struct duplicates *s);

/*
 * Add HASH, if it belongs to the current pass. It is that of sample INDEX,
 * which is greater than those before and less than 2^56, in PART, 0 to 7.
 * Returns 0, or -1 with a diag when memory is short; it grows only if the values
 * are not spread evenly.
 */
int duplicates_add(struct duplicates *s, uint64_t hash, uint64_t index,
                   unsigned part, struct diag *d);

/* End the pass: s->found includes its duplicates. */
void duplicates_next(struct duplicates *s);

/* Forget all hashes: start again, within the first pass. */
void duplicates_clear(struct duplicates *s);

#endif
