#ifndef VG_INVENTORY_H
#define VG_INVENTORY_H

#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "dataset/dataset.h"
#include "dataset/hash_check.h"

/*
 * What of a dataset is there: counted, and of many checkpoints the few that
 * one wants to see, the newest and those that are damaged.
 */

struct inventory_count {
	uint64_t samples, checkpoints, bytes;
	uint64_t last; /* the present checkpoint committed last */
	int64_t last_s;
	uint64_t damaged;   /* checkpoints */
	uint64_t claimed;   /* samples: present, or in those whose hash is wrong */
	uint64_t unchecked; /* present checkpoints that were not hashed yet */
};

#define INVENTORY_NEWEST 40
#define INVENTORY_DAMAGED 10
#define INVENTORY_WHY_MAX 256

struct inventory_row {
	uint64_t k, bytes;
	struct range range; /* of samples */
	int64_t committed_s;
};

struct inventory_damage {
	uint64_t k;
	char why[INVENTORY_WHY_MAX]; /* cut where it is longer */
};

struct inventory {
	struct inventory_count count;
	unsigned newest;  /* rows, newest first */
	struct inventory_row row[INVENTORY_NEWEST];
	unsigned damages; /* the first ones */
	struct inventory_damage damage[INVENTORY_DAMAGED];
};

/*
 * Count into *OUT what of S is present by presence_look, and not known by H
 * to be damaged; H may be NULL. Returns 0, or -1 with a diag.
 */
int inventory_take(struct inventory *out, const struct dataset *s,
                   const struct hash_check *h, struct diag *d);

#endif
