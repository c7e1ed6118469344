#ifndef VG_CONTACT_SHEET_H
#define VG_CONTACT_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "view/panes.h"

/*
 * A contact sheet: a row a sample, with its index and class above it, a
 * column a frame; the views, and the truth of each, side by side.
 */
struct contact_sheet {
	struct panes panes;
	unsigned rows, columns; /* samples, and frames of each pane */
	unsigned scale;         /* pixels a pixel */
	unsigned width, height; /* of the whole, pixels */
	unsigned filled;        /* rows so far */
	unsigned char *rgb;     /* height x width x 3, owned */
};

#define CONTACT_SHEET_SIDE_MAX 32768
#define CONTACT_SHEET_BYTES_MAX ((size_t)256 << 20)

/*
 * Lay out a sheet of ROWS samples of PANES, with at most COLUMNS frames of
 * each, equally spaced from first to last. Returns 0, or -1 with a usage
 * diag when it would be too large. Release with contact_sheet_free in either
 * case.
 */
int contact_sheet_init(struct contact_sheet *s, const struct panes *panes,
                       unsigned rows, unsigned columns, unsigned scale,
                       struct diag *d);
void contact_sheet_free(struct contact_sheet *s);

/*
 * Fill the next row from the record at PAYLOAD. Its title is drawn apart, for
 * it may be known later.
 */
void contact_sheet_add(struct contact_sheet *s, const unsigned char *payload);

/* Draw TITLE, of ASCII, above ROW, from 0. */
void contact_sheet_title(struct contact_sheet *s, unsigned row,
                         const char *title);

/* The height in pixels of the rows that were filled. */
unsigned contact_sheet_filled_height(const struct contact_sheet *s);

#endif
