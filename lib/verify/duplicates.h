#ifndef VG_DUPLICATES_H
#define VG_DUPLICATES_H

#include <stdint.h>

#include "base/diag.h"

/*
 * How many of a set of hashes are repetitions, in memory that does not grow
 * with their number: the hashes are dealt out over passes, equal ones to the
 * same pass, so that about DUPLICATES_HELD are held at once. Whoever has more
 * goes over them once for each pass.
 */

#define DUPLICATES_HELD 491520 /* 8 bytes each */

struct duplicates {
	uint64_t *hash;
	uint64_t used, room;
	uint64_t passes, pass; /* of how many, which */
	uint64_t found;
};

/*
 * Make S for EXPECTED hashes in all; s->passes then says how many passes it
 * takes. Returns 0, or -1 with a diag. Release with duplicates_free in either
 * case.
 */
int duplicates_init(struct duplicates *s, uint64_t expected, struct diag *d);
void duplicates_free(struct duplicates *s);

/*
 * Take in HASH, if this is its pass. Returns 0, or -1 with a diag: memory
 * grows only for hashes that are not spread as hashes are.
 */
int duplicates_add(struct duplicates *s, uint64_t hash, struct diag *d);

/* End a pass: count its repetitions into s->found. */
void duplicates_next(struct duplicates *s);

/* Forget what was taken in: begin the first pass, not over yet, anew. */
void duplicates_clear(struct duplicates *s);

#endif
