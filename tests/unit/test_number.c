/* number: parsing and formatting, up to each limit. */
#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "check.h"

static void whole_numbers(void)
{
	static const char *const bad[] = { "", " 1", "1 ", "+1", "-1", "1e3",
		                           "0x1", "1.0", "1,0",
		                           "18446744073709551616",
		                           "99999999999999999999999" };
	uint64_t v = 7;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(number_parse(bad[i], UINT64_MAX, &v) != 0 && v == 7);
	CHECK(number_parse("18446744073709551615", UINT64_MAX, &v) == 0);
	CHECK(v == UINT64_MAX);
	CHECK(number_parse("100", 99, &v) != 0);
	CHECK(number_parse("99", 99, &v) == 0 && v == 99);
	CHECK(number_parse("007", 99, &v) == 0 && v == 7);
	CHECK(number_parse_n("12x", 2, 99, &v) == 0 && v == 12);
}

static void decimals(void)
{
	static const struct {
		const char *text;
		uint64_t micro;
		const char *canonical;
	} good[] = {
		{ "0", 0, "0" },         { "0.000", 0, "0" },
		{ "1", 1000000, "1" },   { "0.8", 800000, "0.8" },
		{ "0.002", 2000, "0.002" }, { "0.000001", 1, "0.000001" },
		{ "25.50", 25500000, "25.5" }, { "100", 100000000, "100" },
	};
	static const char *const bad[] = { "", ".", ".5", "1.", "1.0000001",
		                           "1e-3", "-0.5", "100.000001",
		                           "101", "0,5", "1.2.3", "nan" };
	char text[NUMBER_MICRO_MAX];
	uint64_t v = 7;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK(number_parse_micro(good[i].text, strlen(good[i].text),
		                         100000000, &v) == 0);
		CHECK(v == good[i].micro);
		number_format_micro(v, text);
		CHECK(strcmp(text, good[i].canonical) == 0);
	}
	v = 7;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(number_parse_micro(bad[i], strlen(bad[i]), 100000000,
		                         &v) != 0 && v == 7);
}

static void hexadecimal(void)
{
	uint64_t v = 7;

	CHECK(number_parse_hex("0123456789abcdef", 16, &v) == 0);
	CHECK(v == UINT64_C(0x0123456789abcdef));
	CHECK(number_parse_hex("0123456789ABCDEF", 16, &v) != 0);
	CHECK(number_parse_hex("0x23456789abcdef", 16, &v) != 0);
	CHECK(number_parse_hex("12", 16, &v) != 0); /* stops at its NUL */
}

static void bytes_are_readable(void)
{
	static const struct {
		double bytes;
		const char *text;
	} row[] = {
		{ 0, "0 bytes" }, { 1, "1 byte" }, { 2, "2 bytes" },
		{ 999, "999 bytes" }, { 1000, "1.00 kB" },
		{ 9994, "9.99 kB" }, { 9996, "10.0 kB" }, { 99960, "100 kB" },
		{ 999600, "1.00 MB" }, { 5.91e9, "5.91 GB" },
		{ 2.5e21, "2500 EB" },
	};
	char text[NUMBER_BYTES_MAX];

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		number_format_bytes(row[i].bytes, text);
		CHECK(strcmp(text, row[i].text) == 0);
	}
}

int main(void)
{
	bytes_are_readable();
	whole_numbers();
	decimals();
	hexadecimal();
	return 0;
}
