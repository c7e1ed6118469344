#ifndef VG_CHECKPOINT_READ_H
#define VG_CHECKPOINT_READ_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"
#include "stream/record.h"

/* Reads the samples of committed checkpoints, in any format. */

/* A checkpoint being read. */
struct checkpoint_reader;

#define CHECKPOINT_ALL_FIELDS UINT64_MAX

/*
 * Open the file of checkpoint K of S. It must have all planned samples, and
 * HEAD's fields or, if HEAD is NULL, any fields that a record may have. S and
 * HEAD must outlive the reader. Returns 0, or -1 with a diag. Release with
 * checkpoint_close in either case.
 *
 * A file is only accepted if the names, order, dtypes, shapes and sizes in it are
 * as checkpoint_finish makes them; what else vg writes around the samples is
 * checked where all of them are read. The memory used does not depend on their
 * number.
 */
int checkpoint_open(struct checkpoint_reader **out, const struct dataset *s,
                    uint64_t k, const struct record_head *head,
                    struct diag *d);
void checkpoint_close(struct checkpoint_reader *r);

/* The fields of its records: HEAD's, if that was given. Owned by R. */
const struct record_head *checkpoint_head(const struct checkpoint_reader *r);

/*
 * Read the next sample: its index and hash, and those fields I whose bit I is
 * set in WANTED, each to its place in PAYLOAD, which has payload_bytes of the
 * head, or nowhere if PAYLOAD is NULL: they are unpacked and checked all the
 * same. Other bytes of PAYLOAD are unchanged. Returns 1; 0 after the last
 * sample, when what was read whole was found to end there; -1 with a diag.
 */
int checkpoint_next(struct checkpoint_reader *r, uint64_t wanted,
                    uint64_t *index, uint64_t *hash, unsigned char *payload,
                    struct diag *d);

/* The values that checkpoint_scan reads. */
enum checkpoint_column {
	CHECKPOINT_COLUMN_LABELS,
	CHECKPOINT_COLUMN_INDEX,
	CHECKPOINT_COLUMN_HASH,
};

/* Called for VALUE of sample I in COLUMN; labels are cast from int64_t. */
typedef void checkpoint_visit(void *context, enum checkpoint_column column,
                              uint64_t i, uint64_t value);

/*
 * Call VISIT with CONTEXT for the index and the hash of each sample of
 * checkpoint K and, if HEAD is not NULL, for any label, in their order. With
 * WHOLE, all other bytes of the file are checked too, by the samples' hashes,
 * its checksums and what vg writes around them. S, K and HEAD are as for
 * checkpoint_open. Returns 0, or -1 with a diag.
 */
int checkpoint_scan(const struct dataset *s, uint64_t k,
                    const struct record_head *head, int whole,
                    checkpoint_visit *visit, void *context, struct diag *d);

#endif
