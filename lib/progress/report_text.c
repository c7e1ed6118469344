/* PROGRESS.txt and the live line, printed from rows. */
#include "progress/report_text.h"

#include <stdio.h>
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

void report_line(const struct rows *r, char line[REPORT_LINE_MAX])
{
	char whole[ROWS_MAX * ROWS_BRIEF_MAX];
	struct text t;

	text_begin(&t, whole, sizeof whole);
	for (unsigned i = 0; i < r->rows; i++)
		text_put(&t, "%s", r->row[i].brief);
	(void)snprintf(line, REPORT_LINE_MAX, "%.*s", ROWS_COLUMNS, whole);
}
