#ifndef VG_CENSUS_H
#define VG_CENSUS_H

#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "dataset/hash_check.h"
#include "dataset/presence.h"

/*
 * What of a dataset is there: counted, and of many checkpoints the few that
 * one wants to see, the newest and those that are damaged.
 */

struct census_count {
	uint64_t samples, checkpoints, bytes;
	uint64_t last; /* the present checkpoint committed last */
	int64_t last_s;
	uint64_t damaged;   /* checkpoints */
	uint64_t claimed;   /* samples: present, or in those whose hash is wrong */
	uint64_t unchecked; /* present checkpoints that were not hashed yet */
};

#define CENSUS_NEWEST 40
#define CENSUS_DAMAGED 10
#define CENSUS_WHY_MAX 256

struct census_row {
	uint64_t k, bytes;
	struct range range; /* of samples */
	int64_t committed_s;
};

struct census_damage {
	uint64_t k;
	char why[CENSUS_WHY_MAX]; /* cut where it is longer */
};

struct census {
	struct census_count count;
	unsigned newest;  /* rows, newest first */
	struct census_row row[CENSUS_NEWEST];
	unsigned damages; /* the first ones */
	struct census_damage damage[CENSUS_DAMAGED];
};

/*
 * Count into *OUT what is present by coverage_look, and not known by V to be
 * damaged; V may be NULL. Returns 0, or -1 with a diag.
 */
int census_take(struct census *out, const struct coverage *c,
                const struct vouch *v, struct diag *d);

#endif
