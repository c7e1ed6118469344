#ifndef VG_NUMBER_H
#define VG_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers in text: decimal digits only. No sign, space, exponent or locale,
 * and nothing after the digits: "1e99", "-1" and "" are all refused.
 */

/*
 * Parse the LENGTH bytes at TEXT as a whole number of at most MAX into *OUT.
 * Returns 0, or -1 with *OUT unchanged.
 */
int number_parse_n(const char *text, size_t length, uint64_t max,
                   uint64_t *out);

/* The same for a whole string. */
int number_parse(const char *text, uint64_t max, uint64_t *out);

/*
 * Parse a decimal such as "0.002", with at most six decimal places and at
 * most MAX_MICRO millionths, into millionths. Returns 0, or -1 with
 * *OUT_MICRO unchanged.
 */
int number_parse_micro(const char *text, size_t length, uint64_t max_micro,
                       uint64_t *out_micro);

/* The canonical text of MICRO millionths, without trailing zeros. */
#define NUMBER_MICRO_MAX 32
void number_format_micro(uint64_t micro, char text[NUMBER_MICRO_MAX]);

/* BYTES with three significant digits and a decimal unit, as "5.91 GB". */
#define NUMBER_BYTES_MAX 32
void number_format_bytes(double bytes, char text[NUMBER_BYTES_MAX]);

/*
 * Write V at AT, without a NUL: in decimal with at least DIGITS digits, or as
 * 16 hexadecimal digits. Returns the end of the text. Manifests may have a
 * million lines, and snprintf takes five times as long.
 */
#define NUMBER_DIGITS_MAX 20
char *number_put(char *at, uint64_t v, unsigned digits);
char *number_put_hex(char *at, uint64_t v);

/*
 * Parse exactly DIGITS (at most 16) lower-case hexadecimal digits. Returns
 * 0, or -1 with *OUT unchanged.
 */
int number_parse_hex(const char *text, size_t digits, uint64_t *out);

#endif
