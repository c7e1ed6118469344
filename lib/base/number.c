/* Parse and format numbers, without signs, spaces or locale. */
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MICRO UINT64_C(1000000)
#define EXPONENT_MAX 99 /* larger ones are as large as this */

int number_parse_n(const char *text, size_t length, uint64_t max,
                   uint64_t *out)
{
	uint64_t value = 0;

	if (length == 0)
		return -1;
	for (size_t i = 0; i < length; i++) {
		uint64_t digit;

		if (text[i] < '0' || text[i] > '9')
			return -1;
		digit = (uint64_t)(text[i] - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return -1;
		value = value * 10 + digit;
	}
	if (value > max)
		return -1;
	*out = value;
	return 0;
}

int number_parse(const char *text, uint64_t max, uint64_t *out)
{
	return number_parse_n(text, strlen(text), max, out);
}

/* A number as it is read: digits x 10^exponent. */
struct reader {
	const char *at, *end;
	uint64_t digits;
	int exponent;
	int too_large; /* digits has overflowed */
};

/* Take the digits at R, of which each lowers the exponent by LOWERS. */
static size_t take_digits(struct reader *r, int lowers)
{
	const char *begin = r->at;

	for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
		uint64_t digit = (uint64_t)(*r->at - '0');

		if (r->digits > (UINT64_MAX - digit) / 10) {
			r->too_large = 1;
			continue;
		}
		r->digits = r->digits * 10 + digit;
		r->exponent -= lowers;
	}
	return (size_t)(r->at - begin);
}

/* Take "e6", "e-3", "k", "M" or "G", if any. Returns 0, or -1 if malformed. */
static int take_exponent(struct reader *r)
{
	static const char units[] = "kMG";
	const char *unit;
	int sign = 1, exponent = 0;

	if (r->at == r->end)
		return 0;
	unit = memchr(units, *r->at, sizeof units - 1);
	if (unit != NULL) {
		r->at++;
		r->exponent += 3 * (int)(unit - units + 1);
		return 0;
	}
	if (*r->at++ != 'e')
		return -1;
	if (r->at < r->end && (*r->at == '-' || *r->at == '+'))
		sign = *r->at++ == '-' ? -1 : 1;
	if (r->at == r->end)
		return -1;
	for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
		if (exponent < EXPONENT_MAX)
			exponent = exponent * 10 + (*r->at - '0');
	r->exponent += sign * exponent;
	return 0;
}

/* Multiply R's digits by its power of ten, exactly. */
static enum number_result shift(struct reader *r)
{
	for (; r->exponent < 0 && r->digits > 0; r->exponent++) {
		if (r->digits % 10 != 0)
			return NUMBER_INEXACT;
		r->digits /= 10;
	}
	for (; r->exponent > 0 && r->digits > 0; r->exponent--) {
		if (r->digits > UINT64_MAX / 10)
			return NUMBER_TOO_LARGE;
		r->digits *= 10;
	}
	return NUMBER_READ;
}

enum number_result number_read(const char *text, size_t length,
                               unsigned places, uint64_t max, uint64_t *out)
{
	struct reader r = {
		.at = text, .end = text + length, .exponent = (int)places,
	};
	size_t whole = take_digits(&r, 0), part = 0;
	enum number_result result;

	if (r.at < r.end && *r.at == '.') {
		r.at++;
		part = take_digits(&r, 1);
		if (part == 0)
			return NUMBER_MALFORMED;
	}
	if (whole + part == 0 || take_exponent(&r) != 0 || r.at < r.end)
		return NUMBER_MALFORMED;
	if (r.too_large)
		return part > 0 ? NUMBER_INEXACT : NUMBER_TOO_LARGE;
	result = shift(&r);
	if (result == NUMBER_READ && r.digits > max)
		result = NUMBER_TOO_LARGE;
	if (result == NUMBER_READ)
		*out = r.digits;
	return result;
}

void number_format_micro(uint64_t micro, char text[NUMBER_MICRO_MAX])
{
	int n = snprintf(text, NUMBER_MICRO_MAX, "%" PRIu64 ".%06" PRIu64,
	                 micro / MICRO, micro % MICRO);

	while (n > 0 && text[n - 1] == '0')
		n--;
	if (n > 0 && text[n - 1] == '.')
		n--;
	text[n] = '\0';
}

char *number_put(char *at, uint64_t v, unsigned digits)
{
	char text[NUMBER_DIGITS_MAX]; /* the last digit first */
	unsigned n = 0;

	for (; v > 0 || (n < digits && n < sizeof text); v /= 10)
		text[n++] = (char)('0' + v % 10);
	while (n > 0)
		*at++ = text[--n];
	return at;
}

char *number_put_hex(char *at, uint64_t v)
{
	for (int shift = 60; shift >= 0; shift -= 4)
		*at++ = "0123456789abcdef"[v >> shift & 15];
	return at;
}

int number_parse_hex(const char *text, size_t digits, uint64_t *out)
{
	static const unsigned char value_plus_1[256] = {
		['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		['a'] = 11, 12, 13, 14, 15, 16,
	};
	uint64_t value = 0;

	for (size_t i = 0; i < digits; i++) {
		unsigned v = value_plus_1[(unsigned char)text[i]];

		if (v == 0)
			return -1;
		value = value << 4 | (v - 1);
	}
	*out = value;
	return 0;
}

void number_format_bytes(double bytes, char text[NUMBER_BYTES_MAX])
{
	static const char *const unit[] = { "bytes", "kB", "MB", "GB", "TB",
		                            "PB", "EB" };
	int i = 0, places = 2;

	for (; bytes >= 999.5 && i < 6; i++)
		bytes /= 1000;
	if (i == 0 || bytes >= 99.95)
		places = 0;
	else if (bytes >= 9.995)
		places = 1;
	(void)snprintf(text, NUMBER_BYTES_MAX, "%.*f %s", places, bytes,
	               i == 0 && bytes >= 0.5 && bytes < 1.5 ? "byte" : unit[i]);
}
