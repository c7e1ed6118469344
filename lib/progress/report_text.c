/* PROGRESS.txt and the live line, printed from rows. */
#include "progress/report_text.h"

#include <string.h>

#include "base/text.h"

void report_text(const struct rows *r, char text[REPORT_TEXT_MAX])
{
	struct text t;

	text_begin(&t, text, REPORT_TEXT_MAX);
	for (unsigned i = 0; i < r->rows; i++) {
		const struct row *row = &r->row[i];
		int pad = ROWS_KEY_COLUMNS - (int)strlen(row->key) - 1;

		text_put(&t, "%s:%*s%s\n", row->key, pad, "", row->value);
	}
}

/* Choose the rows to show, each if it fits beside the more important ones. */
static void choose(const struct rows *r, size_t columns, int shown[ROWS_MAX])
{
	for (unsigned rank = 0; rank < ROWS_BRIEF_RANKS; rank++)
		for (unsigned i = 0; i < r->rows; i++) {
			size_t length = strlen(r->row[i].brief);

			if (r->row[i].brief_rank != rank || length > columns)
				continue;
			shown[i] = 1;
			columns -= length;
		}
}

void report_line(const struct rows *r, size_t columns,
                 char line[REPORT_LINE_MAX])
{
	int shown[ROWS_MAX] = { 0 };
	struct text t;

	if (columns > REPORT_LINE_MAX - 1)
		columns = REPORT_LINE_MAX - 1;
	choose(r, columns, shown);
	text_begin(&t, line, REPORT_LINE_MAX);
	for (unsigned i = 0; i < r->rows; i++)
		if (shown[i])
			text_put(&t, "%s", r->row[i].brief);
}
