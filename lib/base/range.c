/* Parse, print and read ranges of sample indices. */
#include "base/range.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/number.h"

#define LINE_MAX_BYTES 128

int range_parse(const char *text, struct range *out, struct diag *d)
{
	const char *dash = strchr(text, '-');
	size_t length = dash != NULL ? (size_t)(dash - text) : strlen(text);
	struct range r;

	if (number_parse_n(text, length, UINT64_MAX - 1, &r.first) != 0 ||
	    number_parse(dash != NULL ? dash + 1 : text, UINT64_MAX - 1,
	                 &r.last) != 0)
		return diag_invalid(d, "range %s: must be FIRST-LAST or INDEX",
		                    text);
	if (r.first > r.last)
		return diag_invalid(d, "range %s: FIRST is greater than LAST",
		                    text);
	*out = r;
	return 0;
}

void range_format(struct range r, char text[RANGE_TEXT])
{
	(void)snprintf(text, RANGE_TEXT, "%" PRIu64 "-%" PRIu64, r.first,
	               r.last);
}

int range_print(struct range r, struct diag *d)
{
	char text[RANGE_TEXT];

	range_format(r, text);
	if (puts(text) < 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

int range_read(FILE *in, struct range *out, struct diag *d)
{
	char line[LINE_MAX_BYTES];
	size_t length;

	do {
		if (fgets(line, sizeof line, in) == NULL) {
			if (ferror(in))
				return diag_system(d, errno, "read");
			return 0;
		}
		length = strlen(line);
		if (length == 0 || line[length - 1] != '\n') {
			(void)diag_data(d, "range %.40s: the line %s", line,
			                length == sizeof line - 1
			                        ? "is too long"
			                        : "does not end in a newline");
			return -1;
		}
		while (length > 0 && isspace((unsigned char)line[length - 1]))
			line[--length] = '\0';
	} while (length == 0);
	if (range_parse(line, out, d) != 0) {
		d->kind = DIAG_DATA;
		return -1;
	}
	return 1;
}
