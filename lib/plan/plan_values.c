#include "plan/plan_values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* Which of WORDS the LENGTH bytes at TEXT are, or -1. */
static int find_word(const char *const *words, const char *text, size_t length)
{
	for (int i = 0; words[i] != NULL; i++)
		if (length > 0 && strlen(words[i]) == length &&
		    memcmp(words[i], text, length) == 0)
			return i;
	return -1;
}

static int parse_choice(const struct plan_value_form *f, uint64_t *value,
                        const char *text)
{
	int word = find_word(f->words, text, strlen(text));

	if (word < 0)
		return -1;
	*value = (uint64_t)word;
	return 0;
}

/* Words with commas between them, in any order, none twice; or "none". */
static int parse_flags(const struct plan_value_form *f, uint64_t *value,
                       const char *text)
{
	uint64_t v = 0;

	if (strcmp(text, "none") == 0) {
		*value = 0;
		return 0;
	}
	for (;;) {
		size_t length = strcspn(text, ",");
		int word = find_word(f->words, text, length);

		if (word < 0 || (v >> word & 1) != 0)
			return -1;
		v |= UINT64_C(1) << word;
		if (text[length] == '\0')
			break;
		text += length + 1;
	}
	*value = v;
	return 0;
}

static int parse_colour(const struct plan_value_form *f, uint64_t *value,
                        const char *text)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	int word = find_word(f->words, text, strlen(text));
	uint64_t v = 0;

	if (word >= 0) {
		*value = PLAN_COLOUR_WORD + (uint64_t)word;
		return 0;
	}
	if (strlen(text) != 6)
		return -1;
	for (; *text != '\0'; text++) {
		const char *at = strchr(digits, *text);

		if (at == NULL)
			return -1;
		v = v << 4 | ((uint64_t)(at - digits) & 15);
	}
	*value = v;
	return 0;
}

static int parse_size(const struct plan_value_form *f, struct plan_size *size,
                      const char *text)
{
	const char *x = strchr(text, 'x');
	size_t length = x != NULL ? (size_t)(x - text) : strlen(text);
	struct plan_size v;

	if (number_parse_n(text, length, f->max, &v.height) != 0 ||
	    number_parse(x != NULL ? x + 1 : text, f->max, &v.width) != 0 ||
	    v.height < f->min || v.width < f->min)
		return -1;
	*size = v;
	return 0;
}

static int parse_interval(const struct plan_value_form *f,
                          struct plan_interval *interval, const char *text)
{
	const char *comma = strchr(text, ',');
	struct plan_interval v;

	if (comma == NULL ||
	    number_parse_micro(text, (size_t)(comma - text), f->max,
	                       &v.low_micro) != 0 ||
	    number_parse_micro(comma + 1, strlen(comma + 1), f->max,
	                       &v.high_micro) != 0 ||
	    v.low_micro > v.high_micro)
		return -1;
	*interval = v;
	return 0;
}

static int parse_shares(const struct plan_value_form *f,
                        struct plan_split *split, const char *text)
{
	const char *first = strchr(text, ',');
	const char *second = first != NULL ? strchr(first + 1, ',') : NULL;
	struct plan_split v;

	if (second == NULL ||
	    number_parse_n(text, (size_t)(first - text), f->max, &v.train) !=
	        0 ||
	    number_parse_n(first + 1, (size_t)(second - first - 1), f->max,
	                   &v.val) != 0 ||
	    number_parse(second + 1, f->max, &v.test) != 0 ||
	    v.train + v.val + v.test != 100)
		return -1;
	*split = v;
	return 0;
}

/* Printable, no space at its ends, short enough. */
static int parse_text(char value[PLAN_TEXT_MAX], const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length >= PLAN_TEXT_MAX || text[0] == ' ' ||
	    text[length - 1] == ' ')
		return -1;
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return -1;
	memcpy(value, text, length + 1);
	return 0;
}

