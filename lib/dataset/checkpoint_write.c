/* Write the arrays of a segment as an archive. */
#include "dataset/checkpoint_write.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "archive/deflater.h"
#include "archive/npy.h"
#include "archive/zipfile.h"
#include "base/bytes.h"
#include "dataset/spool.h"

#define ARRAYS_MAX (RECORD_FIELDS_MAX + RECORD_HEADER_FIELDS)

/* Bytes compressed at once: of the first array, and of each other array. */
#define FIRST_CHUNK LZ77_CHUNK_MAX
#define OTHER_CHUNK ((size_t)1 << 16)

_Static_assert(ARRAYS_MAX <= ZIPFILE_MEMBERS_MAX &&
               RECORD_NAME_MAX + 4 <= ZIPFILE_NAME_MAX,
               "every record must fit into an archive");

/* One array of the archive. */
struct array {
	const struct record_field *field;
	uint64_t total;     /* bytes of its .npy file */
	struct deflater deflater;
	struct spool spool; /* compressed bytes; not used by the first array */
};

struct checkpoint {
	struct atomicfile file;
	const struct record_head *head;
	enum zipfile_method method;
	struct zipfile zip;
	struct deflater_engine *engine;
	struct digest *content;
	uint64_t added; /* samples so far */
	int is_complete; /* all arrays are in the archive */
	struct array array[ARRAYS_MAX];
	unsigned arrays;
};

static int to_archive(void *context, const void *data, size_t size,
                      struct diag *d)
{
	return zipfile_write(context, data, size, d);
}

static int to_spool(void *context, const void *data, size_t size,
                    struct diag *d)
{
	return spool_write(context, data, size, d);
}

/*
 * The distance at which an array is likely to repeat: the step along its first
 * axis that is within deflate's window, such as a frame of a video, or a whole
 * sample of a scalar.
 */
static size_t repeat_of(const struct record_field *f)
{
	uint64_t bytes = f->bytes;

	for (unsigned i = 0; i < f->dims; i++)
		if (i == 0 || bytes > LZ77_WINDOW)
			bytes /= f->shape[i];
	return bytes <= LZ77_WINDOW ? (size_t)bytes : 0;
}

/*
 * The same for the first array, usually videos: a frame, its last three axes,
 * or all but the first, if that is beyond the window and worth the memory.
 */
static size_t first_repeat_of(const struct record_field *f)
{
	uint64_t bytes = f->bytes;

	for (unsigned i = 0; i < f->dims; i++)
		if (i == 0 || i + 3 < f->dims)
			bytes /= f->shape[i];
	return bytes > LZ77_WINDOW && bytes <= LZ77_FRAME_MAX
	               ? (size_t)bytes
	               : repeat_of(f);
}

static int begin_member(struct checkpoint *c, const struct array *a,
                        struct diag *d)
{
	char member[ZIPFILE_NAME_MAX];

	(void)snprintf(member, sizeof member, "%s.npy", a->field->name);
	return zipfile_begin(&c->zip, member, c->method, a->total, d);
}

/* Begin the array of FIELD, with the header of its .npy file. */
static int begin_array(struct checkpoint *c, const struct record_field *field,
                       struct diag *d)
{
	struct array *a = &c->array[c->arrays];
	int is_first = c->arrays == 0;
	uint64_t stacked[RECORD_DIMS_MAX + 1] = { c->head->count };
	char header[NPY_HEADER_MAX];
	size_t length;

