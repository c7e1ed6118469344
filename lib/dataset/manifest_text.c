/* Format and parse the lines of a manifest. */
#include "dataset/manifest_text.h"

#include <string.h>

#include "base/edited.h"
#include "base/number.h"
#include "base/utctime.h"

enum { XXH128, FILE_NAME, FIRST, COUNT, BYTES, CONTENT, FINGERPRINT,
       COMMITTED, CHECK, COLUMNS };

int manifest_name_ok(const char *name)
{
	size_t length = strlen(name);

	return length >= 12 && length < MANIFEST_NAME_MAX &&
	       strncmp(name, "MANIFEST", 8) == 0 &&
	       strcmp(name + length - 4, ".tsv") == 0 &&
	       strchr(name, '/') == NULL;
}

int manifest_text_refuse(const char *path, const char *name, const char *text,
                         size_t size, struct diag *d)
{
	static const char mark[] = "# vg-manifest ";
	size_t skip = size > 3 && text[0] != mark[0] ? 3 : 0;

	/* Foreign files are nobody's to mend. */
	if (size - skip >= strlen(mark) &&
	    memcmp(text + skip, mark, strlen(mark)) == 0 &&
	    edited_explain(path, name, text, size, d) != 0)
		return -1;
	return diag_data(d, "%s/%s: not a vg manifest", path, name);
}

static char *tab(char *at)
{
	*at = '\t';
	return at + 1;
}

void manifest_text_format(const struct plan *p, uint64_t fingerprint,
                          uint64_t k, const struct checkpoint_entry *e,
                          char line[MANIFEST_LINE_MAX])
{
	char *at = line, *end;

	_Static_assert(MANIFEST_LINE_MAX > DIGEST128_TEXT + PLAN_NAME_MAX +
	               3 * NUMBER_DIGITS_MAX + 3 * 16 + UTCTIME_TEXT + 8,
	               "a line must have room");
	digest128_format(e->xxh128, at);
	at = tab(at + DIGEST128_TEXT - 1);
	plan_checkpoint_name(p, k, at);
	at = tab(at + strlen(at));
	at = tab(number_put(at, k * p->interval, 1));
	at = tab(number_put(at, e->count, 1));
	at = tab(number_put(at, e->bytes, 1));
	at = tab(number_put_hex(at, e->content));
	at = tab(number_put_hex(at, fingerprint));
	utctime_format(e->committed_s, at);
	end = at + strlen(at);
	*number_put_hex(tab(end), digest64(line, (size_t)(end - line))) = '\0';
}

/* Split LINE at its tabs. Returns 0, or -1 if it does not have COLUMNS. */
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

int manifest_text_parse(const char *line, const struct plan *p, uint64_t *k,
                        uint64_t *fingerprint, struct checkpoint_entry *e)
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
	/* Checks all the rest: only what we would write ourselves is valid. */
	manifest_text_format(p, *fingerprint, *k, e, again);
	return strcmp(again, line) == 0 ? 0 : -1;
}
