/* Parse and format numbers, without signs, spaces or locale. */
#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MICRO UINT64_C(1000000)
#define MICRO_DIGITS 6

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

int number_parse_micro(const char *text, size_t length, uint64_t max_micro,
                       uint64_t *out_micro)
{
	const char *dot = memchr(text, '.', length);
	size_t whole_length = dot != NULL ? (size_t)(dot - text) : length;
	uint64_t whole, part = 0;

	if (number_parse_n(text, whole_length, max_micro / MICRO, &whole) != 0)
		return -1;
	if (dot != NULL) {
		size_t places = length - whole_length - 1;

		if (places > MICRO_DIGITS ||
		    number_parse_n(dot + 1, places, MICRO, &part) != 0)
			return -1;
		for (; places < MICRO_DIGITS; places++)
			part *= 10;
	}
	if (part > max_micro - whole * MICRO)
		return -1;
	*out_micro = whole * MICRO + part;
	return 0;
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
