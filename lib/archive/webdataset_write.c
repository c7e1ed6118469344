/* Write the records of a segment as a tar archive for WebDataset. */
#include "archive/webdataset.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "archive/bufferedfile.h"
#include "archive/deflater.h"
#include "archive/gzip.h"
#include "archive/spool.h"
#include "archive/webdataset_layout.h"
#include "archive/zstd_stream.h"

struct format_writer {
	const struct format_target *target;
	struct webdataset_layout layout;
	struct bufferedfile file;
	struct zstd_stream *zstd;       /* NULL unless the file is one frame */
	struct deflater_engine *engine; /* NULL unless members are gzip files */
	struct spool packed;            /* a gzip file, whose size comes first */
	struct archive *tar;
	struct archive_entry *entry;
	uint64_t member_left; /* bytes that the member still lacks */
	struct diag *d;       /* of the call that is in progress */
	int has_diag;         /* a callback has filled it in */
	uint64_t added;       /* samples */
	int is_over;          /* nothing of the archive is wanted any more */
};

/* libarchive's callback: bytes of the archive. */
static la_ssize_t take_block(struct archive *a, void *context,
                             const void *data, size_t size)
{
	struct format_writer *w = context;
	int result;

	if (w->is_over)
		return (la_ssize_t)size;
	result = w->zstd != NULL
	             ? zstd_stream_write(w->zstd, data, size, w->d)
	             : bufferedfile_write(&w->file, data, size, w->d);
	if (result == 0)
		return (la_ssize_t)size;
	w->has_diag = 1;
	archive_set_error(a, EIO, "write");
	return -1;
}

/* Report that libarchive failed, unless a callback did. Always returns -1. */
static int fail(struct format_writer *w, struct diag *d)
{
	const char *why = archive_error_string(w->tar);

	if (w->has_diag)
		return -1;
	return diag_system(d, EIO, "%s/%s: %s", w->target->file->dir->path,
	                   w->target->file->name, why != NULL ? why : "tar");
}

/* Let libarchive write the archive in pieces as they come, without padding. */
static int open_tar(struct format_writer *w, struct diag *d)
{
	w->tar = archive_write_new();
	w->entry = archive_entry_new();
	if (w->tar == NULL || w->entry == NULL)
		return diag_system(d, ENOMEM, "%s", w->target->file->name);
	archive_entry_set_filetype(w->entry, AE_IFREG);
	archive_entry_set_perm(w->entry, 0644);
	archive_entry_set_mtime(w->entry, 0, 0);
	w->d = d;
	if (archive_write_set_format_ustar(w->tar) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(w->tar, 0) != ARCHIVE_OK ||
	    archive_write_open(w->tar, w, NULL, take_block, NULL) !=
	        ARCHIVE_OK)
		return fail(w, d);
	return 0;
}

static int open_compression(struct format_writer *w, struct diag *d)
{
	const struct format_target *t = w->target;
	const struct zstd_settings how = {
		.level = t->level,
		.repeat = format_frame_bytes(&t->head->field[0]),
		.size_bytes = ZSTD_STREAM_SIZE_UNKNOWN,
	};

	if (t->compress == FORMAT_COMPRESS_ZSTD)
		return zstd_stream_new(&w->zstd, &how, bufferedfile_sink,
		                       &w->file, d);
	if (t->compress != FORMAT_COMPRESS_GZ)
		return 0;
	w->engine = deflater_engine_new(t->level);
	if (w->engine == NULL)
		return diag_system(d, ENOMEM, "%s", t->file->name);
	return spool_init(&w->packed, t->file->dir, d);
}

int webdataset_create(struct format_writer **out,
                      const struct format_target *t, struct diag *d)
{
	struct format_writer *w = calloc(1, sizeof *w);

	*out = w;
	if (w == NULL)
		return diag_system(d, ENOMEM, "%s", t->file->name);
	w->target = t;
	w->packed.fd = -1;
	webdataset_layout_init(&w->layout, t->head);
	if (bufferedfile_init(&w->file, t->file, d) != 0 ||
	    open_compression(w, d) != 0)
		return -1;
	return open_tar(w, d);
}

void webdataset_free_writer(struct format_writer *w)
{
	if (w == NULL)
		return;
	/* libarchive completes an archive; after archive_write_fail it leaks. */
	w->is_over = 1;
	(void)archive_write_free(w->tar);
	archive_entry_free(w->entry);
	zstd_stream_free(w->zstd);
	deflater_engine_free(w->engine);
	spool_free(&w->packed);
	bufferedfile_free(&w->file);
	free(w);
}

/* Begin member NAME of SIZE bytes. */
static int begin_member(struct format_writer *w, const char *name,
                        uint64_t size, struct diag *d)
{
	archive_entry_set_pathname(w->entry, name);
	archive_entry_set_size(w->entry, (la_int64_t)size);
	w->member_left = size;
	return archive_write_header(w->tar, w->entry) == ARCHIVE_OK
	           ? 0
	           : fail(w, d);
}

/* Add SIZE bytes to the member of CONTEXT, a format_writer. */
static int to_member(void *context, const void *data, size_t size,
                     struct diag *d)
{
	struct format_writer *w = context;

