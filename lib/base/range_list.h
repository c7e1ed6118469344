#ifndef VG_RANGE_LIST_H
#define VG_RANGE_LIST_H

#include <stddef.h>

#include "base/diag.h"
#include "base/range.h"

/* Samples that somebody chose, as ranges in ascending order without overlap. */

#define RANGE_LIST_MAX 1000

struct range_list {
	size_t count;
	struct range range[RANGE_LIST_MAX];
};

/*
 * Parse "5,77,100-103" in any order. Returns 0, or -1 with an invalid-input
 * diag.
 */
int range_list_parse(const char *text, struct range_list *out, struct diag *d);

/* Add R. Returns 0, or -1 when L is full. */
int range_list_add(struct range_list *l, struct range r);

/* Sort the ranges, and join those that overlap or touch. */
void range_list_settle(struct range_list *l);

/* Whether L, which is settled, has INDEX. */
int range_list_has(const struct range_list *l, uint64_t index);

#endif
