#ifndef VG_PICK_H
#define VG_PICK_H

#include <stdint.h>

#include "base/diag.h"
#include "base/range_list.h"
#include "dataset/checkpoint_read.h"
#include "dataset/dataset.h"
#include "stream/record_stream.h"

/* Some samples of a dataset, read one by one from whatever its format is. */
struct pick {
	const struct dataset *dataset;    /* borrowed */
	const struct range_list *list;    /* borrowed; settled */
	struct record_head head;          /* of the first sample, once it is read */
	struct checkpoint_reader *reader; /* or NULL */
	uint64_t k, next; /* its number, and the sample that it reads next */
	size_t at;                        /* the range that is being read … */
	uint64_t done;                    /* … and its samples so far */
	unsigned char *payload;           /* owned */
	int has_head;
};

/*
 * Add N committed samples of S, which was refreshed, to LIST, which is settled:
 * others than it has, at random by SEED, or all of them if there are fewer.
 * Returns 0, or -1 when LIST is full.
 */
int pick_random(struct range_list *list, const struct dataset *s, uint64_t n,
                uint64_t seed);

/*
 * Prepare to read the samples LIST of S, which was refreshed. Both must outlive
 * P. Release with pick_end.
 */
void pick_begin(struct pick *p, const struct dataset *s,
                const struct range_list *list);
void pick_end(struct pick *p);

/*
 * Read the next sample in the order of index; its hash is checked. Its payload
 * has P->head's fields and is valid until the next call. Returns 1; 0 after the
 * last one; -1 with a diag: a sample that is not committed or not right.
 */
int pick_next(struct pick *p, struct record *out, struct diag *d);

#endif
