/* Write the records of a segment as an .npz archive. */
#include "archive/npz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "archive/crc32.h"
#include "archive/deflater.h"
#include "archive/npy.h"
#include "archive/spool.h"
#include "archive/zipfile.h"
#include "base/bytes.h"

/* Bytes compressed at once of each array but the first. */
#define OTHER_CHUNK ((size_t)1 << 16)

_Static_assert(RECORD_ARRAYS_MAX <= ZIPFILE_MEMBERS_MAX &&
               RECORD_NAME_MAX + 4 <= ZIPFILE_NAME_MAX,
               "every record must fit into an archive");

/* One array of the archive. */
struct array {
	const struct record_field *field;
	uint64_t total;     /* bytes of its .npy file */
	size_t header;      /* any_count: bytes of its header, else 0 */
	struct deflater deflater;
	struct spool spool; /* compressed bytes; not used by the first array */
};

/*
 * The first field goes straight to the archive, the others wait in spools; all
 * are compressed.
 */
struct format_writer {
	const struct format_target *target;
	enum zipfile_method method;
	struct zipfile zip;
	struct deflater_engine *engine;
	int is_complete; /* all arrays are in the archive */
	struct array array[RECORD_ARRAYS_MAX];
	unsigned arrays;
	uint64_t added; /* samples */
};

/* A block of deflate that is not compressed and not the last: RFC 1951, 3.2.4. */
#define STORED_BLOCK 5

static int to_archive(void *context, const void *data, size_t size,
                      struct diag *d)
{
	return zipfile_write(context, data, size, d);
}

/*
 * Where the first array, usually videos, repeats: at a frame, even if that is
 * beyond the window, as long as it is worth the memory.
 */
static size_t first_repeat(const struct record_field *f)
{
	uint64_t frame = format_frame_bytes(f);

	return (size_t)(frame > LZ77_WINDOW && frame <= LZ77_FRAME_MAX
	                    ? frame
	                    : format_repeat(f, LZ77_WINDOW));
}

/* The bytes of the first array, which repeats at REPEAT, compressed at once. */
static size_t first_chunk(size_t repeat)
{
	return repeat > LZ77_WINDOW ? LZ77_FRAMES_CHUNK_MAX : LZ77_CHUNK_MAX;
}

static int begin_member(struct format_writer *w, const struct array *a,
                        struct diag *d)
{
	char member[ZIPFILE_NAME_MAX];

	(void)snprintf(member, sizeof member, "%s.npy", a->field->name);
	return zipfile_begin(&w->zip, member, w->method, a->total, d);
}

/*
 * With any_count, the header of A for the samples so far, of the length that is
 * enough for any count, and in a block of its own where the member is deflated,
 * so that it can be overwritten. Returns the size of all.
 */
static size_t loose_header(char text[STORED_BLOCK + NPY_HEADER_MAX],
                           const struct format_writer *w, const struct array *a)
{
	unsigned char *block = (unsigned char *)text;
	size_t at = w->method == ZIPFILE_DEFLATED ? STORED_BLOCK : 0;

	if (at > 0) {
		block[0] = 0;
		bytes_put16(block + 1, (uint16_t)a->header);
		bytes_put16(block + 3, (uint16_t)~a->header);
	}
	return at + npy_stacked_header(text + at, a->header, a->field,
	                               w->added);
}

/* Write the header of A with the samples so far. */
static int put_loose_header(struct format_writer *w, const struct array *a,
                            struct diag *d)
{
	char text[STORED_BLOCK + NPY_HEADER_MAX];
	size_t size = loose_header(text, w, a);

	return zipfile_write(&w->zip, text, size, d);
}

/* Begin the array of FIELD, with the header of its .npy file. */
static int begin_array(struct format_writer *w,
                       const struct record_field *field, struct diag *d)
{
	struct array *a = &w->array[w->arrays];
	uint64_t count = w->target->head->count;
	int is_first = w->arrays == 0;
	char header[NPY_HEADER_MAX];
	size_t length = npy_stacked_header(header, 0, field, count);

	a->field = field;
	a->total = length + field->bytes * count;
	a->spool.fd = -1;
	w->arrays++;
	if (!is_first && spool_init(&a->spool, w->target->file->dir, d) != 0)
		return -1;
	if (deflater_init(&a->deflater, w->engine,
	                  is_first ? first_chunk(first_repeat(field))
	                           : OTHER_CHUNK,
	                  is_first ? first_repeat(field)
	                           : (size_t)format_repeat(field, LZ77_WINDOW),
	                  is_first ? to_archive : spool_sink,
	                  is_first ? (void *)&w->zip : (void *)&a->spool,
	                  d) != 0)
		return -1;
	if (w->target->any_count) {
		a->header = npy_stacked_header(header, 0, field,
		                               RECORD_COUNT_MAX);
		a->total = ZIPFILE_SIZE_LATER;
	}
	if (is_first && begin_member(w, a, d) != 0)
		return -1;
	if (w->target->any_count)
		return is_first ? put_loose_header(w, a, d) : 0;
	return deflater_write(&a->deflater, header, length, d);
}

