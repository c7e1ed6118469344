#ifndef VG_ROWS_H
#define VG_ROWS_H

#include "progress/facts.h"

/*
 * The facts of one look in words and in numbers, each subject once: a row for
 * people, and fields for machines. Whoever prints them decides nothing. Pure.
 */

#define ROWS_MAX 17
#define ROWS_COLUMNS 79     /* of a line with key and value */
#define ROWS_KEY_COLUMNS 13 /* of those, where the value begins */
#define ROWS_VALUE_MAX 160
#define ROWS_BRIEF_MAX 80
#define ROWS_BRIEF_RANKS 6
#define ROWS_FIELDS_MAX 30
#define ROWS_FIELD_MAX 48

/* The first rows, status and completed: a page shows them large. */
#define ROWS_HEADLINES 2

enum rows_alert {
	ROWS_NORMAL,
	ROWS_ALERT, /* somebody has to do something about it */
};

/* For people. Printable ASCII; what came from outside is cut to fit a line. */
struct row {
	const char *key;
	char value[ROWS_VALUE_MAX];
	/* The same in one line of everything, with what parts it from the one
	   before; empty where that leaves it out. */
	char brief[ROWS_BRIEF_MAX];
	unsigned brief_rank; /* 0: that of the most important one */
	enum rows_alert alert;
};

enum rows_kind {
	ROWS_UNKNOWN,
	ROWS_NUMBER,
	ROWS_STRING, /* printable ASCII without quotes and backslashes */
};

/* For machines. */
struct rows_field {
	const char *name;
	enum rows_kind kind;
	char value[ROWS_FIELD_MAX]; /* empty when unknown */
};

struct rows {
	unsigned rows, fields;
	struct row row[ROWS_MAX];
	struct rows_field field[ROWS_FIELDS_MAX];
};

/*
 * Make R from F. Rows of trouble are there only when there is some, the same
 * fields always; if F is unseen, there are only its status and trouble.
 */
void rows_make(struct rows *r, const struct facts *f);

#endif
