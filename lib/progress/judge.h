#ifndef VG_JUDGE_H
#define VG_JUDGE_H

#include "base/diag.h"
#include "dataset/dataset.h"

/*
 * The last word on a dataset whose files are all there and have their hashes:
 * verify.h's, on the arrays in them, in small steps. vg-verify and vg-progress so
 * never differ in what is complete; but of more than DUPLICATES_HELD samples, only
 * a part is compared with all others here.
 */

#define JUDGE_WHY_MAX 256 /* bytes, with a NUL */

struct verify;

struct judge {
	struct verify *verify; /* NULL: nothing was looked at yet */
	uint64_t samples;      /* of the plan then */
	uint64_t next;         /* checkpoint */
	int done, complete;
	char why[JUDGE_WHY_MAX]; /* it is not, or "" */
};

/* Forget what was found: the dataset has changed. */
void judge_forget(struct judge *j);

/*
 * Look at the next checkpoint of S, which was refreshed, or judge. Returns 1; 0 if
 * it is judged, by this call or before; -1 with a diag when the system failed.
 */
int judge_step(struct judge *j, const struct dataset *s, struct diag *d);

#endif
