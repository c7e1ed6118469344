#ifndef VG_ORDER_H
#define VG_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "base/share.h"
#include "dataset/dataset.h"
#include "readout/permutation.h"

/*
 * Which samples are read, and in which order: those of some ranges, checkpoint
 * by checkpoint, as they come or shuffled, all of them or one share.
 */

/* Samples of one checkpoint, in a row. */
struct span {
	uint64_t k; /* the checkpoint */
	struct range samples;
	size_t range; /* which of the ranges they are from */
};

struct order {
	const struct plan *plan;   /* borrowed */
	const struct range *range; /* borrowed */
	size_t ranges;
	uint64_t *spans_before;    /* by range, owned */
	unsigned char *is_present; /* by checkpoint, owned */
	uint64_t spans, samples;   /* of all ranges; samples: present */
	uint64_t first, end;       /* of the share: positions of samples */
	int is_shuffled;
	struct permutation permutation;
	/* Where the reading is. */
	uint64_t at;   /* span */
	uint64_t done; /* samples in the spans before */
};

/*
 * Find which samples of the RANGES at RANGE, within the plan of S, are
 * present. If some are not, this is an error, or with PARTIAL they are left
 * out. S and RANGE must outlive O. Returns 0, or -1 with a diag. Release with
 * order_free in either case. S must have been refreshed.
 */
int order_init(struct order *o, const struct dataset *s,
               const struct range *range, size_t ranges, int partial,
               struct diag *d);
void order_free(struct order *o);

/*
 * Begin with share PART of the samples, in their own order. Shares differ by at
 * most one sample; together they are everything.
 */
void order_begin(struct order *o, struct share part);

/* The same in the order that SEED and EPOCH shuffle the spans to. */
void order_begin_shuffled(struct order *o, struct share part, uint64_t seed,
                          uint64_t epoch);

/* The next samples, into *OUT. Returns 1, or 0 at the end. */
int order_next(struct order *o, struct span *out);

/*
 * How many samples come in a row with consecutive indices, of the same range:
 * from SPAN on, which order_next has just returned.
 */
uint64_t order_run(const struct order *o, const struct span *span);

#endif
