#ifndef VG_RECHECK_H
#define VG_RECHECK_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"
#include "plan/plan.h"

/*
 * Samples rendered again and compared with what the archives hold: an
 * archive's arrays with its sample_xxh3, and that with the plan's own scene.
 */

/* How many to take: a count, or a share of all. */
struct recheck_share {
	int of_all;      /* AMOUNT is in millionths of a percent */
	uint64_t amount; /* > 0 */
};

/*
 * Parse "N", "P%" with at most six places, or "all". Returns 0, or -1 with an
 * invalid-input diag that says what TEXT must be.
 */
int recheck_parse(const char *text, struct recheck_share *out,
                  struct diag *d);

/* The samples that SHARE is of SAMPLES: at least one, at most all. */
uint64_t recheck_count(struct recheck_share share, uint64_t samples);

/*
 * The I-th of COUNT chosen among SAMPLES: one of each of COUNT parts that
 * follow each other, equal except that the first ones may be longer by one;
 * in its part, the one at XXH3-64 of I modulo the part's length. They rise
 * with I.
 */
uint64_t recheck_choose(uint64_t i, uint64_t count, uint64_t samples);

struct recheck;

/*
 * Make *R to look at COUNT samples of plan P, which must be our renderer's
 * and outlive it. Returns 0, or -1 with a diag. Release with recheck_close
 * in either case.
 *
 * Memory is the scene's, one sample and at most RECHECK_BATCH hashes under
 * way: of an archive with more chosen samples every batch is a reading of its
 * own.
 */
#define RECHECK_BATCH 4096
int recheck_open(struct recheck **r, const struct plan *p, uint64_t count,
                 struct diag *d);
void recheck_close(struct recheck *r);

/*
 * Look at the chosen samples of checkpoint K of S. Returns 0; or -1 with a
 * diag, a data diag naming the file and the samples when they are wrong.
 */
int recheck_checkpoint(struct recheck *r, const struct dataset *s, uint64_t k,
                       struct diag *d);

/* Samples looked at, and how many of them were wrong. */
uint64_t recheck_looked(const struct recheck *r);
uint64_t recheck_differing(const struct recheck *r);

#endif