	/* libarchive would cut off what is beyond the member's size. */
	if (archive_write_data(w->tar, data, size) != (la_ssize_t)size)
		return fail(w, d);
	w->member_left -= size;
	return 0;
}

/* libarchive would fill up a member that is short. */
static int end_member(struct format_writer *w, struct diag *d)
{
	return w->member_left == 0
	           ? 0
	           : diag_system(d, EIO, "%s: member size",
	                         w->target->file->name);
}

/* Write a member of SIZE bytes at DATA. */
static int put_member(struct format_writer *w, const char *name,
                      const void *data, size_t size, struct diag *d)
{
	if (begin_member(w, name, size, d) != 0 ||
	    to_member(w, data, size, d) != 0)
		return -1;
	return end_member(w, d);
}

/* Compress the .npy file of array A, whose data are at DATA, into the spool. */
static int pack_array(struct format_writer *w,
                      const struct webdataset_array *a,
                      const unsigned char *data, uint64_t *packed_bytes,
                      struct diag *d)
{
	uint64_t bytes = webdataset_npy_bytes(a);
	size_t chunk = bytes < LZ77_CHUNK_MAX ? (size_t)bytes : LZ77_CHUNK_MAX;
	unsigned char header[GZIP_HEADER_BYTES], trailer[GZIP_TRAILER_BYTES];
	struct deflater s;
	int result;

	spool_empty(&w->packed);
	gzip_header(header);
	if (spool_write(&w->packed, header, sizeof header, d) != 0)
		return -1;
	result = deflater_init(&s, w->engine, chunk,
	                       (size_t)format_repeat(a->field, LZ77_WINDOW),
	                       spool_sink, &w->packed, d);
	if (result == 0)
		result = deflater_write(&s, a->header, a->header_bytes, d);
	if (result == 0)
		result = deflater_write(&s, data, (size_t)a->field->bytes, d);
	if (result == 0)
		result = deflater_finish(&s, d);
	deflater_free(&s);
	if (result != 0)
		return -1;
	*packed_bytes = sizeof header + s.size_out + sizeof trailer;
	gzip_trailer(trailer, s.crc, s.size_in);
	return spool_write(&w->packed, trailer, sizeof trailer, d);
}

/* Write array A of sample INDEX, whose data are at DATA. */
static int put_array(struct format_writer *w, const struct webdataset_array *a,
                     uint64_t index, const unsigned char *data,
                     struct diag *d)
{
	uint64_t bytes = webdataset_npy_bytes(a);
	char name[WEBDATASET_NAME_MAX];
	int is_gzip = w->engine != NULL, result;

	webdataset_name(name, index, a->field->name,
	                is_gzip ? ".npy.gz" : ".npy");
	if (is_gzip && pack_array(w, a, data, &bytes, d) != 0)
		return -1;
	result = begin_member(w, name, bytes, d);
	if (result == 0 && is_gzip)
		result = spool_drain(&w->packed, to_member, w, d);
	else if (result == 0 &&
	         (result = to_member(w, a->header, a->header_bytes, d)) == 0)
		result = to_member(w, data, (size_t)a->field->bytes, d);
	return result == 0 ? end_member(w, d) : -1;
}

/* Write what is known of sample INDEX without its arrays. */
static int put_scalars(struct format_writer *w, uint64_t index, uint64_t hash,
                       const unsigned char *payload, struct diag *d)
{
	const struct webdataset_layout *l = &w->layout;
	char name[WEBDATASET_NAME_MAX], json[WEBDATASET_JSON_MAX];
	char label[WEBDATASET_NUMBER_MAX];
	struct webdataset_scalars s = { { { 0 } } };
	size_t bytes;

	for (unsigned i = 0; i < l->head->fields; i++) {
		const struct record_field *f = &l->head->field[i];

		if (webdataset_in_json(f))
			memcpy(s.bytes[i], payload + f->offset,
			       (size_t)f->bytes);
	}
	bytes = webdataset_json(json, l, index, hash, &s);
	webdataset_name(name, index, "json", "");
	if (put_member(w, name, json, bytes, d) != 0)
		return -1;
	if (l->label == NULL)
		return 0;
	bytes = webdataset_number(label, l->label, payload + l->label->offset);
	webdataset_name(name, index, l->label->name, ".cls");
	return put_member(w, name, label, bytes, d);
}

int webdataset_add(struct format_writer *w, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d)
{
	w->d = d;
	if (put_scalars(w, index, hash, payload, d) != 0)
		return -1;
	for (unsigned i = 0; i < w->layout.arrays; i++) {
		const struct webdataset_array *a = &w->layout.array[i];

		if (put_array(w, a, index, payload + a->field->offset, d) != 0)
			return -1;
	}
	w->added++;
	return 0;
}

int webdataset_finish(struct format_writer *w, struct diag *d)
{
	w->d = d;
	if (archive_write_close(w->tar) != ARCHIVE_OK)
		return fail(w, d);
	w->is_over = 1;
	if (w->zstd != NULL && zstd_stream_finish(w->zstd, d) != 0)
		return -1;
	return bufferedfile_flush(&w->file, d);
}

double webdataset_missing_bytes(const struct format_writer *w)
{
	double done = (double)bufferedfile_bytes(&w->file);
	uint64_t left = w->target->head->count - w->added;

	return w->added > 0 ? done / (double)w->added * (double)left : 0;
}
