/*
 * A line that is accepted is formatted to the same text. A manifest read while
 * it grows gives the same entries as one read at once. Lines are tried as they
 * are, and with the right check, which mutations would never find.
 */
#include "fuzz.h"

#include <string.h>

#include "base/digest.h"
#include "dataset/manifest.h"

static void make_plan(struct plan *p)
{
	struct diag d;

	plan_defaults(p);
	REQUIRE(plan_set(p, "samples", "1000", &d) == 0);
	REQUIRE(plan_set(p, "interval", "10", &d) == 0);
	plan_settle(p);
	REQUIRE(plan_check(p, &d) == 0);
}

/* Write the right check at the end of each line of TEXT. */
static void mend(char *text)
{
	for (char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		char check[17];

		if (end - text < 17)
			continue;
		(void)snprintf(check, sizeof check, "%016llx",
		               (unsigned long long)digest64(
		                   text, (size_t)(end - 17 - text)));
		end[-17] = '\t';
		memcpy(end - 16, check, 16);
	}
}

static void check_line(const struct plan *p, const char *line, size_t length)
{
	char *text = fuzz_string((const uint8_t *)line, length);
	char again[MANIFEST_LINE_MAX];
	struct checkpoint_entry e;
	uint64_t k, fingerprint;

	if (manifest_text_parse(text, p, &k, &fingerprint, &e) == 0) {
		REQUIRE(e.count > 0 && e.count <= p->interval);
		manifest_text_format(p, fingerprint, k, &e, again);
		REQUIRE(strlen(again) == length);
		REQUIRE(memcmp(again, line, length) == 0);
	}
	free(text);
}

/* Whether both have the same entries. */
static int same(const struct manifest *a, const struct manifest *b)
{
	if (manifest_end(a) != manifest_end(b))
		return 0;
	for (uint64_t k = 0; k < manifest_end(a); k++) {
		const struct checkpoint_entry *e = manifest_find(a, k);
		const struct checkpoint_entry *f = manifest_find(b, k);

		if ((e == NULL) != (f == NULL) ||
		    (e != NULL && (e->bytes != f->bytes ||
		                   e->content != f->content ||
		                   !digest128_equal(e->xxh128, f->xxh128))))
			return 0;
	}
	return 1;
}

static void check_following(const struct plan *p, const char *text,
                            size_t length)
{
	struct manifest *at_once, *followed;
	struct diag d;
	int changed;

	REQUIRE(manifest_new(&at_once, fuzz_directory(), p, &d) == 0);
	REQUIRE(manifest_new(&followed, fuzz_directory(), p, &d) == 0);
	fuzz_write(MANIFEST_NAME, text, length);
	if (manifest_refresh(at_once, &changed, &d) == 0) {
		fuzz_write(MANIFEST_NAME, text, length / 2);
		REQUIRE(manifest_refresh(followed, &changed, &d) == 0);
		fuzz_write(MANIFEST_NAME, text, length);
		REQUIRE(manifest_refresh(followed, &changed, &d) == 0);
		REQUIRE(same(at_once, followed));
	}
	manifest_free(at_once);
	manifest_free(followed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct plan p;

	make_plan(&p);
	for (int mended = 0; mended < 2; mended++) {
		for (char *line = text, *end;
		     (end = strchr(line, '\n')) != NULL; line = end + 1)
			check_line(&p, line, (size_t)(end - line));
		check_following(&p, text, size);
		mend(text);
	}
	free(text);
	return 0;
}
