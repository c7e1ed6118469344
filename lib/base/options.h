#ifndef VG_OPTIONS_H
#define VG_OPTIONS_H

#include <stddef.h>

#include "base/diag.h"

/*
 * One table of options gives the parsing, --help and, by test, the man page.
 */

struct option_spec {
	int id;               /* what options_next returns; > 255 */
	char letter;          /* short form, or 0 */
	const char *name;     /* long form */
	const char *argument; /* metavariable, or NULL for a flag */
	const char *help;     /* one line, lower case, no full stop */
	const char *initial;  /* default to show, or NULL */
};

struct tool {
	const char *name;
	const char *const *usage; /* lines after the name, NULL at the end */
	const char *summary;      /* one sentence */
	const struct option_spec *options; /* without --help and --version */
	size_t count;
};

struct option; /* getopt's */

struct options {
	const struct tool *tool;
	int argc;
	char **argv;
	struct option *longs; /* getopt's own tables, made from the specs */
	char *letters;
};

/* What options_next returns besides the ids. */
#define OPTIONS_END 0
#define OPTIONS_ERROR (-1)
#define OPTIONS_ANSWERED (-2) /* --help or --version was printed */

/*
 * Begin to parse. Only one parser can be in use, getopt's state being the
 * process's. Returns 0, or -1 with a diag. Release with options_free.
 */
int options_begin(struct options *o, const struct tool *tool, int argc,
                  char **argv, struct diag *d);
void options_free(struct options *o);

/*
 * The next option's id, its argument in *ARGUMENT; or OPTIONS_END, when
 * *OPERANDS is the index in argv of the first operand; or OPTIONS_ERROR with
 * a diag; or OPTIONS_ANSWERED, when the tool should end with status 0.
 */
int options_next(struct options *o, const char **argument, int *operands,
                 struct diag *d);

/* The invalid-input diag for an operand that the tool does not take. Returns
 * -1. */
int options_no_operands(int argc, char **argv, int operands, struct diag *d);

#endif
