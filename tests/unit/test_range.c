/* range: parsing operands and lines. */
#include <string.h>

#include "base/range.h"
#include "check.h"

static void operands(void)
{
	static const char *const bad[] = { "", "-", "5-", "-5", "7-3", "a", "1-b",
		                           "1-2-3", " 1-2", "1e3",
		                           "18446744073709551615" };
	struct range r;
	struct diag d;
	char text[RANGE_TEXT];

	CHECK(range_parse("0-499", &r, &d) == 0);
	CHECK(r.first == 0 && r.last == 499);
	CHECK(range_parse("7", &r, &d) == 0 && r.first == 7 && r.last == 7);
	CHECK(range_parse("7-7", &r, &d) == 0 && r.first == 7 && r.last == 7);
	CHECK(range_parse("18446744073709551614", &r, &d) == 0);
	range_format(r, text);
	CHECK(strcmp(text, "18446744073709551614-18446744073709551614") == 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(range_parse(bad[i], &r, &d) == -1);
		CHECK(d.kind == DIAG_INVALID);
	}
}

/* Read all ranges of TEXT. Returns how many; *LAST is the last result. */
static int read_all(const char *text, int *last)
{
	FILE *in = tmpfile();
	struct range r;
	struct diag d;
	int count = 0;

	CHECK(in != NULL && fputs(text, in) >= 0);
	rewind(in);
	while ((*last = range_read(in, &r, &d)) > 0)
		count++;
	CHECK(*last == 0 || d.kind == DIAG_DATA);
	(void)fclose(in);
	return count;
}

static void lines(void)
{
	char longest[1000];
	int last;

	CHECK(read_all("", &last) == 0 && last == 0);
	CHECK(read_all("0-9\n\n10-19\r\n  \n20\n", &last) == 3 && last == 0);
	CHECK(read_all("0-9\n10-1", &last) == 1 && last == -1);
	CHECK(read_all("0-9\n9-0\n", &last) == 1 && last == -1);
	memset(longest, '1', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	CHECK(read_all(longest, &last) == 0 && last == -1);
}

int main(void)
{
	operands();
	lines();
	return 0;
}
