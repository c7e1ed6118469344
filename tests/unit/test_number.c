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

static enum number_result read_text(const char *text, unsigned places,
                                    uint64_t max, uint64_t *out)
{
	return number_read(text, strlen(text), places, max, out);
}

static void typed_numbers(void)
{
	static const struct {
		const char *text;
		unsigned places;
		uint64_t value;
	} good[] = {
		{ "0", 0, 0 }, { "007", 0, 7 }, { "1e6", 0, 1000000 },
		{ "1e+6", 0, 1000000 }, { "1e06", 0, 1000000 },
		{ "10k", 0, 10000 }, { "1.5k", 0, 1500 }, { ".5k", 0, 500 },
		{ "2M", 0, 2000000 }, { "3G", 0, 3000000000 },
		{ "0.001M", 0, 1000 }, { "30e-1", 0, 3 }, { "1.0", 0, 1 },
		{ "1.50e1", 0, 15 }, { "0e99", 0, 0 }, { "0e-99", 0, 0 },
		{ "0e999999999999", 0, 0 }, { "0.0", 0, 0 },
		{ "18446744073709551615", 0, UINT64_MAX },
		{ "18446744073709.551615M", 0, UINT64_MAX },
		{ "0.8", 6, 800000 }, { ".8", 6, 800000 }, { ".002", 6, 2000 },
		{ "0.000001", 6, 1 }, { "25.50", 6, 25500000 },
		{ "2.5e-3", 6, 2500 }, { "1e-6", 6, 1 }, { "1k", 6, 1000000000 },
		{ "0.1000000000", 6, 100000 },
	};
	static const struct {
		const char *text;
		unsigned places;
		enum number_result result;
	} bad[] = {
		{ "", 0, NUMBER_MALFORMED }, { ".", 0, NUMBER_MALFORMED },
		{ "1.", 0, NUMBER_MALFORMED }, { "-1", 0, NUMBER_MALFORMED },
		{ "+1", 0, NUMBER_MALFORMED }, { " 1", 0, NUMBER_MALFORMED },
		{ "1 ", 0, NUMBER_MALFORMED }, { "e6", 0, NUMBER_MALFORMED },
		{ "k", 0, NUMBER_MALFORMED }, { "1e", 0, NUMBER_MALFORMED },
		{ "1e-", 0, NUMBER_MALFORMED }, { "1E6", 0, NUMBER_MALFORMED },
		{ "1e1.5", 0, NUMBER_MALFORMED }, { "1K", 0, NUMBER_MALFORMED },
		{ "1kk", 0, NUMBER_MALFORMED }, { "1e3k", 0, NUMBER_MALFORMED },
		{ "1ke3", 0, NUMBER_MALFORMED }, { "0x1", 0, NUMBER_MALFORMED },
		{ "1,0", 0, NUMBER_MALFORMED }, { "1.2.3", 0, NUMBER_MALFORMED },
		{ "nan", 6, NUMBER_MALFORMED }, { "1kB", 0, NUMBER_MALFORMED },
		{ "1e-1", 0, NUMBER_INEXACT }, { ".5", 0, NUMBER_INEXACT },
		{ "1.2345k", 0, NUMBER_INEXACT }, { "1e-99", 0, NUMBER_INEXACT },
		{ "1.0000001", 6, NUMBER_INEXACT }, { "1e-7", 6, NUMBER_INEXACT },
		{ "18446744073709551616", 0, NUMBER_TOO_LARGE },
		{ "18446744073709551615k", 0, NUMBER_TOO_LARGE },
		{ "99999999999999999999999", 0, NUMBER_TOO_LARGE },
		{ "1e20", 0, NUMBER_TOO_LARGE }, { "1e99", 0, NUMBER_TOO_LARGE },
		{ "1e99999999999", 0, NUMBER_TOO_LARGE },
		{ "18446744073710", 6, NUMBER_TOO_LARGE },
	};
	uint64_t v = 7;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK(read_text(good[i].text, good[i].places, UINT64_MAX,
		                &v) == NUMBER_READ);
		CHECK(v == good[i].value);
	}
	v = 7;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		enum number_result result = read_text(
		    bad[i].text, bad[i].places, UINT64_MAX, &v);

		CHECK(result == bad[i].result && v == 7);
	}
	CHECK(read_text("101", 0, 100, &v) == NUMBER_TOO_LARGE && v == 7);
	CHECK(number_read("1e3456", 3, 0, UINT64_MAX, &v) == NUMBER_READ);
	CHECK(v == 1000);
}

static void millionths_are_canonical(void)
{
	static const struct {
		uint64_t micro;
		const char *text;
	} row[] = {
		{ 0, "0" }, { 1000000, "1" }, { 800000, "0.8" },
		{ 2000, "0.002" }, { 1, "0.000001" }, { 25500000, "25.5" },
		{ 100000000, "100" },
	};
	char text[NUMBER_MICRO_MAX];

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		number_format_micro(row[i].micro, text);
		CHECK(strcmp(text, row[i].text) == 0);
	}
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
	typed_numbers();
	millionths_are_canonical();
	hexadecimal();
	return 0;
}
