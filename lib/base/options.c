/* getopt_long is beyond POSIX, but in glibc, musl, macOS and the BSDs. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_HELP = 1 << 16, ID_VERSION };

static const struct option_spec common[] = {
	{ ID_HELP, 'h', "help", NULL, "print this help", NULL },
	{ ID_VERSION, 'V', "version", NULL, "print the version", NULL },
};

#define COMMON (sizeof common / sizeof *common)

static const struct option_spec *spec_at(const struct tool *t, size_t i)
{
	return i < t->count ? &t->options[i] : &common[i - t->count];
}

int options_begin(struct options *o, const struct tool *tool, int argc,
                  char **argv, struct diag *d)
{
	size_t n = tool->count + COMMON;
	char *p;

	*o = (struct options){ .tool = tool, .argc = argc, .argv = argv };
	o->longs = calloc(n + 1, sizeof *o->longs);
	o->letters = calloc(2 * n + 2, 1); /* ":" and two for each */
	if (o->longs == NULL || o->letters == NULL) {
		options_free(o);
		return diag_system(d, ENOMEM, "options");
	}
	p = o->letters;
	*p++ = ':';
	for (size_t i = 0; i < n; i++) {
		const struct option_spec *s = spec_at(tool, i);

		o->longs[i].name = s->name;
		o->longs[i].has_arg =
		    s->argument != NULL ? required_argument : no_argument;
		o->longs[i].val = s->id;
		if (s->letter == 0)
			continue;
		*p++ = s->letter;
		if (s->argument != NULL)
			*p++ = ':';
	}
	opterr = 0;
	return 0;
}

void options_free(struct options *o)
{
	free(o->longs);
	free(o->letters);
	o->longs = NULL;
	o->letters = NULL;
}

static void print_option(const struct option_spec *s)
{
	char left[64];

	(void)snprintf(left, sizeof left, "  %c%c%s--%s%s%s",
	               s->letter != 0 ? '-' : ' ',
	               s->letter != 0 ? s->letter : ' ',
	               s->letter != 0 ? ", " : "  ", s->name,
	               s->argument != NULL ? " " : "",
	               s->argument != NULL ? s->argument : "");
	(void)printf("%-27s %s", left, s->help);
	if (s->initial != NULL)
		(void)printf(" (default %s)", s->initial);
	(void)printf("\n");
}

static int print_help(const struct tool *t, struct diag *d)
{
	for (size_t i = 0; t->usage[i] != NULL; i++)
		(void)printf("%s %s %s\n", i == 0 ? "usage:" : "      ",
		             t->name, t->usage[i]);
	(void)printf("\n%s\n\n", t->summary);
	for (size_t i = 0; i < t->count + COMMON; i++)
		print_option(spec_at(t, i));
	if (fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

static int print_version(const struct tool *t, struct diag *d)
{
	if (printf("%s (vg) %s\n", t->name, VG_VERSION) < 0 ||
	    fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* What getopt made of the current word, for a message. */
static int wrong_option(const struct options *o, int c, struct diag *d)
{
	const char *word = o->argv[optind - 1];
	const char *try = "try --help";

	if (c == ':')
		return diag_invalid(d, "%s: needs an argument; %s", word, try);
	if (optopt > 0 && optopt < 128 && strncmp(word, "--", 2) != 0)
		return diag_invalid(d, "-%c: no such option; %s", optopt, try);
	return diag_invalid(d, "%s: no such option; %s", word, try);
}

/* The spec that getopt's answer C stands for: a letter or an id. */
static const struct option_spec *answer(const struct tool *t, int c)
{
	for (size_t i = 0; i < t->count + COMMON; i++) {
		const struct option_spec *s = spec_at(t, i);

		if (c == s->id || (s->letter != 0 && c == s->letter))
			return s;
	}
	return NULL;
}

int options_next(struct options *o, const char **argument, int *operands,
                 struct diag *d)
{
	int c = getopt_long(o->argc, o->argv, o->letters, o->longs, NULL);
	const struct option_spec *s;

	if (c == -1) {
		*operands = optind;
		return OPTIONS_END;
	}
	s = c == '?' || c == ':' ? NULL : answer(o->tool, c);
	if (s == NULL) {
		(void)wrong_option(o, c, d);
		return OPTIONS_ERROR;
	}
	if (s->id == ID_HELP)
		return print_help(o->tool, d) == 0 ? OPTIONS_ANSWERED
		                                   : OPTIONS_ERROR;
	if (s->id == ID_VERSION)
		return print_version(o->tool, d) == 0 ? OPTIONS_ANSWERED
		                                      : OPTIONS_ERROR;
	*argument = optarg;
	return s->id;
}

int options_no_operands(int argc, char **argv, int operands, struct diag *d)
{
	if (operands < argc)
		return diag_invalid(d, "%s: takes no operands; try --help",
		                    argv[operands]);
	return 0;
}
