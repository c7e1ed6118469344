/* Parse and format the value of an option, and say what is allowed. */
#include "base/option.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"

#define ALLOWED_MAX 256 /* bytes of a text that says what is allowed */

int option_find_word(const struct option_spec *s, const char *text,
                     size_t length)
{
	for (int i = 0; s->words[i].word != NULL; i++)
		if (length > 0 && strlen(s->words[i].word) == length &&
		    memcmp(s->words[i].word, text, length) == 0)
			return i;
	return -1;
}

void option_put_words(const struct option_spec *s, int meanings,
                      struct text *t)
{
	const struct option_word *last = NULL;
	int any = 0;

	for (const struct option_word *w = s->words; w->word != NULL; w++)
		last = w->word[0] != '\0' ? w : last;
	if (s->type == OPTION_SET)
		text_put(t, "none, or some of ");
	for (const struct option_word *w = s->words; w->word != NULL; w++) {
		if (w->word[0] == '\0')
			continue;
		if (any)
			text_put(t, "%s", s->type == OPTION_SET ? ","
			                  : w == last           ? " or "
			                                        : ", ");
		text_put(t, "%s", w->word);
		if (meanings && w->meaning != NULL)
			text_put(t, " (%s)", w->meaning);
		any = 1;
	}
}

static void put_number(const struct option_spec *s, uint64_t v, struct text *t)
{
	char micro[NUMBER_MICRO_MAX];

	if (s->type == OPTION_DECIMAL) {
		number_format_micro(v, micro);
		text_put(t, "%s", micro);
	} else {
		text_put(t, "%" PRIu64, v);
	}
}

void option_put_bounds(const struct option_spec *s, int between,
                       struct text *t)
{
	if (between)
		text_put(t, "between ");
	put_number(s, s->min, t);
	text_put(t, between ? " and " : " to ");
	put_number(s, s->max, t);
}

/* What S must be, before its bounds: unless it only is out of them. */
static const char *kind_of(const struct option_spec *s,
                           enum number_result result)
{
	if (result == NUMBER_READ || result == NUMBER_TOO_LARGE)
		return "";
	if (s->type == OPTION_DECIMAL)
		return "a number with at most 6 decimals, ";
	return s->type == OPTION_BYTES ? "a whole number of bytes, "
	                               : "a whole number ";
}

static int parse_number(const struct option_spec *s, uint64_t *value,
                        const char *text, struct diag *d)
{
	unsigned places = s->type == OPTION_DECIMAL ? NUMBER_MICRO_PLACES : 0;
	char allowed[ALLOWED_MAX];
	struct text t;
	uint64_t v = 0;
	enum number_result result =
	    number_read(text, strlen(text), places, UINT64_MAX, &v);

	if (result == NUMBER_READ && v >= s->min && v <= s->max) {
		*value = v;
		return 0;
	}
	text_begin(&t, allowed, sizeof allowed);
	option_put_bounds(s, 1, &t);
	return diag_invalid(d, "must be %s%s", kind_of(s, result), allowed);
}

/* Parse different words, separated by commas, in any order; or "none". */
static int find_set(const struct option_spec *s, const char *text, uint64_t *v)
{
	*v = 0;
	if (strcmp(text, "none") == 0)
		return 0;
	for (;;) {
		size_t length = strcspn(text, ",");
		int word = option_find_word(s, text, length);

		if (word < 0 || (*v >> word & 1) != 0)
			return -1;
		*v |= UINT64_C(1) << word;
		if (text[length] == '\0')
			return 0;
		text += length + 1;
	}
}

static int parse_words(const struct option_spec *s, uint64_t *value,
                       const char *text, struct diag *d)
{
	char allowed[ALLOWED_MAX];
	struct text t;
	uint64_t v = 0;
	int word = 0;

	if (s->type == OPTION_SET)
		word = find_set(s, text, &v);
	else
		v = (uint64_t)(word = option_find_word(s, text, strlen(text)));
	if (word >= 0) {
		*value = v;
		return 0;
	}
	text_begin(&t, allowed, sizeof allowed);
	option_put_words(s, 0, &t);
	return diag_invalid(d, "must be %s", allowed);
}

static int add_text(const struct option_spec *s, const char **list,
                    const char *text, struct diag *d)
{
	for (uint64_t i = 0; i < s->max; i++)
		if (list[i] == NULL) {
			list[i] = text;
			return 0;
		}
	return diag_invalid(d, "must be given at most %" PRIu64 " times",
	                    s->max);
}

int option_set(const struct option_spec *s, void *base, const char *text,
               struct diag *d)
{
	void *member = (char *)base + s->offset;

	if (s->parse != NULL)
		return s->parse(s, member, text, d);
	switch (s->type) {
	case OPTION_FLAG:
		*(int *)member = 1;
		return 0;
	case OPTION_TEXT:
		*(const char **)member = text;
		return 0;
	case OPTION_LIST:
		return add_text(s, member, text, d);
	case OPTION_CHOICE:
	case OPTION_SET:
		return parse_words(s, member, text, d);
	case OPTION_COUNT:
	case OPTION_BYTES:
	case OPTION_DECIMAL:
	case OPTION_OTHER: /* has a function of its own */
		break;
	}
	return parse_number(s, member, text, d);
}

static void put_set(const struct option_spec *s, uint64_t v, struct text *t)
{
	int any = 0;

	for (int i = 0; s->words[i].word != NULL; i++)
		if ((v >> i & 1) != 0) {
			text_put(t, "%s%s", any ? "," : "", s->words[i].word);
			any = 1;
		}
	if (!any)
		text_put(t, "none");
}

void option_format(const struct option_spec *s, const void *value,
                   struct text *t)
{
	uint64_t v = *(const uint64_t *)value;

	if (s->type == OPTION_CHOICE)
		text_put(t, "%s", s->words[v].word);
	else if (s->type == OPTION_SET)
		put_set(s, v, t);
	else
		put_number(s, v, t);
}
