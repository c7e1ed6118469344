#ifndef VG_REPORT_TEXT_H
#define VG_REPORT_TEXT_H

#include <stddef.h>

#include "progress/rows.h"

/* Rows as plain text: PROGRESS.txt, and a terminal's live line. Pure. */

#define REPORT_TEXT_MAX 4096
#define REPORT_LINE_MAX 160

/* The text of PROGRESS.txt: "KEY: VALUE", a line a row. */
void report_text(const struct rows *r, char text[REPORT_TEXT_MAX]);

/*
 * The brief forms in one line of at most COLUMNS columns, without a newline.
 * Where there is not room for all, the least important are left out.
 */
void report_line(const struct rows *r, size_t columns,
                 char line[REPORT_LINE_MAX]);

#endif
