/* Read an archive by libarchive, from a file descriptor that others share. */
#include "archive/unpack.h"

#include <archive.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fdio.h"

#define BLOCK_BYTES ((size_t)1 << 16)

int unpack_refuse(const struct format_source *s, const char *why,
                  struct diag *d)
{
	return diag_data(d, "%s/%s: %s", s->dir, s->name,
	                 why != NULL ? why : "cannot be read");
}

static int fail(const struct unpack *u, struct diag *d)
{
	return unpack_refuse(u->source, archive_error_string(u->archive), d);
}

/* These three are libarchive's callbacks. */
static la_ssize_t read_block(struct archive *a, void *context,
                             const void **block)
{
	struct unpack *u = context;
	size_t got = 0;
	int error = fdio_read_at(u->source->fd, u->block, BLOCK_BYTES, u->at,
	                         &got);

	if (error != 0) {
		archive_set_error(a, error, "read: %s", strerror(error));
		return -1;
	}
	u->at += got;
	*block = u->block;
	return (la_ssize_t)got;
}

static la_int64_t skip_bytes(struct archive *a, void *context,
                             la_int64_t bytes)
{
	struct unpack *u = context;

	(void)a;
	u->at += (uint64_t)bytes;
	return bytes;
}

static la_int64_t seek_to(struct archive *a, void *context, la_int64_t offset,
                          int whence)
{
	struct unpack *u = context;
	la_int64_t from = whence == SEEK_CUR ? (la_int64_t)u->at : 0;
	struct stat st;

	if (whence == SEEK_END) {
		if (fstat(u->source->fd, &st) != 0) {
			archive_set_error(a, errno, "stat: %s",
			                  strerror(errno));
			return ARCHIVE_FATAL;
		}
		from = (la_int64_t)st.st_size;
	}
	if (offset < -from)
		return ARCHIVE_FATAL;
	u->at = (uint64_t)(from + offset);
	return from + offset;
}

static int support(struct unpack *u, enum unpack_kind kind)
{
	int result = ARCHIVE_OK;

	if (u->source->compress == FORMAT_COMPRESS_ZSTD)
		result = archive_read_support_filter_zstd(u->archive);
	if (result != ARCHIVE_OK)
		return result;
	switch (kind) {
	case UNPACK_ZIP:
		return archive_read_support_format_zip_seekable(u->archive);
	case UNPACK_RAW:
		break;
	}
	return archive_read_support_format_raw(u->archive);
}

int unpack_open(struct unpack *u, const struct format_source *s,
                enum unpack_kind kind, struct diag *d)
{
	*u = (struct unpack){ .source = s, .archive = archive_read_new(),
		              .block = malloc(BLOCK_BYTES) };
	if (u->archive == NULL || u->block == NULL)
		return diag_system(d, ENOMEM, "%s/%s", s->dir, s->name);
	if (support(u, kind) != ARCHIVE_OK ||
	    archive_read_set_read_callback(u->archive, read_block) !=
	        ARCHIVE_OK ||
	    archive_read_set_skip_callback(u->archive, skip_bytes) !=
	        ARCHIVE_OK ||
	    archive_read_set_seek_callback(u->archive, seek_to) !=
	        ARCHIVE_OK ||
	    archive_read_set_callback_data(u->archive, u) != ARCHIVE_OK ||
	    archive_read_open1(u->archive) != ARCHIVE_OK)
		return fail(u, d);
	return 0;
}

void unpack_close(struct unpack *u)
{
	if (u->archive != NULL)
		(void)archive_read_free(u->archive);
	u->archive = NULL;
	free(u->block);
	u->block = NULL;
}

int unpack_next(struct unpack *u, struct archive_entry **entry,
                struct diag *d)
{
	int got = archive_read_next_header(u->archive, entry);

	if (got == ARCHIVE_EOF)
		return 0;
	return got == ARCHIVE_OK ? 1 : fail(u, d);
}

/* Fill DATA from the entry. Returns 0, or -1 with a diag. */
static int fill(struct unpack *u, void *data, size_t size, struct diag *d)
{
	unsigned char *to = data;

	while (size > 0) {
		la_ssize_t n = archive_read_data(u->archive, to, size);

		if (n == 0)
			return unpack_refuse(u->source,
			                     "an array is truncated", d);
		if (n < 0)
			return fail(u, d);
		to += n;
		size -= (size_t)n;
	}
	return 0;
}

int unpack_take(struct unpack *u, void *data, uint64_t size, struct diag *d)
{
	unsigned char waste[16384];

	if (data != NULL)
		return fill(u, data, (size_t)size, d);
	while (size > 0) {
		size_t piece = size < sizeof waste ? (size_t)size
		                                   : sizeof waste;

		if (fill(u, waste, piece, d) != 0)
			return -1;
		size -= piece;
	}
	return 0;
}

int unpack_end(struct unpack *u, struct diag *d)
{
	char more;
	la_ssize_t n = archive_read_data(u->archive, &more, 1);

	if (n < 0)
		return fail(u, d);
	return n == 0 ? 0
	              : unpack_refuse(u->source,
	                              "an array has bytes after its end", d);
}
