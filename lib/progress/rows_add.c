/* Add rows and fields to the rows of one look. */
#include "progress/rows_add.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Begin row KEY; VALUE gets its value. */
struct row *rows_add(struct rows *r, const char *key, struct text *value)
{
	struct row *row = &r->row[r->rows++];

	row->key = key;
	text_begin(value, row->value, sizeof row->value);
	return row;
}

/* Write the brief form of ROW, of this importance: 0 is the highest. */
struct text rows_brief(struct row *row, unsigned rank)
{
	struct text t;

	row->brief_rank = rank;
	text_begin(&t, row->brief, sizeof row->brief);
	return t;
}

/* Add field NAME; VALUE gets its value. */
static void add_field(struct rows *r, const char *name, enum rows_kind kind,
                      struct text *value)
{
	struct rows_field *field = &r->field[r->fields++];

	field->name = name;
	field->kind = kind;
	text_begin(value, field->value, sizeof field->value);
}

void rows_add_unknown(struct rows *r, const char *name)
{
	struct text value;

	add_field(r, name, ROWS_UNKNOWN, &value);
}

void rows_add_string(struct rows *r, const char *name, const char *s)
{
	struct text value;

	add_field(r, name, ROWS_STRING, &value);
	text_put_shown(&value, s);
}

void rows_add_whole(struct rows *r, const char *name, uint64_t v)
{
	struct text value;

	add_field(r, name, ROWS_NUMBER, &value);
	text_put(&value, "%" PRIu64, v);
}

void rows_add_decimal(struct rows *r, const char *name, double v, int places)
{
	struct text value;

	add_field(r, name, ROWS_NUMBER, &value);
	text_put(&value, "%.*f", places, v);
}
