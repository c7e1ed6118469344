/* Shares of work that are given as I/N. */
#include "base/share.h"

#include <string.h>

#include "base/number.h"

int share_parse(const struct option_spec *s, void *value, const char *text,
                struct diag *d)
{
	const char *slash = strchr(text, '/');
	size_t length = slash != NULL ? (size_t)(slash - text) : 0;
	struct share part;

	(void)s;
	if (number_parse_n(text, length, UINT32_MAX, &part.index) != 0 ||
	    number_parse(slash + 1, UINT32_MAX, &part.count) != 0 ||
	    part.index == 0 || part.index > part.count)
		return diag_invalid(d, "must be I/N, I between 1 and N");
	part.index--;
	*(struct share *)value = part;
	return 0;
}
