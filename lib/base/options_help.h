#ifndef VG_OPTIONS_HELP_H
#define VG_OPTIONS_HELP_H

#include <stddef.h>

#include "base/options.h"
#include "base/text.h"

/* The usage and --help of a tool, made from its table of options. */

/* The most bytes of a tool's help, with the NUL. */
#define OPTIONS_HELP_MAX 16384

/*
 * Append T's help to OUT in lines of at most 79 columns: the usage, the
 * summary, and each option with its purpose, its words or bounds, its alias and
 * its default. The usage shows an option inside the brackets of the one it
 * requires; after "|" inside the brackets of the one it excludes; and a group
 * by its name.
 */
void options_help(const struct tool *t, struct text *out);

/* Option number I of T; after its own, --help and --version; then NULL. */
const struct option_spec *options_at(const struct tool *t, size_t i);

/* The numbers of these two, counted from the end of T's own options. */
enum { OPTIONS_HELP, OPTIONS_VERSION };

/* Append S in its short form, "-d DIR", or without a letter "--like SAMPLE". */
void options_put_form(const struct option_spec *s, struct text *out);

#endif
