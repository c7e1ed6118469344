#ifndef VG_MISSING_H
#define VG_MISSING_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"

/* The checkpoints that a run is to make. */

struct missing {
	uint64_t *checkpoint; /* owned */
	uint64_t count;
};

/*
 * List what PLAN has and S, NULL if it does not exist yet, lacks, or has in
 * files of another size than recorded. S, refreshed, has PLAN too. Returns 0,
 * or -1 with a diag. Release M, zeroed before the first call, with missing_free
 * in either case.
 */
int missing_list(struct missing *m, const struct plan *plan,
                 const struct dataset *s, struct diag *d);

/*
 * List what S has in damaged or deleted files, by reading all; with WHOLE every
 * sample is unpacked too. As above.
 */
int missing_list_damaged(struct missing *m, const struct dataset *s, int whole,
                         struct diag *d);

void missing_free(struct missing *m);

#endif
