#ifndef VG_OPTIONS_H
#define VG_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/option.h"

/*
 * The command line of a tool. One table of options defines the parsing, the
 * error messages, the usage and --help; a test compares the man page with it.
 */

struct tool {
	const char *name;
	const char *summary; /* one sentence */
	const struct option_spec *options; /* without --help and --version */
	size_t count;
	const char *operand; /* metavariable of the operands; NULL: none */
	size_t operands_min, operands_max;
	/* Offset of a char ** in the request: the operands, then NULL. */
	size_t operands;
};

/* For operands_max: any number of them. */
#define OPERANDS_ANY SIZE_MAX

/*
 * Parse the command line into REQUEST, the struct that T's offsets refer to.
 *
 * First, each member is set to the default of its option or, without one, to 0,
 * NULL, an empty list or OPTION_NOT_GIVEN. The member of an option that has a
 * parse function but no default is not changed. Then the options are set in the
 * order of ARGV, which is permuted: operands last. At the end, required,
 * requiring and excluding options and the number of operands are checked.
 *
 * Returns 1 to continue; 0 if --help or --version was printed, and the tool
 * should end; or -1 with a diag. REQUEST keeps pointers into ARGV. Not
 * reentrant, because getopt_long has global state.
 */
int options_parse(const struct tool *t, int argc, char **argv, void *request,
                  struct diag *d);

#endif
