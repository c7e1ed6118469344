#ifndef VG_LIVE_LINE_H
#define VG_LIVE_LINE_H

#include "progress/rows.h"

/*
 * The state of a dataset in one line on standard error. On a terminal, one line
 * is overwritten, and fits the width, whatever that is at the moment. On a
 * terminal that cannot do this (TERM is unset or "dumb"), and in files and
 * pipes, a new line is printed at most once a minute, and at the end.
 */

struct live_line {
	int quiet;
	int overwrites; /* a terminal that can do it */
	int terminal;
	int open;       /* a line stands there that has no newline yet */
	double said_s;  /* when the last line was printed */
};

/* Begin at NOW_S of a steady clock; with QUIET, never print anything. */
void live_line_init(struct live_line *l, int quiet, double now_s);

/* Show R at NOW_S. LAST: it is the last one, and stays. */
void live_line_show(struct live_line *l, const struct rows *r, double now_s,
                    int last);

/* End an open line, so that a message can follow. */
void live_line_break(struct live_line *l);

#endif
