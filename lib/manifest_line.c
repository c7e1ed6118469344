/* The text of a manifest's line; the rest of manifest.h is in manifest.c. */
#include "manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "number.h"
#include "utctime.h"

enum { XXH128, FILE_NAME, FIRST, COUNT, BYTES, CONTENT, FINGERPRINT,
       COMMITTED, CHECK, COLUMNS };

void manifest_format_line(const struct plan *p, uint64_t fingerprint,
                          uint64_t k, const struct manifest_entry *e,
                          char line[MANIFEST_LINE_MAX])
{
	char name[PLAN_NAME_MAX], hash[DIGEST128_TEXT], when[UTCTIME_TEXT];
	int n;

	plan_checkpoint_name(k, name);
	digest128_format(e->xxh128, hash);
	utctime_format(e->committed_s, when);
	n = snprintf(line, MANIFEST_LINE_MAX,
	             "%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
	             "\t%016" PRIx64 "\t%016" PRIx64 "\t%s", hash, name,
	             k * p->interval, e->count, e->bytes, e->content,
	             fingerprint, when);
	(void)snprintf(line + n, MANIFEST_LINE_MAX - (size_t)n,
	               "\t%016" PRIx64, digest64(line, (size_t)n));
}

/* Cut LINE at its tabs. Returns 0 when it has exactly COLUMNS. */
static int split(char *line, char *column[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		char *tab = line != NULL ? strchr(line, '\t') : NULL;

		if (line == NULL || (tab == NULL) != (i == COLUMNS - 1))
			return -1;
		column[i] = line;
		if (tab != NULL)
			*tab = '\0';
		line = tab != NULL ? tab + 1 : NULL;
	}
	return 0;
}

int manifest_parse_line(const char *line, const struct plan *p, uint64_t *k,
                        uint64_t *fingerprint, struct manifest_entry *e)
{
	char copy[MANIFEST_LINE_MAX], again[MANIFEST_LINE_MAX];
	char *column[COLUMNS];
	size_t length = strlen(line);
	uint64_t first;

	if (length >= sizeof copy)
		return -1;
	memcpy(copy, line, length + 1);
	if (split(copy, column) != 0 ||
	    digest128_parse(column[XXH128], &e->xxh128) != 0 ||
	    number_parse(column[FIRST], PLAN_SAMPLES_MAX, &first) != 0 ||
	    number_parse(column[COUNT], p->interval, &e->count) != 0 ||
	    number_parse(column[BYTES], UINT64_MAX, &e->bytes) != 0 ||
	    number_parse_hex(column[CONTENT], 16, &e->content) != 0 ||
	    number_parse_hex(column[FINGERPRINT], 16, fingerprint) != 0 ||
	    utctime_parse(column[COMMITTED], &e->committed_s) != 0)
		return -1;
	*k = first / p->interval;
	if (*k >= PLAN_CHECKPOINTS_MAX || e->count == 0)
		return -1;
	/* Name, check and form: whatever we would not write is not taken. */
	manifest_format_line(p, *fingerprint, *k, e, again);
	return strcmp(again, line) == 0 ? 0 : -1;
}
