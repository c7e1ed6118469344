#ifndef VG_FILM_H
#define VG_FILM_H

#include <stdio.h>

#include "view/contact_sheet.h"

/*
 * All frames of samples, one after another, as a YUV4MPEG2 video: the views
 * side by side, the ground truth below them, the title of the sample above.
 */
struct film {
	struct contact_sheet frame;
	struct picture picture;
	FILE *out;        /* borrowed */
	const char *name; /* of OUT, for messages; borrowed */
};

/*
 * Begin a film of records with PANES, of RATE frames a second, and SCALE pixels
 * for each of theirs, less where that is too wide. Returns 0, or -1 with a
 * diag, an invalid-input diag when a picture would be too high. Release with
 * film_free in either case.
 */
int film_begin(struct film *f, FILE *out, const char *name,
               const struct panes *panes, unsigned scale, unsigned rate,
               struct diag *d);
void film_free(struct film *f);

/* Add the record at PAYLOAD, under TITLE. Returns 0, or -1 with a diag. */
int film_add(struct film *f, const char *title, const unsigned char *payload,
             struct diag *d);

#endif
