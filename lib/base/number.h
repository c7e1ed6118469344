#ifndef VG_NUMBER_H
#define VG_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers in text. Files and protocols have decimal digits only: no sign,
 * space, exponent or locale, and nothing after the digits, so that "1e3", "-1"
 * and "" are all refused. What a user types may be shorter: see number_read.
 */

/*
 * Parse the LENGTH bytes at TEXT as a whole number of at most MAX into *OUT.
 * Returns 0, or -1 with *OUT unchanged.
 */
int number_parse_n(const char *text, size_t length, uint64_t max,
                   uint64_t *out);

/* The same for a whole string. */
int number_parse(const char *text, uint64_t max, uint64_t *out);

/* What number_read found. */
enum number_result {
	NUMBER_READ,
	NUMBER_MALFORMED, /* no number, or one with another unit */
	NUMBER_INEXACT,   /* it has more decimals than allowed */
	NUMBER_TOO_LARGE,
};

/* The decimals of a number in millionths. */
#define NUMBER_MICRO_PLACES 6

/*
 * Read the LENGTH bytes at TEXT as a user may type a number: "250", ".5",
 * "0.002", "1e6", "2.5e-3", or with k, M or G for thousands, millions or
 * billions, "10k". *OUT is its value times 10^PLACES, at most MAX. It is
 * computed in whole numbers: what has more decimals than PLACES is not rounded
 * but NUMBER_INEXACT. *OUT is unchanged unless the result is NUMBER_READ.
 */
enum number_result number_read(const char *text, size_t length,
                               unsigned places, uint64_t max, uint64_t *out);

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
