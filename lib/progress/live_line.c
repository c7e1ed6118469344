/* One line of state on standard error, overwritten where a terminal can. */

/* For TIOCGWINSZ, which every system we know has. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "progress/live_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/number.h"
#include "progress/report_text.h"

#define PLAIN_EVERY_S 60
#define COLUMNS_USUAL 80
#define COLUMNS_MAX 10000
#define CODES_MAX 16 /* bytes around the line */

void live_line_init(struct live_line *l, int quiet, double now_s)
{
	const char *term = getenv("TERM");

	memset(l, 0, sizeof *l);
	l->quiet = quiet;
	l->terminal = isatty(STDERR_FILENO);
	l->overwrites = l->terminal && term != NULL && term[0] != '\0' &&
	                strcmp(term, "dumb") != 0;
	l->said_s = now_s;
}

static unsigned terminal_columns(void)
{
	const char *columns = getenv("COLUMNS");
	uint64_t n;

#ifdef TIOCGWINSZ
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
#endif
	if (columns != NULL && number_parse(columns, COLUMNS_MAX, &n) == 0 &&
	    n > 0)
		return (unsigned)n;
	return COLUMNS_USUAL;
}

void live_line_show(struct live_line *l, const struct rows *r, double now_s,
                    int last)
{
	char line[REPORT_LINE_MAX], text[REPORT_LINE_MAX + CODES_MAX];

	if (l->quiet ||
	    (!l->overwrites && !last && now_s - l->said_s < PLAIN_EVERY_S))
		return;
	/* In its last column, a terminal may begin the next line. */
	report_line(r, l->terminal ? terminal_columns() - 1 : SIZE_MAX, line);
	(void)snprintf(text, sizeof text, "%s%s%s%s",
	               l->overwrites ? "\r" : "", line,
	               l->overwrites ? "\033[K" : "",
	               l->overwrites && !last ? "" : "\n");
	diag_say(text);
	l->open = l->overwrites && !last;
	l->said_s = now_s;
}

void live_line_break(struct live_line *l)
{
	if (l->open)
		diag_say("\n");
	l->open = 0;
}
