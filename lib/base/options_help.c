/* The usage and --help of a tool, made from its table of options. */
#include "base/options_help.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define WIDTH 79       /* columns of a line, at most */
#define HELP_COLUMN 28 /* where an option's help begins */
#define USAGE_MAX 1024 /* bytes of the whole usage */
#define PIECE_MAX 512  /* bytes of a part of an option's help */

static const struct option_spec common[] = {
	[OPTIONS_HELP] = { .name = "help", .letter = 'h',
	                   .help = "print this help" },
	[OPTIONS_VERSION] = { .name = "version", .letter = 'V',
	                      .help = "print the version" },
};

const struct option_spec *options_at(const struct tool *t, size_t i)
{
	if (i < t->count)
		return &t->options[i];
	i -= t->count;
	return i < sizeof common / sizeof *common ? &common[i] : NULL;
}

void options_put_form(const struct option_spec *s, struct text *out)
{
	if (s->letter != 0)
		text_put(out, "-%c", s->letter);
	else
		text_put(out, "--%s", s->name);
	if (s->argument != NULL)
		text_put(out, " %s", s->argument);
}

/*
 * Append TEXT at COLUMN; further lines begin at column INDENT. Lines are broken
 * at spaces or, if BEGINS is not NULL, only at spaces before one of its
 * characters. Returns the column after TEXT.
 */
static size_t put_wrapped(struct text *out, const char *text, size_t column,
                          size_t indent, const char *begins)
{
	while (*text != '\0') {
		int space = column > indent;
		size_t n = strcspn(text, " ");

		while (text[n] != '\0' && begins != NULL &&
		       strchr(begins, text[n + 1]) == NULL)
			n += 1 + strcspn(text + n + 1, " ");
		if (space && column + 1 + n > WIDTH) {
			text_put(out, "\n%*s", (int)indent, "");
			column = indent;
			space = 0;
		}
		text_put(out, "%s%.*s", space ? " " : "", (int)n, text);
		column += (size_t)space + n;
		text += text[n] == ' ' ? n + 1 : n;
	}
	return column;
}

static int same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Whether the group of option I of T was begun by an earlier option. */
static int is_in_group(const struct tool *t, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same(t->options[j].group, t->options[i].group))
			return 1;
	return 0;
}

static void put_use(const struct tool *t, const struct option_spec *s,
                    struct text *out);

/* S, the options that require it, and after "|" those that exclude it. */
static void put_choices(const struct tool *t, const struct option_spec *s,
                        struct text *out)
{
	if (s->group != NULL)
		text_put(out, "%s", s->group);
	else
		options_put_form(s, out);
	for (size_t i = 0; i < t->count; i++)
		if (same(t->options[i].requires, s->name)) {
			text_put(out, " ");
			put_use(t, &t->options[i], out);
		}
	for (size_t i = 0; i < t->count; i++)
		if (t->options[i].requires == NULL && !is_in_group(t, i) &&
		    same(t->options[i].excludes, s->name)) {
			text_put(out, " | ");
			put_choices(t, &t->options[i], out);
		}
}

static int has_choice(const struct tool *t, const struct option_spec *s)
{
	for (size_t i = 0; i < t->count; i++)
		if (same(t->options[i].excludes, s->name))
			return 1;
	return 0;
}

static void put_use(const struct tool *t, const struct option_spec *s,
                    struct text *out)
{
	int choice = has_choice(t, s);

	text_put(out, "%s", !s->required ? "[" : choice ? "(" : "");
	put_choices(t, s, out);
	text_put(out, "%s", !s->required ? "]" : choice ? ")" : "");
	text_put(out, "%s", s->type == OPTION_LIST ? "..." : "");
}

static void put_operands(const struct tool *t, struct text *out)
{
	int optional = t->operands_min == 0;

	if (t->operand != NULL)
		text_put(out, "%s%s%s%s", optional ? "[" : "", t->operand,
		         t->operands_max > 1 ? " ..." : "",
		         optional ? "]" : "");
}