int npz_create(struct format_writer **out, const struct format_target *t,
               struct diag *d)
{
	struct format_writer *w = calloc(1, sizeof *w);
	int is_packed = t->compress == FORMAT_COMPRESS_DEFLATE;

	*out = w;
	if (w == NULL)
		return diag_system(d, ENOMEM, "%s", t->file->name);
	w->target = t;
	w->method = is_packed ? ZIPFILE_DEFLATED : ZIPFILE_STORED;
	w->engine = deflater_engine_new(is_packed ? t->level : 0);
	if (w->engine == NULL)
		return diag_system(d, ENOMEM, "%s", t->file->name);
	if (zipfile_init(&w->zip, t->file, d) != 0)
		return -1;
	for (unsigned i = 0; i < t->head->fields; i++)
		if (begin_array(w, &t->head->field[i], d) != 0)
			return -1;
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++)
		if (begin_array(w, record_header_field(i), d) != 0)
			return -1;
	return 0;
}

void npz_free_writer(struct format_writer *w)
{
	if (w == NULL)
		return;
	for (unsigned i = 0; i < w->arrays; i++) {
		deflater_free(&w->array[i].deflater);
		spool_free(&w->array[i].spool);
	}
	deflater_engine_free(w->engine);
	zipfile_free(&w->zip);
	free(w);
}

int npz_room(struct format_writer *w, unsigned char **room, struct diag *d)
{
	return deflater_room(&w->array[0].deflater,
	                     (size_t)w->target->head->payload_bytes, room, d);
}

int npz_add(struct format_writer *w, uint64_t index, uint64_t hash,
            const unsigned char *payload, struct diag *d)
{
	const uint64_t word[RECORD_HEADER_FIELDS] = {
		[RECORD_HEADER_INDEX] = index,
		[RECORD_HEADER_HASH] = hash,
	};
	unsigned fields = w->target->head->fields;
	unsigned char bytes[RECORD_HEADER_FIELD_BYTES];

	for (unsigned i = 0; i < fields; i++) {
		const struct record_field *f = w->array[i].field;

		if (deflater_write(&w->array[i].deflater, payload + f->offset,
		                   (size_t)f->bytes, d) != 0)
			return -1;
	}
	for (unsigned i = 0; i < RECORD_HEADER_FIELDS; i++) {
		bytes_put64(bytes, word[i]);
		if (deflater_write(&w->array[fields + i].deflater, bytes,
		                   sizeof bytes, d) != 0)
			return -1;
	}
	w->added++;
	return 0;
}

/*
 * End array I, whose header is written now that the number of samples is known:
 * over that of the first array, and before the others come from their spools.
 */
static int finish_loose(struct format_writer *w, unsigned i, struct diag *d)
{
	struct array *a = &w->array[i];
	char text[STORED_BLOCK + NPY_HEADER_MAX];
	size_t size = loose_header(text, w, a);
	uint32_t crc = crc32_add(0, text + size - a->header, a->header);

	if (deflater_finish(&a->deflater, d) != 0)
		return -1;
	a->total = a->header + a->deflater.size_in;
	crc = (uint32_t)crc32_combine(crc, a->deflater.crc,
	                              (z_off_t)a->deflater.size_in);
	if (i == 0) {
		zipfile_set_size(&w->zip, a->total);
		if (zipfile_write_at(&w->zip, text, size, 0, d) != 0)
			return -1;
	} else if (begin_member(w, a, d) != 0 ||
	           put_loose_header(w, a, d) != 0 ||
	           spool_drain(&a->spool, to_archive, &w->zip, d) != 0) {
		return -1;
	}
	return zipfile_end(&w->zip, crc, d);
}

/* End array I and, unless it is the first, copy it from its spool. */
static int finish_array(struct format_writer *w, unsigned i, struct diag *d)
{
	struct array *a = &w->array[i];

	if (deflater_finish(&a->deflater, d) != 0)
		return -1;
	if (i > 0 && (begin_member(w, a, d) != 0 ||
	              spool_drain(&a->spool, to_archive, &w->zip, d) != 0))
		return -1;
	return zipfile_end(&w->zip, a->deflater.crc, d);
}

int npz_finish(struct format_writer *w, struct diag *d)
{
	for (unsigned i = 0; i < w->arrays; i++)
		if ((w->target->any_count ? finish_loose(w, i, d)
		                          : finish_array(w, i, d)) != 0)
			return -1;
	w->is_complete = 1;
	return zipfile_finish(&w->zip, d);
}

double npz_missing_bytes(const struct format_writer *w)
{
	double missing = -(double)zipfile_bytes(&w->zip);

	if (w->is_complete || w->array[0].deflater.size_in == 0)
		return 0;
	for (unsigned i = 0; i < w->arrays; i++) {
		const struct array *a = &w->array[i];
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
