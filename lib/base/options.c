/* Parse a tool's command line by its table of options. */

/* For getopt_long: not in POSIX, but in glibc, musl, macOS and the BSDs. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options_help.h"

#define FORM_MAX 128 /* bytes of an option as it is given */
#define ID 256       /* of the first option for getopt, above all letters */

struct parser {
	const struct tool *tool;
	char **argv;
	void *request;
	struct option *longs; /* getopt's own tables, made from the specs */
	char *letters;
	unsigned char *seen;  /* by option: whether it was given */
};

/* A long form of option number I, S. */
static struct option make_long(const char *name, const struct option_spec *s,
                               size_t i)
{
	return (struct option){
		.name = name, .val = ID + (int)i,
		.has_arg = s->argument != NULL ? required_argument
		                               : no_argument,
	};
}

static void release(struct parser *p)
{
	free(p->longs);
	free(p->letters);
	free(p->seen);
}

/* Returns 0, or -1 with a diag. Release in either case. */
static int prepare(struct parser *p, struct diag *d)
{
	const struct option_spec *s;
	size_t n = 0, longs = 0;
	char *letter;

	while (options_at(p->tool, n) != NULL)
		n++;
	p->longs = calloc(2 * n + 1, sizeof *p->longs);
	p->letters = calloc(2 * n + 2, 1); /* ":" and two for each */
	p->seen = calloc(n, 1);
	if (p->longs == NULL || p->letters == NULL || p->seen == NULL)
		return diag_system(d, ENOMEM, "options");
	letter = p->letters;
	*letter++ = ':'; /* getopt returns ':' for a missing argument */
	for (size_t i = 0; (s = options_at(p->tool, i)) != NULL; i++) {
		p->longs[longs++] = make_long(s->name, s, i);
		if (s->alias != NULL)
			p->longs[longs++] = make_long(s->alias, s, i);
		if (s->letter == 0)
			continue;
		*letter++ = s->letter;
		if (s->argument != NULL)
			*letter++ = ':';
	}
	return 0;
}

static int set_default(const struct option_spec *s, void *request,
                       struct diag *d)
{
	char *member = (char *)request + s->offset;

	if (s->take != NULL)
		return 0;
	if (s->initial != NULL)
		return option_set(s, request, s->initial, d);
	if (s->type == OPTION_FLAG)
		*(int *)member = 0;
	else if (s->type == OPTION_TEXT)
		*(const char **)member = NULL;
	else if (s->type == OPTION_LIST)
		for (uint64_t i = 0; i <= s->max; i++)
			((const char **)member)[i] = NULL;
	else if (s->parse == NULL && s->type != OPTION_OTHER)
		*(uint64_t *)member = OPTION_NOT_GIVEN;
	return 0;
}

static int set_defaults(const struct parser *p, struct diag *d)
{
	for (size_t i = 0; i < p->tool->count; i++) {
		const struct option_spec *s = &p->tool->options[i];

		if (set_default(s, p->request, d) != 0)
			return diag_within(d, "--%s %s", s->name, s->initial);
	}
	return 0;
}

/* The number of the option for which getopt returned C, or -1. */
static int which(const struct tool *t, int c)
{
	const struct option_spec *s;

	if (c >= ID)
		return c - ID;
	for (int i = 0; (s = options_at(t, (size_t)i)) != NULL; i++)
		if (s->letter != 0 && c == s->letter)
			return i;
	return -1;
}

/* How many options of T have a long name that begins with WORD, "--…". */
static int count_like(const struct tool *t, const char *word)
{
	const struct option_spec *s;
	int n = 0;

	for (size_t i = 0; (s = options_at(t, i)) != NULL; i++)
		n += strncmp(s->name, word + 2, strcspn(word + 2, "=")) == 0;
	return n;
}

/* Report the word before optind, for which getopt returned C, '?' or ':'. */
static int refuse(const struct parser *p, int c, struct diag *d)
{
	const char *word = p->argv[optind - 1];
	int i = optopt > 0 ? which(p->tool, optopt) : -1;
	int is_long = strncmp(word, "--", 2) == 0;

	if (c == ':' && i >= 0) {
		const struct option_spec *s =
		    options_at(p->tool, (size_t)i);

		return diag_invalid(d, "--%s: missing argument %s; try --help",
		                    s->name, s->argument);
	}
	if (!is_long && optopt > 0)
		return diag_invalid(d, "-%c: no such option; try --help",
		                    optopt);
	if (i >= 0)
		return diag_invalid(d, "%s: takes no argument; try --help",
		                    word);
	if (is_long && count_like(p->tool, word) > 1)
		return diag_invalid(d, "%s: ambiguous; try --help", word);
	return diag_invalid(d, "%s: no such option; try --help", word);
}

