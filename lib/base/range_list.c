/* Lists of ranges. */
#include "base/range_list.h"

#include <stdlib.h>
#include <string.h>

int range_list_add(struct range_list *l, struct range r)
{
	if (l->count == RANGE_LIST_MAX)
		return -1;
	l->range[l->count++] = r;
	return 0;
}

static int by_first(const void *a, const void *b)
{
	uint64_t x = ((const struct range *)a)->first;
	uint64_t y = ((const struct range *)b)->first;

	return x < y ? -1 : x > y;
}

void range_list_settle(struct range_list *l)
{
	size_t kept = 0;

	qsort(l->range, l->count, sizeof *l->range, by_first);
	for (size_t i = 0; i < l->count; i++) {
		struct range *last = &l->range[kept - (kept > 0)];

		if (kept == 0 || l->range[i].first > last->last + 1)
			l->range[kept++] = l->range[i];
		else if (l->range[i].last > last->last)
			last->last = l->range[i].last;
	}
	l->count = kept;
}

int range_list_parse(const char *text, struct range_list *out, struct diag *d)
{
	char one[RANGE_TEXT];
	struct range r;

	out->count = 0;
	for (;; text++) {
		size_t length = strcspn(text, ",");

		if (length >= sizeof one)
			return diag_invalid(d, "range %.*s: is too long",
			                    (int)sizeof one, text);
		memcpy(one, text, length);
		one[length] = '\0';
		if (range_parse(one, &r, d) != 0)
			return -1;
		if (range_list_add(out, r) != 0)
			return diag_invalid(d, "at most %d ranges are allowed",
			                    RANGE_LIST_MAX);
		text += length;
		if (*text == '\0')
			break;
	}
	range_list_settle(out);
	return 0;
}

int range_list_has(const struct range_list *l, uint64_t index)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->range[middle].last < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->count && l->range[low].first <= index;
}
