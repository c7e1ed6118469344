#ifndef VG_OPTIONS_H
#define VG_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/option.h"

/*
 * The command line of a tool: one table of options gives the parsing, the
 * error messages, the usage and --help and, by test, the man page.
 */

struct tool {
	const char *name;
	const char *summary; /* one sentence */
	const struct option_spec *options; /* without --help and --version */
	size_t count;
	const char *operand; /* metavariable of the operands; NULL: none */
	size_t operands_min, operands_max;
	size_t operands; /* offset of the request's char **: argv's, then NULL */
};

/* For operands_max: any number of them. */
#define OPERANDS_ANY SIZE_MAX

/*
 * Parse the command line into REQUEST, the struct of T's offsets.
 *
 * First every member is set to its option's default; without a default to 0,
 * NULL, an empty list or OPTION_NOT_GIVEN. The member of an option with a
 * function of its own and no default is left as it was. Then the options are
 * set in the order of ARGV, which is put in order: operands last. At the end
 * it is checked that required options are there, that options that require
 * or exclude each other agree, and the number of operands.
 *
 * Returns 1 to go on; 0 when --help or --version was printed and the tool
 * should end; or -1 with a diag. REQUEST keeps pointers into ARGV. Not
 * reentrant: getopt_long's state is the process's.
 */
int options_parse(const struct tool *t, int argc, char **argv, void *request,
                  struct diag *d);

#endif
