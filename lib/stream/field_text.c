/* Parse the text of a field's values. */
#include "stream/field_text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"

unsigned field_text_shape(const char *text, size_t length, char separator,
                          uint64_t shape[RECORD_DIMS_MAX])
{
	const char *end = text + length;
	unsigned dims = 0;

	for (;;) {
		const char *stop = memchr(text, separator, (size_t)(end - text));
		size_t n = (size_t)((stop != NULL ? stop : end) - text);

		if (dims == RECORD_DIMS_MAX ||
		    number_parse_n(text, n, RECORD_PAYLOAD_MAX,
		                   &shape[dims]) != 0 ||
		    shape[dims] == 0)
			return 0;
		dims++;
		if (stop == NULL)
			return dims;
		text = stop + 1;
	}
}

int field_text_dtype(const char *text, size_t length, char dtype[8])
{
	static const char *const types[] = { "u1", "i1", "b1", "u2", "i2", "u4",
		                             "i4", "f4", "u8", "i8", "f8" };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (length != 2 || memcmp(types[i], text, 2) != 0)
			continue;
		memset(dtype, 0, 8);
		dtype[0] = text[1] == '1' ? '|' : '<';
		memcpy(dtype + 1, text, 2);
		return 0;
	}
	return -1;
}

/* Put the low SIZE bytes of V. */
static void put(unsigned char *out, uint64_t v, unsigned size)
{
	unsigned char all[8];

	bytes_put64(all, v);
	memcpy(out, all, size);
}

static const char *real_value(const char *text, unsigned size,
                              unsigned char *out)
{
	union {
		double f;
		uint64_t u;
	} v;
	char *end;

	v.f = strtod(text, &end);
	if (end == text)
		return NULL;
	if (size == 8) {
		bytes_put64(out, v.u);
		return end;
	}
	if (isfinite(v.f) && !isfinite((float)v.f))
		return NULL;
	bytes_putf4(out, (float)v.f);
	return end;
}

static const char *signed_value(const char *text, unsigned size,
                                unsigned char *out)
{
	int64_t most = (int64_t)(UINT64_MAX >> 1 >> (64 - 8 * size));
	long long v;
	char *end;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || errno != 0 || v > most || v < -most - 1)
		return NULL;
	put(out, (uint64_t)v, size);
	return end;
}

static const char *unsigned_value(const char *text, uint64_t most,
                                  unsigned size, unsigned char *out)
{
	unsigned long long v;
	char *end;

	errno = 0;
	v = strtoull(text, &end, 10);
	if (end == text || errno != 0 || v > most)
		return NULL;
	put(out, v, size);
	return end;
}

const char *field_text_value(const char *text, const char *dtype,
                             unsigned char *out)
{
	unsigned size = (unsigned)(dtype[2] - '0');
	int is_negative = *text == '-';
	char first = text[is_negative];

	/* strtod and its like would pass over spaces, and take "+" and hex */
	if (dtype[1] == 'f')
		return (first >= '0' && first <= '9') || first == '.' ||
		               first == 'i' || first == 'n'
		           ? real_value(text, size, out)
		           : NULL;
	if (first < '0' || first > '9')
		return NULL;
	if (dtype[1] == 'i')
		return signed_value(text, size, out);
	if (is_negative)
		return NULL;
	return unsigned_value(text, dtype[1] == 'b'
	                                ? 1
	                                : UINT64_MAX >> (64 - 8 * size),
	                      size, out);
}
