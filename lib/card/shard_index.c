/* The lists of shards that loaders read. */
#include "card/shard_index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "archive/format.h"
#include "archive/mds_layout.h"
#include "base/text.h"
#include "card/output.h"

#define ENTRY_MAX (MDS_CONFIG_MAX + 1024)

/* Both begin with a line that only vg writes so. */
static const char mds_start[] = "{\"version\": 2, \"shards\": [\n";
static const char wids_start[] = "{\"__kind__\": \"wids-shard-index-v1\", "
                                 "\"wids_version\": 1, \"shardlist\": [\n";

const char *shard_index_name(uint64_t format)
{
	switch (format) {
	case FORMAT_MDS:
		return "index.json";
	case FORMAT_WEBDATASET:
		return "shards.json";
	default:
		return NULL;
	}
}

/* Append an object of Streaming that describes a file. */
static void put_file(struct text *t, const char *key, const char *name,
                     uint64_t bytes, const char *xxh128)
{
	text_put(t, "\"%s\": {\"basename\": \"%s\", \"bytes\": %" PRIu64
	         ", \"hashes\": {", key, name, bytes);
	if (xxh128 != NULL)
		text_put(t, "\"xxh128\": \"%s\"", xxh128);
	text_put(t, "}}");
}

static void put_shard(struct text *t, const struct mds_layout *l,
                      const struct dataset *s, uint64_t k)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	int is_packed = s->plan.compress == FORMAT_COMPRESS_ZSTD;
	char name[PLAN_NAME_MAX], raw[PLAN_NAME_MAX], xxh128[DIGEST128_TEXT];
	struct plan unpacked = s->plan;

	unpacked.compress = FORMAT_COMPRESS_NONE;
	plan_checkpoint_name(&s->plan, k, name);
	plan_checkpoint_name(&unpacked, k, raw);
	digest128_format(e->xxh128, xxh128);
	text_put(t, "{");
	mds_put_columns(t, l);
	text_put(t, ", \"compression\": %s, \"format\": \"mds\", "
	         "\"hashes\": [\"xxh128\"], ", is_packed ? "\"zstd\"" : "null");
	/* Streaming checks the hash of the file that it downloads. */
	put_file(t, "raw_data", raw, l->bytes, is_packed ? NULL : xxh128);
	text_put(t, ", \"samples\": %" PRIu64 ", \"size_limit\": null, "
	         "\"version\": 2, ", e->count);
	if (is_packed)
		put_file(t, "zip_data", name, e->bytes, xxh128);
	else
		text_put(t, "\"zip_data\": null");
	text_put(t, "}");
}

static void put_archive(struct text *t, const struct dataset *s, uint64_t k)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(&s->plan, k, name);
	text_put(t, "{\"url\": \"%s\", \"nsamples\": %" PRIu64
	         ", \"filesize\": %" PRIu64 "}", name, e->count, e->bytes);
}

/* What writing a list needs: too large for the stack. */
struct work {
	struct output out;
	struct mds_layout layout;
	char entry[ENTRY_MAX];
};

static int put_entries(struct work *w, const struct dataset *s,
                       const struct survey *survey, struct diag *d)
{
	uint64_t shards = plan_checkpoints(&s->plan);
	struct text t;

	for (uint64_t k = 0; k < shards; k++) {
		text_begin(&t, w->entry, sizeof w->entry);
		if (s->plan.format == FORMAT_MDS) {
			mds_layout_init(&w->layout, &survey->head,
			                plan_checkpoint_count(&s->plan, k),
			                (enum format_compress)s->plan.compress);
			put_shard(&t, &w->layout, s, k);
		} else {
			put_archive(&t, s, k);
		}
		text_put(&t, "%s\n", k + 1 < shards ? "," : "");
		if (output_put(&w->out, &t, w->entry, d) != 0)
			return -1;
	}
	return output_write(&w->out, "]}\n", 3, d);
}

int shard_index_write(const struct dataset *s, const struct survey *survey,
                      struct diag *d)
{
	const char *start = s->plan.format == FORMAT_MDS ? mds_start
	                                                 : wids_start;
	struct work *w = calloc(1, sizeof *w);
	int result;

	if (w == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	result = output_begin(&w->out, &s->dir,
	                      shard_index_name(s->plan.format), start, d);
	if (result == 0)
		result = put_entries(w, s, survey, d);
	if (result == 0)
		result = output_finish(&w->out, d);
	output_free(&w->out);
	free(w);
	return result;
}
