#ifndef VG_CONTACT_SHEET_H
#define VG_CONTACT_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "view/panes.h"

/*
 * A contact sheet: one row for each sample, with a title above it. In each row
 * are the panes, side by side, each with some frames of the sample.
 */
struct contact_sheet {
	struct panes panes;
	unsigned rows, columns; /* samples, and frames of each pane */
	unsigned scale;         /* pixels of the sheet for one of a frame */
	unsigned width, height; /* pixels of the whole sheet */
	unsigned filled;        /* rows so far */
	unsigned char *rgb;     /* height x width x 3 bytes, owned */
};

#define CONTACT_SHEET_SIDE_MAX 32768
#define CONTACT_SHEET_BYTES_MAX ((size_t)256 << 20)

/*
 * Lay out a sheet of ROWS samples that have PANES, with at most COLUMNS frames
 * of each, equally spaced from the first to the last. Returns 0, or -1 with a
 * diag, an invalid-input diag when the sheet would be too large. Release with
 * contact_sheet_free in either case.
 */
int contact_sheet_init(struct contact_sheet *s, const struct panes *panes,
                       unsigned rows, unsigned columns, unsigned scale,
                       struct diag *d);
void contact_sheet_free(struct contact_sheet *s);

/* Make S empty again. */
void contact_sheet_clear(struct contact_sheet *s);

/*
 * Fill the next row from the record at PAYLOAD; there must be a row left. The
 * title is drawn separately, since it may be known only later.
 */
void contact_sheet_add(struct contact_sheet *s, const unsigned char *payload);

/* Draw TITLE, in ASCII, above ROW, counted from 0. */
void contact_sheet_title(struct contact_sheet *s, unsigned row,
                         const char *title);

/* The height in pixels of the rows filled so far. */
unsigned contact_sheet_filled_height(const struct contact_sheet *s);

#endif
