#ifndef VG_RANGE_H
#define VG_RANGE_H

#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"

/* Samples FIRST to LAST, both included. */
struct range {
	uint64_t first, last;
};

/* Room for its text, "FIRST-LAST", with the NUL. */
#define RANGE_TEXT 48

/*
 * Parse "FIRST-LAST" or "INDEX". Returns 0, or -1 with a invalid-input diag
 * that quotes TEXT.
 */
int range_parse(const char *text, struct range *out, struct diag *d);

void range_format(struct range r, char text[RANGE_TEXT]);

/*
 * Print R and a newline to standard output. Returns 0, or -1 with a diag.
 */
int range_print(struct range r, struct diag *d);

/*
 * Read the next range from IN, one a line; blank lines are passed over.
 * Returns 1, 0 at the end, or -1 with a diag. A last line without its
 * newline is an error: whoever wrote it was cut off.
 */
int range_read(FILE *in, struct range *out, struct diag *d);

#endif
