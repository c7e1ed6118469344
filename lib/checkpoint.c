/* The writing side of checkpoint.h. */
#include "checkpoint.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "npy.h"
#include "spool.h"

#define MEMBER_NAME_MAX (RECORD_NAME_MAX + 8)
#define READ_BLOCK 65536

struct checkpoint {
	struct atomicfile file;
	const struct record_head *head;
	struct archive *archive;
	struct digest *file_hash, *content;
	uint64_t bytes; /* of the file so far */
	uint64_t added; /* samples so far */
	/* fields but the first, then index and hash */
	struct spool spool[RECORD_FIELDS_MAX + 1];
	unsigned spools;
	struct diag io; /* what the write callback met */
	int io_failed, abandoned;
};

/*
 * The archive library's output: hashed, counted, to the temporary file. It
 * is never told of a failure: it would not free what a failed archive holds.
 */
static la_ssize_t on_write(struct archive *a, void *context,
                           const void *data, size_t size)
{
	struct checkpoint *c = context;

	(void)a;
	if (c->io_failed || c->abandoned)
		return (la_ssize_t)size;
	if (atomicfile_write(&c->file, data, size, &c->io) != 0)
		c->io_failed = 1;
	digest_update(c->file_hash, data, size);
	c->bytes += size;
	return (la_ssize_t)size;
}

/* What the archive library says, or what its callback met. */
static int archive_fail(struct checkpoint *c, struct diag *d)
{
	const char *why = archive_error_string(c->archive);

	if (c->io_failed) {
		*d = c->io;
		return -1;
	}
	(void)diag_system(d, ENOMEM, "archive");
	(void)snprintf(d->message, sizeof d->message, "%s/%s: archive: %s",
	               c->file.dir->path, c->file.name,
	               why != NULL ? why : "failed");
	return -1;
}

static int open_archive(struct checkpoint *c, int level, struct diag *d)
{
	struct archive *a = archive_write_new();
	char text[2] = { (char)('0' + level), '\0' };

	c->archive = a;
	if (a == NULL)
		return diag_system(d, ENOMEM, "%s", c->file.name);
	if (archive_write_set_format_zip(a) != ARCHIVE_OK ||
	    archive_write_set_format_option(a, "zip", "compression",
	                                    level > 0 ? "deflate" : "store") !=
	        ARCHIVE_OK ||
	    (level > 0 &&
	     archive_write_set_format_option(a, "zip", "compression-level",
	                                     text) != ARCHIVE_OK) ||
	    /* no padding of the last block */
	    archive_write_set_bytes_per_block(a, READ_BLOCK) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(a, 1) != ARCHIVE_OK ||
	    archive_write_open2(a, c, NULL, on_write, NULL, NULL) != ARCHIVE_OK)
		return archive_fail(c, d);
	return 0;
}

static int put(void *context, const void *data, size_t size, struct diag *d)
{
	struct checkpoint *c = context;
	const unsigned char *p = data;

	while (size > 0) {
		la_ssize_t n = archive_write_data(c->archive, p, size);

		if (n <= 0 || c->io_failed)
			return archive_fail(c, d);
		p += n;
		size -= (size_t)n;
	}
	return 0;
}

/*
 * Begin member NAME.npy: entry header with its size declared, which spares
 * zip64, and no time, which would be stamped in local time; then the .npy
 * header of the stacked array.
 */
static int begin_member(struct checkpoint *c, const char *name,
                        const char *dtype, uint64_t item_bytes,
                        unsigned dims, const uint64_t *shape, struct diag *d)
{
	uint64_t stacked[RECORD_DIMS_MAX + 1] = { c->head->count };
	char member[MEMBER_NAME_MAX], header[NPY_HEADER_MAX];
	struct archive_entry *entry = archive_entry_new();
	size_t length;
	int result;

	if (entry == NULL)
		return diag_system(d, ENOMEM, "%s", c->file.name);
	if (dims > 0)
		memcpy(stacked + 1, shape, dims * sizeof *shape);
	length = npy_header(header, dtype, dims + 1, stacked);
	(void)snprintf(member, sizeof member, "%s.npy", name);
	archive_entry_set_pathname(entry, member);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_uid(entry, 0);
	archive_entry_set_gid(entry, 0);
	archive_entry_set_size(entry, (la_int64_t)(length + item_bytes *
	                                           c->head->count));
	result = archive_write_header(c->archive, entry) == ARCHIVE_OK &&
	                 !c->io_failed
	             ? 0
	             : archive_fail(c, d);
	archive_entry_free(entry);
	return result == 0 ? put(c, header, length, d) : -1;
}

