/* Read the records of a shard of MosaicML Streaming, and accept no other. */
#include "archive/mds.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "archive/field_list.h"
#include "archive/input.h"
#include "archive/mds_layout.h"
#include "base/bytes.h"

#define OFFSETS_PIECE 4096 /* bytes of offsets compared at once */

struct format_reader {
	const struct format_source *source;
	struct record_head *head; /* the fields found; the caller's */
	struct input in;
	struct mds_layout layout;
};

static int fail(const struct format_reader *r, const char *why, struct diag *d)
{
	return unpack_refuse(r->source, why, d);
}

/*
 * The offsets come before the configuration, which tells what they must be. So
 * read the first two of them, at DATA, on trust. Returns 0, or -1 with a diag.
 */
static int guess_layout(struct format_reader *r, const unsigned char *data,
                        struct diag *d)
{
	struct mds_layout *l = &r->layout;
	uint64_t count = r->source->count, before = MDS_OFFSETS_BYTES(count);
	uint64_t first = bytes_get32(data + 4), second = bytes_get32(data + 8);

	if (bytes_get32(data) != count)
		return fail(r, "does not have the planned number of samples",
		            d);
	if (first <= before || first - before >= MDS_CONFIG_MAX ||
	    second <= first)
		return fail(r, "its offsets are not as vg writes them", d);
	l->config_bytes = (size_t)(first - before);
	l->samples_offset = first;
	l->sample_bytes = second - first;
	return 0;
}

/* Read what is before the configuration. Returns 0, or -1 with a diag. */
static int read_offsets(struct format_reader *r, struct diag *d)
{
	unsigned char data[OFFSETS_PIECE], wanted[OFFSETS_PIECE];
	uint64_t count = r->source->count, from = 0;
	uint64_t left = MDS_OFFSETS_BYTES(count);

	while (left > 0) {
		size_t piece = left < sizeof data ? (size_t)left : sizeof data;

		if (input_take(&r->in, data, piece, d) != 0 ||
		    (from == 0 && guess_layout(r, data, d) != 0))
			return -1;
		mds_offsets(&r->layout, count, from, wanted, piece);
		if (memcmp(data, wanted, piece) != 0)
			return fail(r, "its offsets are not as vg writes them",
			            d);
		from += piece / 4;
		left -= piece;
	}
	return 0;
}

/* Find the fields in CONFIG and lay out a shard of them; they must agree. */
static int check_config(struct format_reader *r, const char *config,
                        struct diag *d)
{
	const struct format_source *s = r->source;
	const struct mds_layout *l = &r->layout;
	uint64_t offset = l->samples_offset, bytes = l->sample_bytes;

	if (field_list_parse(config, r->head, d) != 0)
		return diag_within(d, "%s/%s", s->dir, s->name);
	if (format_expect_all(s, r->head, d) != 0)
		return -1;
	mds_layout_init(&r->layout, r->head, s->count, s->compress);
	if (strcmp(config, l->config) != 0 || l->samples_offset != offset ||
	    l->sample_bytes != bytes || l->bytes > MDS_BYTES_MAX)
		return fail(r, "its configuration is not as vg writes it", d);
	return 0;
}

static int read_config(struct format_reader *r, struct diag *d)
{
	size_t size = r->layout.config_bytes;
	char config[MDS_CONFIG_MAX];

	if (input_take(&r->in, config, size, d) != 0)
		return -1;
	config[size] = '\0';
	if (strlen(config) != size)
		return fail(r, "its configuration has a NUL", d);
	return check_config(r, config, d);
}

static int mds_open(struct format_reader **out, const struct format_source *s,
                    struct record_head *head, struct diag *d)
{
	struct format_reader *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return diag_system(d, ENOMEM, "%s/%s", s->dir, s->name);
	r->source = s;
	r->head = head;
	if (s->count == 0 || MDS_OFFSETS_BYTES(s->count) > MDS_BYTES_MAX)
		return fail(r, "does not have the planned number of samples",
		            d);
	if (input_open(&r->in, s, d) != 0 || read_offsets(r, d) != 0 ||
	    read_config(r, d) != 0)
		return -1;
	if (input_check_window(&r->in, head->payload_bytes, d) != 0)
		return -1;
	return input_check_size(&r->in, r->layout.bytes, d);
}

static void mds_close_reader(struct format_reader *r)
{
	if (r == NULL)
		return;
	input_close(&r->in);
	free(r);
}

static int mds_read(struct format_reader *r, uint64_t wanted, uint64_t *index,
                    uint64_t *hash, unsigned char *payload, struct diag *d)
{
	unsigned char word[RECORD_HEADER_FIELDS][RECORD_HEADER_FIELD_BYTES];

	for (unsigned i = 0; i < r->layout.columns; i++) {
		const struct mds_column *c = &r->layout.column[i];
		unsigned char *to = NULL;

		if (c->is_header)
			to = word[c->number];
		else if (payload != NULL && (wanted >> c->number & 1) != 0)
			to = payload + c->field->offset;
		if (input_take(&r->in, to, c->field->bytes, d) != 0)
			return -1;
	}
	*index = bytes_get64(word[RECORD_HEADER_INDEX]);
	*hash = bytes_get64(word[RECORD_HEADER_HASH]);
	return 0;
}

static int mds_end(struct format_reader *r, struct diag *d)
{
	return input_end(&r->in, d);
}

const struct format mds_format = {
	.create = mds_create,
	.free_writer = mds_free_writer,
	.add = mds_add,
	.finish = mds_finish,
	.missing_bytes = mds_missing_bytes,
	.open = mds_open,
	.close_reader = mds_close_reader,
	.read = mds_read,
	.end = mds_end,
};