	for (unsigned i = 0; i < field->dims; i++)
		stacked[i + 1] = field->shape[i];
	length = npy_header(header, field->dtype, field->dims + 1, stacked);
	a->field = field;
	a->total = length + field->bytes * c->head->count;
	a->spool.fd = -1;
	c->arrays++;
	if (!is_first && spool_init(&a->spool, c->file.dir, d) != 0)
		return -1;
	if (deflater_init(&a->deflater, c->engine,
	                  is_first ? FIRST_CHUNK : OTHER_CHUNK,
	                  is_first ? first_repeat_of(field) : repeat_of(field),
	                  is_first ? to_archive : to_spool,
	                  is_first ? (void *)&c->zip : (void *)&a->spool,
	                  d) != 0)
		return -1;
	if (is_first && begin_member(c, a, d) != 0)
		return -1;
	return deflater_write(&a->deflater, header, length, d);
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
	c->method = level > 0 ? ZIPFILE_DEFLATED : ZIPFILE_STORED;
	c->content = digest_new();
	c->engine = deflater_engine_new(level);
	if (c->content == NULL || c->engine == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	if (atomicfile_create(&c->file, dir, name, d) != 0 ||
	    zipfile_init(&c->zip, &c->file, d) != 0)
		return -1;
	for (unsigned i = 0; i < head->fields; i++)
		if (begin_array(c, &head->field[i], d) != 0)
			return -1;
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		if (begin_array(c, record_header_field(i), d) != 0)
			return -1;
	return 0;
}

void checkpoint_free(struct checkpoint *c)
{
	if (c == NULL)
		return;
	for (unsigned i = 0; i < c->arrays; i++) {
		deflater_free(&c->array[i].deflater);
		spool_free(&c->array[i].spool);
	}
	deflater_engine_free(c->engine);
	zipfile_free(&c->zip);
	atomicfile_abandon(&c->file);
	digest_free(c->content);
	free(c);
}

int checkpoint_room(struct checkpoint *c, unsigned char **room,
                    struct diag *d)
{
	return deflater_room(&c->array[0].deflater,
	                     (size_t)c->head->payload_bytes, room, d);
}

int checkpoint_add(struct checkpoint *c, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d)
{
	const uint64_t word[RECORD_HEADER_FIELDS] = {
		[RECORD_HEADER_INDEX] = index,
		[RECORD_HEADER_HASH] = hash,
	};
	unsigned fields = c->head->fields;
	unsigned char bytes[RECORD_HEADER_FIELD_BYTES];

	for (unsigned i = 0; i < fields; i++) {
		const struct record_field *f = &c->head->field[i];

		if (deflater_write(&c->array[i].deflater, payload + f->offset,
		                   (size_t)f->bytes, d) != 0)
			return -1;
	}
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++) {
		bytes_put64(bytes, word[i]);
		if (deflater_write(&c->array[fields + i].deflater, bytes,
		                   sizeof bytes, d) != 0)
			return -1;
	}
	digest_update64(c->content, hash);
	c->added++;
	return 0;
}

/* End array I and, unless it is the first, copy it from its spool. */
static int finish_array(struct checkpoint *c, unsigned i, struct diag *d)
{
	struct array *a = &c->array[i];

	if (deflater_finish(&a->deflater, d) != 0)
		return -1;
	if (i > 0 && (begin_member(c, a, d) != 0 ||
	              spool_drain(&a->spool, to_archive, &c->zip, d) != 0))
		return -1;
	return zipfile_end(&c->zip, a->deflater.crc, d);
}

int checkpoint_finish(struct checkpoint *c, struct checkpoint_summary *out,
                      struct diag *d)
{
	if (c->added != c->head->count)
		return diag_data(d, "%s/%s: has only %" PRIu64 " of %" PRIu64
		                 " samples", c->file.dir->path, c->file.name,
		                 c->added, c->head->count);
	for (unsigned i = 0; i < c->arrays; i++)
		if (finish_array(c, i, d) != 0)
			return -1;
	c->is_complete = 1;
	out->content = digest_result64(c->content);
	return zipfile_finish(&c->zip, &out->xxh128, &out->bytes, d);
}

double checkpoint_missing_bytes(const struct checkpoint *c)
{
	double missing = -(double)zipfile_bytes(&c->zip);

	if (c->is_complete || c->array[0].deflater.size_in == 0)
		return 0;
	for (unsigned i = 0; i < c->arrays; i++) {
		const struct array *a = &c->array[i];
		double whole = (double)a->total;

		if (a->deflater.size_in > 0)
			whole *= (double)a->deflater.size_out /
			         (double)a->deflater.size_in;
		missing += whole;
		/* While a spool is copied, its file needs space too. */
		if (whole > SPOOL_BUFFER_BYTES && i > 0)
			missing += whole - (double)a->spool.flushed;
	}
	return missing > 0 ? missing : 0;
}

struct atomicfile *checkpoint_file(struct checkpoint *c)
{
	return &c->file;
}
