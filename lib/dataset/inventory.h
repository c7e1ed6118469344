#ifndef VG_INVENTORY_H
#define VG_INVENTORY_H

#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "dataset/dataset.h"
#include "dataset/hash_check.h"
#include "dataset/presence.h"

/*
 * What is present of a dataset: the totals, and the two kinds of checkpoints to
 * show, the newest and the damaged ones.
 */

struct inventory_count {
	uint64_t samples, checkpoints, bytes; /* present */
	uint64_t last;      /* the present checkpoint committed last … */
	int64_t last_s;     /* … and when, Unix time */
	uint64_t damaged;   /* checkpoints */
	uint64_t deleted;   /* checkpoints listed without a file … */
	char first_deleted[PLAN_NAME_MAX]; /* … and the first file */
	uint64_t claimed;   /* samples present, or in files with a wrong hash */
	uint64_t unchecked; /* present checkpoints not yet hashed */
	struct presence_beyond beyond;
	uint64_t covered;   /* planned samples, in checkpoints with more */
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
	char why[INVENTORY_WHY_MAX]; /* truncated to this */
};

struct inventory {
	struct inventory_count count;
	unsigned newest;  /* number of rows, the newest checkpoint first */
	struct inventory_row row[INVENTORY_NEWEST];
	unsigned damages; /* number of damage, the lowest checkpoints */
	struct inventory_damage damage[INVENTORY_DAMAGED];
};

/*
 * Take the inventory of S into *OUT. A checkpoint is present by presence_look,
 * unless H, which may be NULL, found it damaged. Returns 0, or -1 with a diag.
 */
int inventory_take(struct inventory *out, const struct dataset *s,
                   const struct hash_check *h, struct diag *d);

#endif
