#ifndef VG_PLAN_VALUES_H
#define VG_PLAN_VALUES_H

#include <stdint.h>

#include "plan/plan.h"

/* The values of a plan's keys as text: for plan_key.c alone. */

enum plan_value_type {
	VALUE_COUNT,    /* uint64_t, min … max */
	VALUE_CHOICE,   /* uint64_t: which of the words */
	VALUE_FLAGS,    /* uint64_t: bit i for word i; "none" for 0 */
	VALUE_COLOUR,   /* uint64_t: RRGGBB, or PLAN_COLOUR_WORD + a word */
	VALUE_SIZE,     /* struct plan_size, each min … max */
	VALUE_DECIMAL,  /* uint64_t in millionths, min … max */
	VALUE_INTERVAL, /* struct plan_interval, up to max */
	VALUE_SHARES,   /* struct plan_split */
	VALUE_TEXT,     /* char [PLAN_TEXT_MAX] */
};

struct plan_value_form {
	enum plan_value_type type;
	uint64_t min, max;
	const char *const *words; /* NULL at the end; "" is not to be had */
};

/*
 * Set VALUE, of the type that FORM says, from TEXT. Returns 0, or -1 with
 * VALUE as it was.
 */
int plan_value_parse(const struct plan_value_form *form, void *value,
                     const char *text);

/* Write VALUE's one canonical text. */
void plan_value_format(const struct plan_value_form *form, const void *value,
                       char text[PLAN_TEXT_MAX]);

#endif
