/* Write the records of a segment as a shard of MosaicML Streaming. */
#include "archive/mds.h"

#include <errno.h>
#include <stdlib.h>

#include "archive/bufferedfile.h"
#include "archive/mds_layout.h"
#include "archive/zstd_stream.h"
#include "base/bytes.h"
#include "base/number.h"

#define OFFSETS_PIECE 4096 /* bytes of offsets written at once */

/* All sizes are known, so the shard is written from its beginning to its end. */
struct format_writer {
	const struct format_target *target;
	struct mds_layout layout;
	struct bufferedfile file;
	struct zstd_stream *zstd; /* NULL unless the file is compressed */
	uint64_t added;           /* samples */
};

/* Append SIZE bytes to the shard. */
static int put(struct format_writer *w, const void *data, size_t size,
               struct diag *d)
{
	return w->zstd != NULL ? zstd_stream_write(w->zstd, data, size, d)
	                       : bufferedfile_write(&w->file, data, size, d);
}

static int put_offsets(struct format_writer *w, struct diag *d)
{
	uint64_t count = w->target->head->count;
	uint64_t left = MDS_OFFSETS_BYTES(count), from = 0;
	unsigned char data[OFFSETS_PIECE];

	while (left > 0) {
		size_t piece = left < sizeof data ? (size_t)left : sizeof data;

		mds_offsets(&w->layout, count, from, data, piece);
		if (put(w, data, piece, d) != 0)
			return -1;
		from += piece / 4;
		left -= piece;
	}
	return 0;
}

/* Report that the shard would be too large. Always returns -1. */
static int refuse(const struct format_writer *w, struct diag *d)
{
	char size[NUMBER_BYTES_MAX];

	number_format_bytes((double)w->layout.bytes, size);
	return diag_invalid(d, "%s/%s: would unpack to %s; mds needs less "
	                    "than 4 GiB: plan a smaller interval",
	                    w->target->file->dir->path, w->target->file->name,
	                    size);
}

int mds_create(struct format_writer **out, const struct format_target *t,
               struct diag *d)
{
	struct format_writer *w = calloc(1, sizeof *w);
	struct zstd_settings how = {
		.level = t->level,
		.repeat = format_frame_bytes(&t->head->field[0]),
	};

	*out = w;
	if (w == NULL)
		return diag_system(d, ENOMEM, "%s", t->file->name);
	w->target = t;
	mds_layout_init(&w->layout, t->head, t->head->count, t->compress);
	if (w->layout.bytes > MDS_BYTES_MAX)
		return refuse(w, d);
	how.size_bytes = w->layout.bytes;
	if (bufferedfile_init(&w->file, t->file, d) != 0)
		return -1;
	if (t->compress == FORMAT_COMPRESS_ZSTD &&
	    zstd_stream_new(&w->zstd, &how, bufferedfile_sink, &w->file, d) !=
	        0)
		return -1;
	if (put_offsets(w, d) != 0)
		return -1;
	return put(w, w->layout.config, w->layout.config_bytes, d);
}

void mds_free_writer(struct format_writer *w)
{
	if (w == NULL)
		return;
	zstd_stream_free(w->zstd);
	bufferedfile_free(&w->file);
	free(w);
}

int mds_add(struct format_writer *w, uint64_t index, uint64_t hash,
            const unsigned char *payload, struct diag *d)
{
	unsigned char word[RECORD_HEADER_FIELDS][RECORD_HEADER_FIELD_BYTES];

	bytes_put64(word[RECORD_HEADER_INDEX], index);
	bytes_put64(word[RECORD_HEADER_HASH], hash);
	for (unsigned i = 0; i < w->layout.columns; i++) {
		const struct mds_column *c = &w->layout.column[i];
		const unsigned char *data = c->is_header
		                                ? word[c->number]
		                                : payload + c->field->offset;

		if (put(w, data, (size_t)c->field->bytes, d) != 0)
			return -1;
	}
	w->added++;
	return 0;
}

int mds_finish(struct format_writer *w, struct diag *d)
{
	if (w->zstd != NULL && zstd_stream_finish(w->zstd, d) != 0)
		return -1;
	return bufferedfile_flush(&w->file, d);
}

double mds_missing_bytes(const struct format_writer *w)
{
	double done = (double)bufferedfile_bytes(&w->file);
	uint64_t left = w->target->head->count - w->added;

	return w->added > 0 ? done / (double)w->added * (double)left : 0;
}
