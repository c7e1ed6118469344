/* Make a contact sheet row by row, through a temporary file. */
#include "view/tall_sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image/pngfile.h"

static size_t line_bytes(const struct tall_sheet *s)
{
	return (size_t)s->row.width * 3;
}

/* Refuse a row that would take too much memory. */
static int check(const struct tall_sheet *s, uint64_t sample_bytes,
                 struct diag *d)
{
	uint64_t row_bytes = (uint64_t)s->row.height * line_bytes(s);

	if (row_bytes <= TALL_SHEET_ROW_BYTES + sample_bytes)
		return 0;
	return diag_invalid(d, "a picture of %u x %u pixels is too large",
	                    s->row.width, s->row.height);
}

int tall_sheet_init(struct tall_sheet *s, const struct panes *panes,
                    unsigned rows, unsigned columns, unsigned scale,
                    uint64_t sample_bytes, struct diag *d)
{
	memset(s, 0, sizeof *s);
	if (contact_sheet_init(&s->row, panes, 1, columns, scale, d) != 0 ||
	    check(s, sample_bytes, d) != 0)
		return -1;
	s->rows = CONTACT_SHEET_HEIGHT_MAX / s->row.height;
	if (rows < s->rows)
		s->rows = rows;
	s->line = malloc(line_bytes(s));
	if (s->line == NULL)
		return diag_system(d, ENOMEM, "picture");
	s->file = tmpfile();
	return s->file != NULL ? 0 : diag_system(d, errno, "temporary file");
}

void tall_sheet_free(struct tall_sheet *s)
{
	contact_sheet_free(&s->row);
	free(s->line);
	/* The file has no name: it disappears, and no error matters. */
	if (s->file != NULL)
		(void)fclose(s->file);
}

int tall_sheet_add(struct tall_sheet *s, const char *title,
                   const unsigned char *payload, struct diag *d)
{
	contact_sheet_clear(&s->row);
	contact_sheet_title(&s->row, 0, title);
	contact_sheet_add(&s->row, payload);
	if (fwrite(s->row.rgb, line_bytes(s), s->row.height, s->file) !=
	    s->row.height)
		return diag_system(d, errno, "temporary file: write");
	s->filled++;
	return 0;
}

/* A pngfile_line. */
static const unsigned char *next_line(void *context, struct diag *d)
{
	struct tall_sheet *s = context;

	if (fread(s->line, line_bytes(s), 1, s->file) == 1)
		return s->line;
	(void)diag_system(d, ferror(s->file) ? errno : EIO,
	                  "temporary file: read");
	return NULL;
}

int tall_sheet_write(struct tall_sheet *s, FILE *out, const char *name,
                     struct diag *d)
{
	if (fflush(s->file) != 0 || fseek(s->file, 0, SEEK_SET) != 0)
		return diag_system(d, errno, "temporary file: write");
	return pngfile_write_lines(out, name, next_line, s, s->row.width,
	                           s->filled * s->row.height, d);
}
