/* The values of plan keys that have a form of their own: read and written. */
#include "plan/plan_values.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"

#define BOUNDS_MAX 64 /* bytes of "between MIN and MAX" */

static void bounds(const struct option_spec *s, char text[BOUNDS_MAX])
{
	struct text t;

	text_begin(&t, text, BOUNDS_MAX);
	option_put_bounds(s, 1, &t);
}

int plan_auto_parse(const struct option_spec *s, void *value, const char *text,
                    struct diag *d)
{
	struct option_spec number = *s;
	struct diag why;

	if (strcmp(text, "auto") == 0) {
		*(uint64_t *)value = 0;
		return 0;
	}
	number.parse = NULL;
	number.offset = 0;
	if (option_set(&number, value, text, &why) == 0)
		return 0;
	return diag_invalid(d, "%s, or auto", why.message);
}

void plan_auto_format(const struct option_spec *s, const void *value,
                      struct text *t)
{
	if (*(const uint64_t *)value == 0)
		text_put(t, "auto");
	else
		option_format(s, value, t);
}

int plan_size_parse(const struct option_spec *s, void *value, const char *text,
                    struct diag *d)
{
	const char *x = strchr(text, 'x');
	size_t length = x != NULL ? (size_t)(x - text) : strlen(text);
	char allowed[BOUNDS_MAX];
	struct plan_size v;

	if (number_parse_n(text, length, s->max, &v.height) == 0 &&
	    number_parse(x != NULL ? x + 1 : text, s->max, &v.width) == 0 &&
	    v.height >= s->min && v.width >= s->min) {
		*(struct plan_size *)value = v;
		return 0;
	}
	bounds(s, allowed);
	return diag_invalid(d, "must be HxW or N, each %s", allowed);
}

void plan_size_format(const struct option_spec *s, const void *value,
                      struct text *t)
{
	const struct plan_size *v = value;

	(void)s;
	text_put(t, "%" PRIu64 "x%" PRIu64, v->height, v->width);
}

int plan_interval_parse(const struct option_spec *s, void *value,
                        const char *text, struct diag *d)
{
	const char *comma = strchr(text, ',');
	char allowed[BOUNDS_MAX];
	struct plan_interval v;

	if (comma != NULL &&
	    number_read(text, (size_t)(comma - text), NUMBER_MICRO_PLACES,
	                s->max, &v.low_micro) == NUMBER_READ &&
	    number_read(comma + 1, strlen(comma + 1), NUMBER_MICRO_PLACES,
	                s->max, &v.high_micro) == NUMBER_READ &&
	    v.low_micro >= s->min && v.low_micro <= v.high_micro) {
		*(struct plan_interval *)value = v;
		return 0;
	}
	bounds(s, allowed);
	return diag_invalid(d, "must be LOW,HIGH, each %s, LOW not above HIGH",
	                    allowed);
}

void plan_interval_format(const struct option_spec *s, const void *value,
                          struct text *t)
{
	const struct plan_interval *v = value;
	char low[NUMBER_MICRO_MAX], high[NUMBER_MICRO_MAX];

	(void)s;
	number_format_micro(v->low_micro, low);
	number_format_micro(v->high_micro, high);
	text_put(t, "%s,%s", low, high);
}

int plan_split_parse(const struct option_spec *s, void *value,
                     const char *text, struct diag *d)
{
	const char *first = strchr(text, ',');
	const char *second = first != NULL ? strchr(first + 1, ',') : NULL;
	struct plan_split v;

	(void)s;
	if (second != NULL &&
	    number_parse_n(text, (size_t)(first - text), 100, &v.train) == 0 &&
	    number_parse_n(first + 1, (size_t)(second - first - 1), 100,
	                   &v.val) == 0 &&
	    number_parse(second + 1, 100, &v.test) == 0 &&
	    v.train + v.val + v.test == 100) {
		*(struct plan_split *)value = v;
		return 0;
	}
	return diag_invalid(d, "must be TRAIN,VAL,TEST, whole percentages "
	                    "that add up to 100");
}

void plan_split_format(const struct option_spec *s, const void *value,
                       struct text *t)
{
	const struct plan_split *v = value;

	(void)s;
	text_put(t, "%" PRIu64 ",%" PRIu64 ",%" PRIu64, v->train, v->val,
	         v->test);
}

/* Six hex digits in either case. */
static int parse_hex(const char *text, uint64_t *value)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	uint64_t v = 0;

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

int plan_colour_parse(const struct option_spec *s, void *value,
                      const char *text, struct diag *d)
{
	int word = option_find_word(s, text, strlen(text));
	char allowed[PLAN_TEXT_MAX];
	struct text t;

	if (word > 0) {
		*(uint64_t *)value = PLAN_COLOUR_WORD + (uint64_t)word - 1;
		return 0;
	}
	if (parse_hex(text, value) == 0)
		return 0;
	text_begin(&t, allowed, sizeof allowed);
	option_put_words(s, 0, &t);
	return diag_invalid(d, "must be %s", allowed);
}

void plan_colour_format(const struct option_spec *s, const void *value,
                        struct text *t)
{
	uint64_t v = *(const uint64_t *)value;

	if (v >= PLAN_COLOUR_WORD)
		text_put(t, "%s", s->words[v - PLAN_COLOUR_WORD + 1].word);
	else
		text_put(t, "%06" PRIx64, v);
}

/* Printable, no space at its ends, short enough. */
int plan_text_parse(const struct option_spec *s, void *value, const char *text,
                    struct diag *d)
{
	size_t length = strlen(text);
	int bad = length == 0 || length >= PLAN_TEXT_MAX || text[0] == ' ' ||
	          text[length - 1] == ' ';

	(void)s;
	for (size_t i = 0; i < length; i++)
		bad |= text[i] < ' ' || text[i] > '~';
	if (bad)
		return diag_invalid(d, "must be 1 to %d bytes of printable "
		                    "ASCII, without a space at either end",
		                    PLAN_TEXT_MAX - 1);
	memcpy(value, text, length + 1);
	return 0;
}

void plan_text_format(const struct option_spec *s, const void *value,
                      struct text *t)
{
	(void)s;
	text_put(t, "%s", (const char *)value);
}
