/* Read a table of fields. */
#include "stream/field_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "stream/field_text.h"

/* A data diag about the line that was read last. */
static int wrong(const struct field_table *t, struct diag *d)
{
	return diag_within(d, "%s: line %" PRIu64, t->path, t->number);
}

/* Read the next line, without its end. Returns 1; 0 at the end; -1. */
static int next_line(struct field_table *t, struct diag *d)
{
	size_t length;

	errno = 0;
	if (fgets(t->line, FIELD_TABLE_LINE_MAX, t->in) == NULL)
		return ferror(t->in) ? diag_system(d, errno, "%s: read", t->path)
		                     : 0;
	t->number++;
	length = strlen(t->line);
	if (length == 0 || t->line[length - 1] != '\n') {
		(void)diag_data(d, length < FIELD_TABLE_LINE_MAX - 1
		                       ? "is not a whole line of text"
		                       : "is too long");
		return wrong(t, d);
	}
	t->line[--length] = '\0';
	if (length > 0 && t->line[length - 1] == '\r')
		t->line[--length] = '\0';
	return 1;
}

/* Add the column at TEXT, of LENGTH bytes: NAME[:TYPE[:SHAPE]]. */
static int add_column(struct field_table *t, struct record_head *head,
                      const char *text, size_t length, struct diag *d)
{
	const char *end = text + length, *type = memchr(text, ':', length);
	const char *shape = type != NULL
	                        ? memchr(type + 1, ':', (size_t)(end - type - 1))
	                        : NULL;
	size_t name_length = type != NULL ? (size_t)(type - text) : length;
	uint64_t axes[RECORD_DIMS_MAX];
	char name[RECORD_NAME_MAX] = "", dtype[8] = "<i8";
	unsigned dims = 0;

	if (name_length >= sizeof name)
		return diag_data(d, "column %.*s: a name has at most %d bytes",
		                 (int)name_length, text, RECORD_NAME_MAX - 1);
	memcpy(name, text, name_length);
	if (type != NULL &&
	    field_text_dtype(type + 1,
	                     (size_t)((shape != NULL ? shape : end) - type - 1),
	                     dtype) != 0)
		return diag_data(d, "column %s: its type must be "
		                 FIELD_TEXT_TYPES, name);
	if (shape != NULL &&
	    (dims = field_text_shape(shape + 1, (size_t)(end - shape - 1), 'x',
	                             axes)) == 0)
		return diag_data(d, "column %s: its shape must be like 3 or 2x4",
		                 name);
	t->columns++;
	return record_add_field(head, name, dtype, dims, axes, d);
}

/* Read the names of the columns. */
static int read_names(struct field_table *t, struct record_head *head,
                      struct diag *d)
{
	int got = next_line(t, d);
	const char *at = t->line, *end;

	if (got < 0)
		return -1;
	end = got > 0 ? strchr(at, '\t') : NULL;
	if (got == 0 || strcspn(at, "\t") != 5 || strncmp(at, "index", 5) != 0)
		return diag_data(d, "%s: the first line must name the columns: "
		                 "index, then others, with tabs between them",
		                 t->path);
	while (end != NULL) {
		at = end + 1;
		end = strchr(at, '\t');
		if (add_column(t, head, at,
		               end != NULL ? (size_t)(end - at) : strlen(at),
		               d) != 0)
			return wrong(t, d);
	}
	return 0;
}

int field_table_open(struct field_table *t, const char *path,
                     struct record_head *head, struct diag *d)
{
	*t = (struct field_table){ .path = path, .first = head->fields };
	t->line = malloc(FIELD_TABLE_LINE_MAX);
	if (t->line == NULL)
		return diag_system(d, ENOMEM, "%s", path);
	t->in = fopen(path, "r");
	if (t->in == NULL)
		return diag_system(d, errno, "%s: open", path);
	return read_names(t, head, d);
}

void field_table_close(struct field_table *t)
{
	if (t->in != NULL)
		(void)fclose(t->in);
	free(t->line);
	*t = (struct field_table){ .in = NULL };
}

/* Read the next row's index. Returns 0, or -1 with a diag. */
static int next_row(struct field_table *t, struct diag *d)
{
	uint64_t before = t->index;
	int first = !t->has_row, got = next_line(t, d);
	size_t length = strcspn(t->line, "\t");

	t->has_row = got > 0;
	if (got <= 0)
		return got;
	t->cells = t->line + length;
	if (number_parse_n(t->line, length, RECORD_COUNT_MAX, &t->index) != 0)
		(void)diag_data(d, "%.*s: index must be a whole number",
		                length < 20 ? (int)length : 20, t->line);
	else if (!first && t->index <= before)
		(void)diag_data(d, "index %" PRIu64 " follows %" PRIu64
		                "; sort the rows by index", t->index, before);
	else
		return 0;
	return wrong(t, d);
}

/* Find the row of INDEX. Returns 0, or -1 with a diag. */
static int find_row(struct field_table *t, uint64_t index, struct diag *d)
{
	if (!t->has_row || t->index > index) {
		if (fseek(t->in, 0, SEEK_SET) != 0)
			return diag_system(d, errno, "%s: seek", t->path);
		t->number = 0;
		t->has_row = 0;
		if (next_line(t, d) <= 0 || next_row(t, d) != 0)
			return -1;
	}
	while (t->has_row && t->index < index)
		if (next_row(t, d) != 0)
			return -1;
	return t->has_row && t->index == index
	           ? 0
	           : diag_data(d, "%s: has no row for sample %" PRIu64, t->path,
	                       index);
}

/* Put the values of field F at *CELL. Returns 0, or -1 with a data diag. */
static int read_cell(const struct record_field *f, const char **cell,
                     unsigned char *out, struct diag *d)
{
	unsigned size = (unsigned)(f->dtype[2] - '0');
	const char *at = *cell;

	for (uint64_t done = 0; done < f->bytes; done += size) {
		if (done > 0) {
			if (*at != ',' && *at != ' ')
				return diag_data(d, "column %s: %" PRIu64
				                 " values are needed", f->name,
				                 f->bytes / size);
			at += strspn(at, ", ");
		}
		at = field_text_value(at, f->dtype, out + done);
		if (at == NULL)
			return diag_data(d, "column %s: is not a value of type "
			                 "%s", f->name, f->dtype + 1);
	}
	if (*at != '\t' && *at != '\0')
		return diag_data(d, "column %s: %.20s: must end after %" PRIu64
		                 " value%s", f->name, at, f->bytes / size,
		                 f->bytes > size ? "s" : "");
	*cell = at;
	return 0;
}

int field_table_read(struct field_table *t, const struct record_head *head,
                     uint64_t index, unsigned char *payload, struct diag *d)
{
	const char *at;

	if (find_row(t, index, d) != 0)
		return -1;
	at = t->cells;
	for (unsigned i = t->first; i < t->first + t->columns; i++) {
		const struct record_field *f = &head->field[i];

		if (*at != '\t') {
			(void)diag_data(d, "column %s is missing", f->name);
			return wrong(t, d);
		}
		at++;
		if (read_cell(f, &at, payload + f->offset, d) != 0)
			return wrong(t, d);
	}
	if (*at == '\0')
		return 0;
	(void)diag_data(d, "has more columns than the first line");
	return wrong(t, d);
}
