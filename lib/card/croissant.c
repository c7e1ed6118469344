/* A dataset's metadata as Croissant. */
#include "card/croissant.h"

#include <inttypes.h>

#include "archive/format.h"
#include "base/text.h"
#include "base/utctime.h"
#include "card/output.h"
#include "card/sha256.h"

#define HEAD_MAX 8192
#define DATE_LENGTH 10 /* of a time's text */

/* The terms of Croissant 1.1 that are used here. */
static const char start[] =
    "{\"@type\": \"sc:Dataset\", "
    "\"conformsTo\": \"http://mlcommons.org/croissant/1.1\",\n"
    "\"@context\": {\"@language\": \"en\", \"@vocab\": \"https://schema.org/\", "
    "\"sc\": \"https://schema.org/\", "
    "\"cr\": \"http://mlcommons.org/croissant/\", "
    "\"dct\": \"http://purl.org/dc/terms/\", "
    "\"conformsTo\": \"dct:conformsTo\", \"citeAs\": \"cr:citeAs\"},\n";

/* Append a line "KEY": VALUE, unless the user gave no VALUE. */
static void put_given(struct text *t, const char *key, const char *value)
{
	if (value == NULL)
		return;
	text_put(t, "\"%s\": ", key);
	text_put_json(t, value);
	text_put(t, ",\n");
}

static int put_head(struct output *o, const struct dataset *s,
                    const struct survey *survey, const struct about *about,
                    struct diag *d)
{
	char head[HEAD_MAX], date[UTCTIME_TEXT], digest[DIGEST128_TEXT];
	struct text t;

	utctime_format(survey->last_s, date);
	digest128_format(survey->digest, digest);
	text_begin(&t, head, sizeof head);
	text_put(&t, "\"name\": \"vg-%s\",\n\"description\": ", digest);
	text_put(&t, "\"%" PRIu64 " samples of renderer ", s->plan.samples);
	text_put_shown(&t, plan_is_ours(&s->plan) ? s->plan.renderer
	                                          : "another program");
	text_put(&t, ", made with vg; README.md describes them\",\n");
	put_given(&t, "license", about->licence);
	put_given(&t, "url", about->url);
	if (about->creator != NULL) {
		text_put(&t, "\"creator\": {\"@type\": \"sc:Organization\", "
		         "\"name\": ");
		text_put_json(&t, about->creator);
		text_put(&t, "},\n");
	}
	put_given(&t, "citeAs", about->cite);
	text_put(&t, "\"datePublished\": \"%.*s\",\n\"version\": \"%s\",\n"
	         "\"distribution\": [\n", DATE_LENGTH, date, digest);
	return output_put(o, &t, head, d);
}

static const char *media_type(const struct plan *p)
{
	if (p->compress == FORMAT_COMPRESS_ZSTD)
		return "application/zstd";
	switch (p->format) {
	case FORMAT_NPZ:
		return "application/zip";
	case FORMAT_WEBDATASET:
		return "application/x-tar";
	default:
		return "application/octet-stream";
	}
}

static int put_file(struct output *o, const struct dataset *s, uint64_t k,
                    struct diag *d)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	char name[PLAN_NAME_MAX], sha256[SHA256_TEXT], entry[512];
	struct text t;

	plan_checkpoint_name(&s->plan, k, name);
	if (sha256_file(&s->dir, name, sha256, d) != 0)
		return -1;
	text_begin(&t, entry, sizeof entry);
	text_put(&t, "%s{\"@type\": \"cr:FileObject\", \"@id\": \"%s\", "
	         "\"name\": \"%s\", \"contentUrl\": \"%s\", "
	         "\"contentSize\": \"%" PRIu64 " B\", "
	         "\"encodingFormat\": \"%s\", \"sha256\": \"%s\"}",
	         k > 0 ? ",\n" : "", name, name, name, e->bytes,
	         media_type(&s->plan), sha256);
	return output_put(o, &t, entry, d);
}

int croissant_write(const struct dataset *s, const struct survey *survey,
                    const struct about *about, struct diag *d)
{
	struct output o;
	int result = output_begin(&o, &s->dir, CROISSANT_NAME, start, d);

	if (result == 0)
		result = put_head(&o, s, survey, about, d);
	for (uint64_t k = 0; result == 0 && k < plan_checkpoints(&s->plan); k++)
		result = put_file(&o, s, k, d);
	if (result == 0)
		result = output_write(&o, "\n]}\n", 4, d);
	if (result == 0)
		result = output_finish(&o, d);
	output_free(&o);
	return result;
}
