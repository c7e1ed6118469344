#ifndef VG_FIELD_TABLE_H
#define VG_FIELD_TABLE_H

#include <stdint.h>
#include <stdio.h>

#include "base/diag.h"
#include "stream/record.h"

/*
 * A table of fields by sample: text with tabs between columns. Its first line
 * names the columns, the first one "index"; each further line has the values of
 * one sample, in the order of index. A column is NAME, NAME:TYPE or
 * NAME:TYPE:SHAPE, as "labels", "speed:f4", "box:f4:2x4"; TYPE is i8 unless
 * given, and one value unless SHAPE is. Several values in a column have commas
 * or spaces between them.
 */

#define FIELD_TABLE_LINE_MAX 65536 /* bytes, with the newline and a NUL */

struct field_table {
	FILE *in;           /* owned */
	const char *path;   /* for messages; borrowed */
	char *line;         /* owned */
	uint64_t number;    /* of the line, from 1 */
	uint64_t index;     /* of the row in LINE */
	int has_row;        /* there is one */
	char *cells;        /* of that row, after its index */
	unsigned first;     /* the head's field of its first column */
	unsigned columns;   /* without index */
};

/*
 * Open the table PATH and add a field to HEAD for each of its columns. Returns
 * 0, or -1 with a diag that names the file and line. Release with
 * field_table_close in either case.
 */
int field_table_open(struct field_table *t, const char *path,
                     struct record_head *head, struct diag *d);
void field_table_close(struct field_table *t);

/*
 * Put the values of sample INDEX into PAYLOAD, which has HEAD's fields.
 * Indexes in ascending order read the table once. Returns 0, or -1 with a
 * diag: there is no such row, or a value is not of its type.
 */
int field_table_read(struct field_table *t, const struct record_head *head,
                     uint64_t index, unsigned char *payload, struct diag *d);

#endif
