#ifndef VG_WEBPAGE_H
#define VG_WEBPAGE_H

#include <stddef.h>

#include "base/diag.h"
#include "progress/facts.h"
#include "progress/preview.h"
#include "progress/rows.h"

/*
 * The facts of one look and their rows as one self-contained web page, for a
 * laptop or a phone: it asks nothing of a network. All but small comforts is
 * there without its script. Pure.
 */

struct webpage {
	const char *name;   /* of the dataset */
	const struct facts *facts;
	const struct rows *rows; /* made from those */
	const struct preview *preview;
	unsigned every_s;   /* it is written so often, at least */
};

/*
 * The page as a string of *LENGTH bytes, for the caller to free. NULL with a
 * diag when memory is short.
 */
char *webpage_text(const struct webpage *w, size_t *length, struct diag *d);

#endif
