#ifndef VG_OPTIONS_HELP_H
#define VG_OPTIONS_HELP_H

#include <stddef.h>

#include "base/options.h"
#include "base/text.h"

/* What a tool's table of options looks like to people. */

/* Room for any tool's help, with the NUL. */
#define OPTIONS_HELP_MAX 16384

/*
 * Add T's help to OUT in lines of at most 79 columns: the usage, the summary,
 * and each option with what it is for, its words or bounds, and its default.
 * In the usage, an option stands within the brackets of the one it requires,
 * and after "|" in those of the one that it excludes; a group stands there by
 * its name.
 */
void options_help(const struct tool *t, struct text *out);

/* The I-th option of T, --help and --version last; NULL after those. */
const struct option_spec *options_at(const struct tool *t, size_t i);

/* Where those two stand behind T's own. */
enum { OPTIONS_HELP, OPTIONS_VERSION };

/* Add S as it is given: "-d DIR", or "--like SAMPLE" without a letter. */
void options_put_form(const struct option_spec *s, struct text *out);

#endif