static void put_usage(const struct tool *t, struct text *out)
{
	size_t indent = strlen("usage: ") + strlen(t->name) + 1;
	char usage[USAGE_MAX];
	struct text u;

	text_begin(&u, usage, sizeof usage);
	for (size_t i = 0; i < t->count; i++) {
		const struct option_spec *s = &t->options[i];

		if (s->requires != NULL || s->excludes != NULL ||
		    is_in_group(t, i))
			continue;
		put_use(t, s, &u);
		text_put(&u, " ");
	}
	put_operands(t, &u);
	text_put(out, "usage: %s ", t->name);
	(void)put_wrapped(out, usage, indent, indent, "[(");
}

/* The purpose of S, its words and its other name. */
static void put_purpose(const struct option_spec *s, struct text *out)
{
	text_put(out, "%s", s->help);
	if (s->words != NULL) {
		text_put(out, ": ");
		option_put_words(s, 1, out);
	}
	if (s->alias != NULL)
		text_put(out, "; also --%s", s->alias);
}

/* Its bounds and default, "(1 to 16; default 2)"; nothing without either. */
static void put_limits(const struct option_spec *s, struct text *out)
{
	const char *before = "(";

	if (s->type == OPTION_LIST) {
		text_put(out, "(at most %" PRIu64 " times", s->max);
		before = "; ";
	}
	/* Bounds that only come from a type in C are not shown. */
	if ((s->type == OPTION_COUNT || s->type == OPTION_DECIMAL) &&
	    s->max != INT32_MAX && s->max != UINT32_MAX &&
	    s->max < INT64_MAX) {
		text_put(out, "(");
		option_put_bounds(s, 0, out);
		before = "; ";
	}
	if (s->initial != NULL) {
		text_put(out, "%sdefault %s", before, s->initial);
		before = "; ";
	}
	if (before[0] == ';')
		text_put(out, ")");
}

static void put_option(const struct option_spec *s, struct text *out)
{
	char piece[PIECE_MAX];
	struct text t;
	size_t column;

	text_begin(&t, piece, sizeof piece);
	if (s->letter != 0)
		text_put(&t, "  -%c, --%s", s->letter, s->name);
	else
		text_put(&t, "      --%s", s->name);
	if (s->argument != NULL)
		text_put(&t, " %s", s->argument);
	if (strlen(piece) + 2 > HELP_COLUMN)
		text_put(out, "%s\n%*s", piece, HELP_COLUMN, "");
	else
		text_put(out, "%-*s", HELP_COLUMN, piece);
	text_begin(&t, piece, sizeof piece);
	put_purpose(s, &t);
	column = put_wrapped(out, piece, HELP_COLUMN, HELP_COLUMN, NULL);
	text_begin(&t, piece, sizeof piece);
	put_limits(s, &t);
	(void)put_wrapped(out, piece, column, HELP_COLUMN, ""); /* whole */
	text_put(out, "\n");
}

/* The options of GROUP under its heading, or those without a group. */
static void put_group(const struct tool *t, const char *group,
                      struct text *out)
{
	const struct option_spec *s;

	text_put(out, "\n");
	if (group != NULL)
		text_put(out, "%c%s:\n", toupper((unsigned char)group[0]),
		         group + 1);
	for (size_t i = 0; (s = options_at(t, i)) != NULL; i++)
		if (s->group == group || same(s->group, group))
			put_option(s, out);
}

void options_help(const struct tool *t, struct text *out)
{
	put_usage(t, out);
	text_put(out, "\n\n");
	(void)put_wrapped(out, t->summary, 0, 0, NULL);
	text_put(out, "\n");
	put_group(t, NULL, out);
	for (size_t i = 0; i < t->count; i++)
		if (t->options[i].group != NULL && !is_in_group(t, i))
			put_group(t, t->options[i].group, out);
}