static int parse_number(const struct plan_value_form *f, uint64_t *value,
                        const char *text)
{
	uint64_t v;

	if ((f->type == VALUE_COUNT
	         ? number_parse(text, f->max, &v)
	         : number_parse_micro(text, strlen(text), f->max, &v)) != 0 ||
	    v < f->min)
		return -1;
	*value = v;
	return 0;
}

int plan_value_parse(const struct plan_value_form *f, void *value,
                     const char *text)
{
	switch (f->type) {
	case VALUE_CHOICE:
		return parse_choice(f, value, text);
	case VALUE_FLAGS:
		return parse_flags(f, value, text);
	case VALUE_COLOUR:
		return parse_colour(f, value, text);
	case VALUE_SIZE:
		return parse_size(f, value, text);
	case VALUE_INTERVAL:
		return parse_interval(f, value, text);
	case VALUE_SHARES:
		return parse_shares(f, value, text);
	case VALUE_TEXT:
		return parse_text(value, text);
	case VALUE_COUNT:
	case VALUE_DECIMAL:
		break;
	}
	return parse_number(f, value, text);
}

static void format_flags(const struct plan_value_form *f, uint64_t value,
                         char text[PLAN_TEXT_MAX])
{
	size_t used = 0;

	(void)snprintf(text, PLAN_TEXT_MAX, "none");
	for (int i = 0; f->words[i] != NULL; i++)
		if ((value >> i & 1) != 0) {
			(void)snprintf(text + used, PLAN_TEXT_MAX - used,
			               "%s%s", used > 0 ? "," : "",
			               f->words[i]);
			used = strlen(text);
		}
}

static void format_interval(const struct plan_interval *v,
                            char text[PLAN_TEXT_MAX])
{
	char low[NUMBER_MICRO_MAX], high[NUMBER_MICRO_MAX];

	number_format_micro(v->low_micro, low);
	number_format_micro(v->high_micro, high);
	(void)snprintf(text, PLAN_TEXT_MAX, "%s,%s", low, high);
}

/* Of the types that are one number. */
static void format_number(const struct plan_value_form *f, uint64_t v,
                          char text[PLAN_TEXT_MAX])
{
	char micro[NUMBER_MICRO_MAX];

	if (f->type == VALUE_FLAGS) {
		format_flags(f, v, text);
	} else if (f->type == VALUE_CHOICE) {
		(void)snprintf(text, PLAN_TEXT_MAX, "%s", f->words[v]);
	} else if (f->type == VALUE_COLOUR && v >= PLAN_COLOUR_WORD) {
		(void)snprintf(text, PLAN_TEXT_MAX, "%s",
		               f->words[v - PLAN_COLOUR_WORD]);
	} else if (f->type == VALUE_COLOUR) {
		(void)snprintf(text, PLAN_TEXT_MAX, "%06" PRIx64, v);
	} else if (f->type == VALUE_DECIMAL) {
		number_format_micro(v, micro);
		(void)snprintf(text, PLAN_TEXT_MAX, "%s", micro);
	} else {
		(void)snprintf(text, PLAN_TEXT_MAX, "%" PRIu64, v);
	}
}

void plan_value_format(const struct plan_value_form *f, const void *value,
                       char text[PLAN_TEXT_MAX])
{
	const struct plan_size *size = value;
	const struct plan_split *split = value;

	if (f->type == VALUE_TEXT)
		(void)snprintf(text, PLAN_TEXT_MAX, "%s",
		               (const char *)value);
	else if (f->type == VALUE_SIZE)
		(void)snprintf(text, PLAN_TEXT_MAX, "%" PRIu64 "x%" PRIu64,
		               size->height, size->width);
	else if (f->type == VALUE_SHARES)
		(void)snprintf(text, PLAN_TEXT_MAX,
		               "%" PRIu64 ",%" PRIu64 ",%" PRIu64,
		               split->train, split->val, split->test);
	else if (f->type == VALUE_INTERVAL)
		format_interval(value, text);
	else
		format_number(f, *(const uint64_t *)value, text);
}
