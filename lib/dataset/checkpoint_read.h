#ifndef VG_CHECKPOINT_READ_H
#define VG_CHECKPOINT_READ_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/checkpoint_write.h"
#include "dataset/dataset.h"
#include "stream/record.h"

/*
 * Reads committed archives. libarchive does the unpacking: it is code that we
 * did not write, and so checks what our code wrote.
 */

/* An archive being read. */
struct checkpoint_reader;

/*
 * Open the archive of checkpoint K of S. It must have all planned samples, and
 * HEAD's fields or, if HEAD is NULL, any fields that a record may have. S and
 * HEAD must outlive the reader. Returns 0, or -1 with a diag. Release with
 * checkpoint_close in either case.
 *
 * An archive is only accepted if the names, order, dtypes, shapes and sizes of
 * its members are as checkpoint_finish makes them. The memory used does not
 * depend on the number of samples.
 */
int checkpoint_open(struct checkpoint_reader **out, const struct dataset *s,
                    uint64_t k, const struct record_head *head,
                    struct diag *d);
void checkpoint_close(struct checkpoint_reader *r);

/*
 * Go to the next array; *FIELD describes it for one sample. The last two are
 * those of record_header_field, with its addresses. Bytes of the array before
 * that were not taken are skipped. Returns 1; 0 after the last array; -1 with a
 * diag.
 */
int checkpoint_next(struct checkpoint_reader *r,
                    const struct record_field **field, struct diag *d);

/*
 * Read the next SIZE bytes of the array into DATA, or skip them if DATA is
 * NULL. Returns 0, or -1 with a diag.
 */
int checkpoint_take(struct checkpoint_reader *r, void *data, uint64_t size,
                    struct diag *d);

/* The arrays that checkpoint_scan reads. */
enum checkpoint_column {
	CHECKPOINT_COLUMN_LABELS,
	CHECKPOINT_COLUMN_INDEX,
	CHECKPOINT_COLUMN_HASH,
};

/* Called for VALUE number I of COLUMN; labels are cast from int64_t. */
typedef void checkpoint_visit(void *context, enum checkpoint_column column,
                              uint64_t i, uint64_t value);

/*
 * Call VISIT with CONTEXT for the indices and hashes in the archive of
 * checkpoint K and, if HEAD is not NULL, for any labels, in the order of the
 * archive. With WHOLE, all other bytes of the file are checked too, by the CRCs
 * of the arrays and by what vg writes around them. S, K and HEAD are as for
 * checkpoint_open. Returns 0, or -1 with a diag.
 */
int checkpoint_scan(const struct dataset *s, uint64_t k,
                    const struct record_head *head, int whole,
                    checkpoint_visit *visit, void *context, struct diag *d);

#endif