/* Option number I was given with ARGUMENT. */
static int take(struct parser *p, int i, const char *argument, struct diag *d)
{
	const struct option_spec *s = &p->tool->options[i];
	char *member = (char *)p->request + s->offset;

	p->seen[i] = 1;
	if ((s->take != NULL ? s->take(s, member, argument, d)
	                     : option_set(s, p->request, argument, d)) == 0)
		return 0;
	return diag_within(d, "--%s %s", s->name,
	                   *argument != '\0' ? argument : "''");
}

static int print_help(const struct tool *t, struct diag *d)
{
	char help[OPTIONS_HELP_MAX];
	struct text text;

	text_begin(&text, help, sizeof help);
	options_help(t, &text);
	if (fputs(help, stdout) < 0 || fflush(stdout) != 0)
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

/* Returns 1, 0 when something was printed instead, or -1 with a diag. */
static int take_options(struct parser *p, int argc, struct diag *d)
{
	int c;

	opterr = 0;
	optind = 0; /* start at the beginning, also when called again */
	while ((c = getopt_long(argc, p->argv, p->letters, p->longs, NULL)) !=
	       -1) {
		int i = c == '?' || c == ':' ? -1 : which(p->tool, c);

		if (i < 0)
			return refuse(p, c, d);
		if ((size_t)i == p->tool->count + OPTIONS_HELP)
			return print_help(p->tool, d);
		if ((size_t)i == p->tool->count + OPTIONS_VERSION)
			return print_version(p->tool, d);
		if (take(p, i, optarg, d) != 0)
			return -1;
	}
	return 1;
}

/* T's option of long name NAME, or NULL; NAME may be NULL. */
static const struct option_spec *find(const struct tool *t, const char *name)
{
	for (size_t i = 0; name != NULL && i < t->count; i++)
		if (strcmp(t->options[i].name, name) == 0)
			return &t->options[i];
	return NULL;
}

static int is_given(const struct parser *p, const struct option_spec *s)
{
	return p->seen[s - p->tool->options];
}

/* Check that required option S was given, or one that excludes it. */
static int check_required(const struct parser *p, const struct option_spec *s,
                          struct diag *d)
{
	const struct tool *t = p->tool;
	char forms[FORM_MAX];
	struct text text;

	text_begin(&text, forms, sizeof forms);
	options_put_form(s, &text);
	for (size_t i = 0; i < t->count; i++) {
		const struct option_spec *other = &t->options[i];

		if (find(t, other->excludes) != s)
			continue;
		if (is_given(p, other))
			return 0;
		text_put(&text, " or ");
		options_put_form(other, &text);
	}
	return diag_invalid(d, "missing %s", forms);
}

/* Check that the options that S requires or excludes agree with it. */
static int check_given(const struct parser *p, const struct option_spec *s,
                       struct diag *d)
{
	const struct option_spec *excluded = find(p->tool, s->excludes);
	const struct option_spec *needed = find(p->tool, s->requires);
	char form[FORM_MAX];
	struct text text;

	text_begin(&text, form, sizeof form);
	if (excluded != NULL && is_given(p, excluded)) {
		options_put_form(excluded, &text);
		return diag_invalid(d, "--%s cannot be combined with %s",
		                    s->name, form);
	}
	if (needed != NULL && !is_given(p, needed)) {
		options_put_form(needed, &text);
		return diag_invalid(d, "--%s requires %s", s->name, form);
	}
	return 0;
}

static int check_options(const struct parser *p, struct diag *d)
{
	for (size_t i = 0; i < p->tool->count; i++) {
		const struct option_spec *s = &p->tool->options[i];

		if (p->seen[i] ? check_given(p, s, d) != 0
		               : s->required && check_required(p, s, d) != 0)
			return -1;
	}
	return 0;
}

/* Check the operands, which begin at argv[FIRST], and store them. */
static int take_operands(const struct parser *p, int argc, int first,
                         struct diag *d)
{
	const struct tool *t = p->tool;
	size_t n = (size_t)(argc - first);

	if (t->operand == NULL && n > 0)
		return diag_invalid(d, "%s: %s takes no operands; try --help",
		                    p->argv[first], t->name);
	if (t->operand == NULL)
		return 0;
	if (n < t->operands_min)
		return diag_invalid(d, "missing %s; try --help", t->operand);
	if (n > t->operands_max)
		return diag_invalid(d, "%s: %s takes at most %zu operands; "
		                    "try --help",
		                    p->argv[first + (int)t->operands_max],
		                    t->name, t->operands_max);
	*(char ***)(void *)((char *)p->request + t->operands) =
	    p->argv + first;
	return 0;
}

int options_parse(const struct tool *t, int argc, char **argv, void *request,
                  struct diag *d)
{
	struct parser p = { .tool = t, .argv = argv, .request = request };
	int result = prepare(&p, d);

	if (result == 0)
		result = set_defaults(&p, d);
	if (result == 0)
		result = take_options(&p, argc, d);
	if (result > 0 && (check_options(&p, d) != 0 ||
	                   take_operands(&p, argc, optind, d) != 0))
		result = -1;
	release(&p);
	return result;
}
