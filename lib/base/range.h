#ifndef VG_RANGE_H
#define VG_RANGE_H

#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"

/* The samples from FIRST to LAST, both included. */
struct range {
	uint64_t first, last;
};

/* Bytes of the text "FIRST-LAST", with its NUL. */
#define RANGE_TEXT 48

/*
 * Parse "FIRST-LAST" or "INDEX". Returns 0, or -1 with an invalid-input diag
 * that quotes TEXT.
 */
int range_parse(const char *text, struct range *out, struct diag *d);

/* Format R as "FIRST-LAST". */
void range_format(struct range r, char text[RANGE_TEXT]);

/* Print R and a newline to standard output. Returns 0, or -1 with a diag. */
int range_print(struct range r, struct diag *d);

/*
 * Read the next range from IN, which has one on each line; blank lines are
 * skipped. Returns 1; 0 at the end; -1 with a diag. A last line without a
 * newline is an error, since its writer may have been interrupted.
 */
int range_read(FILE *in, struct range *out, struct diag *d);

#endif
