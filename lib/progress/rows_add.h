#ifndef VG_ROWS_ADD_H
#define VG_ROWS_ADD_H

#include <stdint.h>

#include "base/text.h"
#include "progress/rows.h"

/* How rows and fields are added to the rows of one look: for rows.c alone. */

/*
 * Begin row KEY of R, which has room for it. Returns the row, valid as long as
 * R; VALUE is begun, for its value.
 */
struct row *rows_add(struct rows *r, const char *key, struct text *value);

/*
 * Begin the brief form of ROW, of importance RANK: 0 is the highest. Returns
 * the text to put it into.
 */
struct text rows_brief(struct row *row, unsigned rank);

/* Add field NAME to R: unknown, the string S, V, or V with decimal PLACES. */
void rows_add_unknown(struct rows *r, const char *name);
void rows_add_string(struct rows *r, const char *name, const char *s);
void rows_add_whole(struct rows *r, const char *name, uint64_t v);
void rows_add_decimal(struct rows *r, const char *name, double v, int places);

#endif
