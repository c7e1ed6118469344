#ifndef VG_CONTACT_SHEET_H
#define VG_CONTACT_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "view/legend.h"
#include "view/lettering.h"
#include "view/panes.h"

/*
 * A contact sheet: for each sample a row, which begins with a title. Below it
 * is a line for each pane, view by view: the video, then its ground truth, each
 * under a caption that explains its colours. A column is a frame, from top to
 * bottom. In a film, one frame of one sample, a column is a view.
 */
struct contact_sheet {
	struct panes panes;
	int film;
	unsigned rows;          /* samples */
	unsigned columns;       /* frames of each line */
	unsigned lines;         /* of each row */
	unsigned scale;         /* pixels of the sheet for one of a frame */
	unsigned letter_size;   /* of a pixel of a letter */
	unsigned width, height; /* pixels of the whole sheet */
	unsigned filled;        /* rows so far */
	unsigned char *rgb;     /* height x width x 3 bytes, owned */
};

#define CONTACT_SHEET_WIDTH_MAX 4096
#define CONTACT_SHEET_HEIGHT_MAX 32768
#define CONTACT_SHEET_BYTES_MAX ((size_t)256 << 20)

/*
 * Lay out a sheet of ROWS samples that have PANES, with at most FRAMES frames
 * of each, equally spaced from the first to the last, and SCALE pixels for
 * each of theirs: less of both where it would be wider than
 * CONTACT_SHEET_WIDTH_MAX. Returns 0, or -1 with a diag, an invalid-input diag
 * when the sheet would be too high. Release with contact_sheet_free in either
 * case.
 */
int contact_sheet_init(struct contact_sheet *s, const struct panes *panes,
                       unsigned rows, unsigned frames, unsigned scale,
                       struct diag *d);
void contact_sheet_free(struct contact_sheet *s);

/* The same for a film, with as many views side by side as there is width. */
int contact_sheet_init_film(struct contact_sheet *s, const struct panes *panes,
                            unsigned scale, struct diag *d);

/* Make S empty again. */
void contact_sheet_clear(struct contact_sheet *s);

/*
 * Fill the next row from the record at PAYLOAD; there must be a row left. The
 * title is drawn separately, since it may be known only later.
 */
void contact_sheet_add(struct contact_sheet *s, const unsigned char *payload);

/* Fill film S with FRAME of the record at PAYLOAD, which has LEGEND. */
void contact_sheet_add_frame(struct contact_sheet *s,
                             const unsigned char *payload,
                             const struct legend *legend, unsigned frame);

/* Draw TITLE, in ASCII, above ROW, counted from 0. */
void contact_sheet_title(struct contact_sheet *s, unsigned row,
                         const char *title);

/* The height in pixels of the rows filled so far. */
unsigned contact_sheet_filled_height(const struct contact_sheet *s);

#endif
