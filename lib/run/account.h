#ifndef VG_ACCOUNT_H
#define VG_ACCOUNT_H

#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "dataset/dataset.h"
#include "run/reports.h"

/* What a run was asked to make, what is there at its end, and why not all. */

struct account {
	uint64_t planned; /* samples */
	uint64_t present; /* also in checkpoints with more than is planned */
};

/*
 * Read S again, as it is at the end of a run, and take its account against the
 * PLANNED samples that the run was asked for. Returns 0, or -1 with a diag.
 */
int account_take(struct account *a, struct dataset *s, uint64_t planned,
                 struct diag *d);

/* Whether all is present, and S has more than its plan covers. */
int account_plan_small(const struct account *a, const struct dataset *s);

/*
 * Whether all samples of S, which was refreshed, have at most 1 GiB, so that to
 * unpack them and see whether they have their hashes takes a second or two.
 */
int account_is_small(const struct dataset *s);

/*
 * Print the account of S: planned = present + failed; then the reasons that R
 * has, for at most ten ranges, and how much was not begun.
 */
void account_print(FILE *out, const struct account *a, const struct dataset *s,
                   struct reports *r);

/*
 * Print the size of S, that it took SECONDS, and, if it is COMPLETE, the
 * Python that loads it.
 */
void account_print_end(FILE *out, const struct dataset *s, double seconds,
                       int complete);

/* Print the untrusted NAME so that no terminal obeys it. */
void account_print_name(FILE *out, const char *name);

/* Print that nothing is missing in the dataset at DIR. */
void account_print_nothing(FILE *out, const char *dir);

#endif