static int begin_field(struct checkpoint *c, unsigned i, struct diag *d)
{
	const struct record_field *f = &c->head->field[i];

	return begin_member(c, f->name, f->dtype, f->bytes, f->dims, f->shape,
	                    d);
}

int checkpoint_create(struct checkpoint **out, const struct directory *dir,
                      const char *name, const struct record_head *head,
                      int level, struct diag *d)
{
	struct checkpoint *c = calloc(1, sizeof *c);

	*out = c;
	if (c == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	c->file.fd = -1;
	c->head = head;
	c->file_hash = digest_new();
	c->content = digest_new();
	if (c->file_hash == NULL || c->content == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	digest_reset128(c->file_hash);
	if (atomicfile_create(&c->file, dir, name, d) != 0 ||
	    open_archive(c, level, d) != 0)
		return -1;
	for (; c->spools < head->fields + 1; c->spools++)
		if (spool_init(&c->spool[c->spools], dir, d) != 0)
			return -1;
	return begin_field(c, 0, d);
}

void checkpoint_free(struct checkpoint *c)
{
	if (c == NULL)
		return;
	c->abandoned = 1; /* freeing finishes the archive: to nowhere */
	if (c->archive != NULL)
		(void)archive_write_free(c->archive);
	for (unsigned i = 0; i < c->spools; i++)
		spool_free(&c->spool[i]);
	atomicfile_abandon(&c->file);
	digest_free(c->file_hash);
	digest_free(c->content);
	free(c);
}

int checkpoint_add(struct checkpoint *c, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d)
{
	const struct record_field *f = c->head->field;
	unsigned char word[8];

	if (put(c, payload + f[0].offset, (size_t)f[0].bytes, d) != 0)
		return -1;
	for (unsigned i = 1; i < c->head->fields; i++)
		if (spool_write(&c->spool[i - 1], payload + f[i].offset,
		                (size_t)f[i].bytes, d) != 0)
			return -1;
	bytes_put64(word, index);
	if (spool_write(&c->spool[c->spools - 2], word, 8, d) != 0)
		return -1;
	bytes_put64(word, hash);
	if (spool_write(&c->spool[c->spools - 1], word, 8, d) != 0)
		return -1;
	digest_update64(c->content, hash);
	c->added++;
	return 0;
}

int checkpoint_finish(struct checkpoint *c, struct checkpoint_summary *out,
                      struct diag *d)
{
	/* The library would close a member that is too short in silence. */
	if (c->added != c->head->count)
		return diag_data(d, "%s/%s: %" PRIu64 " samples of %" PRIu64,
		                 c->file.dir->path, c->file.name, c->added,
		                 c->head->count);
	for (unsigned i = 1; i < c->head->fields; i++)
		if (begin_field(c, i, d) != 0 ||
		    spool_drain(&c->spool[i - 1], put, c, d) != 0)
			return -1;
	if (begin_member(c, CHECKPOINT_INDEX, "<i8", 8, 0, NULL, d) != 0 ||
	    spool_drain(&c->spool[c->spools - 2], put, c, d) != 0 ||
	    begin_member(c, CHECKPOINT_HASH, "<u8", 8, 0, NULL, d) != 0 ||
	    spool_drain(&c->spool[c->spools - 1], put, c, d) != 0)
		return -1;
	if (archive_write_close(c->archive) != ARCHIVE_OK || c->io_failed)
		return archive_fail(c, d);
	out->xxh128 = digest_result128(c->file_hash);
	out->bytes = c->bytes;
	out->content = digest_result64(c->content);
	return 0;
}

double checkpoint_missing_bytes(const struct checkpoint *c)
{
	double rest = (double)(c->head->count - c->added), so_far;

	if (c->added == 0)
		return rest * (double)c->head->payload_bytes;
	so_far = (double)c->bytes / (double)c->added;
	/* The other arrays stand there twice while they are copied. */
	for (unsigned i = 0; i < c->spools; i++)
		so_far += (double)(c->spool[i].filed + c->spool[i].used) /
		          (double)c->added;
	if (rest > 0)
		return rest * so_far;
	return so_far * (double)c->added - (double)c->bytes;
}

struct atomicfile *checkpoint_file(struct checkpoint *c)
{
	return &c->file;
}
