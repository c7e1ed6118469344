#ifndef VG_CHECKPOINT_READ_H
#define VG_CHECKPOINT_READ_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/checkpoint_write.h"
#include "dataset/dataset.h"
#include "stream/record.h"

/* Committed archives, read by libarchive: others' code checks ours. */

/* An archive being read. */
struct checkpoint_reader;

/*
 * Open the archive of checkpoint K of S, all planned samples with HEAD's
 * fields or, where HEAD is NULL, with any that a record may have. S and HEAD
 * must outlive it. Returns 0, or -1 with a diag. Release with
 * checkpoint_close in either case.
 *
 * Only what checkpoint_finish leaves is taken: member names, their order,
 * dtypes, shapes and sizes. Memory does not depend on how many samples.
 */
int checkpoint_open(struct checkpoint_reader **out, const struct dataset *s,
                    uint64_t k, const struct record_head *head,
                    struct diag *d);
void checkpoint_close(struct checkpoint_reader *r);

/*
 * Go to the next array, of which *FIELD says what each sample has; the last
 * two are those of record_header_field, at its addresses. What was not taken
 * of the one before is passed over. Returns 1; 0 after the last; -1 with a
 * diag.
 */
int checkpoint_next(struct checkpoint_reader *r,
                    const struct record_field **field, struct diag *d);

/*
 * The next SIZE bytes of the array into DATA, or nowhere if that is NULL.
 * Returns 0, or -1 with a diag.
 */
int checkpoint_take(struct checkpoint_reader *r, void *data, uint64_t size,
                    struct diag *d);

/* The arrays that checkpoint_scan reads. */
enum checkpoint_column {
	CHECKPOINT_COLUMN_LABELS,
	CHECKPOINT_COLUMN_INDEX,
	CHECKPOINT_COLUMN_HASH,
};

/* Called for value I of COLUMN; a negative label comes as its bits. */
typedef void checkpoint_visit(void *context, enum checkpoint_column column,
                              uint64_t i, uint64_t value);

/*
 * Read the indices and hashes, and with a HEAD the labels if it has them, of
 * an archive as checkpoint_open takes it, in the order in which they stand
 * there. Returns 0, or -1 with a diag.
 */
int checkpoint_scan(const struct dataset *s, uint64_t k,
                    const struct record_head *head, checkpoint_visit *visit,
                    void *context, struct diag *d);

#endif
