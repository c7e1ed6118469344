#ifndef VG_TALL_SHEET_H
#define VG_TALL_SHEET_H

#include <stdio.h>

#include "view/contact_sheet.h"

/*
 * A contact sheet of any number of samples in the memory of one: finished rows
 * wait in a temporary file, because a PNG begins with its height.
 */
struct tall_sheet {
	struct contact_sheet row; /* of one sample */
	unsigned rows, filled;    /* at most, at least 1, and so far */
	FILE *file;               /* of the rows so far, owned */
	unsigned char *line;      /* one, read back from it, owned */
};

/* Bytes of one row that are always allowed. */
#define TALL_SHEET_ROW_BYTES ((size_t)24 << 20)

/*
 * Lay out a sheet as contact_sheet_init does, of at most ROWS rows, fewer where
 * it would be too high. The row of one sample may have TALL_SHEET_ROW_BYTES and
 * as much as a sample, SAMPLE_BYTES. Returns 0, or -1 with a diag, an
 * invalid-input diag when the row would be too large. Release with
 * tall_sheet_free in either case.
 */
int tall_sheet_init(struct tall_sheet *s, const struct panes *panes,
                    unsigned rows, unsigned columns, unsigned scale,
                    uint64_t sample_bytes, struct diag *d);
void tall_sheet_free(struct tall_sheet *s);

/*
 * Add the row of the record at PAYLOAD, under TITLE, in ASCII; there must be a
 * row left. Returns 0, or -1 with a diag.
 */
int tall_sheet_add(struct tall_sheet *s, const char *title,
                   const unsigned char *payload, struct diag *d);

/*
 * Write the rows so far, at least one, to OUT as PNG. NAME is the name of OUT
 * for messages. Returns 0, or -1 with a diag.
 */
int tall_sheet_write(struct tall_sheet *s, FILE *out, const char *name,
                     struct diag *d);

#endif
