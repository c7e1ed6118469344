#ifndef VG_NUMBER_H
#define VG_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers in text: decimal digits only. No sign, space, exponent or locale,
 * and nothing after them, so that "1e99", "-1" and "" are all refused.
 */

/*
 * Parse the LENGTH bytes at TEXT as a whole number of at most MAX into *OUT.
 * Returns 0, or -1 when it is not one, leaving *OUT alone.
 */
int number_parse_n(const char *text, size_t length, uint64_t max,
                   uint64_t *out);

/* The same for a whole string. */
int number_parse(const char *text, uint64_t max, uint64_t *out);

/*
 * Parse a decimal such as "0.002" of at most MAX_MICRO millionths, with at
 * most six places, into millionths. Returns 0, or -1.
 */
int number_parse_micro(const char *text, size_t length, uint64_t max_micro,
                       uint64_t *out_micro);

/* Its canonical text: no trailing zeros. At most 32 bytes with the NUL. */
#define NUMBER_MICRO_MAX 32
void number_format_micro(uint64_t micro, char text[NUMBER_MICRO_MAX]);

/* BYTES as "5.91 GB", in powers of a thousand, three digits. */
#define NUMBER_BYTES_MAX 32
void number_format_bytes(double bytes, char text[NUMBER_BYTES_MAX]);

/*
 * Write V at AT: in decimal with at least DIGITS digits, or as 16 hexadecimal
 * ones. Without a NUL. Returns the end. snprintf takes five times as long,
 * and manifests may have a million lines.
 */
#define NUMBER_DIGITS_MAX 20
char *number_put(char *at, uint64_t v, unsigned digits);
char *number_put_hex(char *at, uint64_t v);

/*
 * Parse exactly DIGITS (at most 16) lower-case hexadecimal digits. Returns
 * 0, or -1.
 */
int number_parse_hex(const char *text, size_t digits, uint64_t *out);

#endif
