/* A range that is accepted is formatted and parsed as the same. */
#include "fuzz.h"

#include <string.h>

#include "base/range.h"

static void check_again(struct range r)
{
	char text[RANGE_TEXT];
	struct range again;
	struct diag d;

	REQUIRE(r.first <= r.last);
	range_format(r, text);
	REQUIRE(strlen(text) < RANGE_TEXT);
	REQUIRE(range_parse(text, &again, &d) == 0);
	REQUIRE(again.first == r.first && again.last == r.last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	int fd = fuzz_open(data, size);
	FILE *in = fdopen(fd, "r");
	struct range r;
	struct diag d;
	int got;

	REQUIRE(in != NULL);
	if (range_parse(text, &r, &d) == 0)
		check_again(r);
	while ((got = range_read(in, &r, &d)) > 0)
		check_again(r);
	REQUIRE(got < 0 || size == 0 || text[size - 1] == '\n');
	REQUIRE(fclose(in) == 0);
	free(text);
	return 0;
}
