/* The line of a manifest: every change in it is detected. */
#include <string.h>

#include "check.h"
#include "dataset/manifest.h"

static const struct checkpoint_entry entry = {
	.xxh128 = { UINT64_C(0x0123456789abcdef), 5 },
	.count = 2000,
	.bytes = 48282996,
	.content = UINT64_C(0xfedcba9876543210),
	.committed_s = 1795528995,
};

static void there_and_back(const struct plan *p)
{
	static const char start[] =
	    "0123456789abcdef0000000000000005\tcheckpoint_00014.npz\t28000\t"
	    "2000\t48282996\tfedcba9876543210\t000000000000004d\t"
	    "2026-11-24T14:03:15Z\t";
	char line[MANIFEST_LINE_MAX];
	struct checkpoint_entry e;
	uint64_t k, fingerprint;

	manifest_text_format(p, 77, 14, &entry, line);
	CHECK(strncmp(line, start, strlen(start)) == 0);
	CHECK(manifest_text_parse(line, p, &k, &fingerprint, &e) == 0);
	CHECK(k == 14 && fingerprint == 77);
	CHECK(memcmp(&e, &entry, sizeof e) == 0);
}

static void any_change_is_noticed(const struct plan *p)
{
	char line[MANIFEST_LINE_MAX], copy[MANIFEST_LINE_MAX];
	struct checkpoint_entry e;
	uint64_t k, fingerprint;
	size_t length;

	manifest_text_format(p, 77, 14, &entry, line);
	length = strlen(line);
	for (size_t i = 0; i < length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			memcpy(copy, line, length + 1);
			copy[i] = (char)(copy[i] ^ 1 << bit);
			CHECK(manifest_text_parse(copy, p, &k, &fingerprint,
			                          &e) != 0);
		}
		memcpy(copy, line, length + 1);
		copy[i] = '\0'; /* truncated */
		CHECK(manifest_text_parse(copy, p, &k, &fingerprint, &e) != 0);
		memcpy(copy, line, i);
		memcpy(copy + i, line + i + 1, length - i); /* one dropped */
		CHECK(manifest_text_parse(copy, p, &k, &fingerprint, &e) != 0);
	}
}

/* A line with a matching check that does not belong to the plan. */
static void foreign_lines_are_refused(const struct plan *p)
{
	struct plan other = *p;
	char line[MANIFEST_LINE_MAX];
	struct checkpoint_entry e = entry;
	uint64_t k, fingerprint;

	other.interval = 1999;
	manifest_text_format(p, 77, 14, &entry, line);
	CHECK(manifest_text_parse(line, &other, &k, &fingerprint, &e) != 0);
	e = entry;
	e.count = 2001;
	manifest_text_format(p, 77, 14, &e, line);
	CHECK(manifest_text_parse(line, p, &k, &fingerprint, &e) != 0);
}

static void names(void)
{
	CHECK(manifest_name_ok("MANIFEST.tsv"));
	CHECK(manifest_name_ok("MANIFEST-node07.tsv"));
	CHECK(!manifest_name_ok("MANIFEST"));
	CHECK(!manifest_name_ok("manifest.tsv"));
	CHECK(!manifest_name_ok(".MANIFEST.tsv"));
	CHECK(!manifest_name_ok("MANIFEST/../x.tsv"));
	CHECK(!manifest_name_ok("MANIFEST.tsv.tmp"));
}

int main(void)
{
	struct plan p;

	plan_defaults(&p);
	plan_settle(&p);
	there_and_back(&p);
	any_change_is_noticed(&p);
	foreign_lines_are_refused(&p);
	names();
	return 0;
}
