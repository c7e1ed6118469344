/* Write and read a record stream on a file descriptor. */
#include "stream/record_stream.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/fdio.h"

#define ROOM_MIN ((size_t)1 << 20) /* bytes of a reader's first buffer */

static int put(struct record_writer *w, const void *data, size_t size,
               struct diag *d)
{
	int error = fdio_write(w->fd, data, size);

	return error == 0 ? 0 : diag_system(d, error, "%s: write", w->name);
}

int record_writer_init(struct record_writer *w, int fd, const char *name,
                       const struct record_head *head, struct diag *d)
{
	memset(w, 0, sizeof *w);
	w->fd = fd;
	w->name = name;
	w->head = *head;
	w->record_bytes = (size_t)(RECORD_HEADER_BYTES + head->payload_bytes);
	w->hashes = digest_new();
	w->buffer = calloc(1, w->record_bytes);
	if (w->hashes == NULL || w->buffer == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	w->payload = w->buffer + RECORD_HEADER_BYTES;
	fdio_widen_pipe(fd);
	return 0;
}

void record_writer_free(struct record_writer *w)
{
	pipe_ring_free(&w->ring);
	digest_free(w->hashes);
	free(w->buffer);
}

/* Set where the next record goes. */
static void place(struct record_writer *w)
{
	unsigned char *lent = pipe_ring_buffer(&w->ring);

	w->payload = (lent != NULL ? lent : w->buffer) + RECORD_HEADER_BYTES;
}

void record_writer_lend(struct record_writer *w)
{
	pipe_ring_init(&w->ring, w->fd, w->record_bytes);
	place(w);
}

int record_writer_begin(struct record_writer *w, uint64_t first, uint64_t count,
                        struct diag *d)
{
	unsigned char head[RECORD_HEAD_MAX_BYTES];

	w->head.first = first;
	w->head.count = count;
	w->written = 0;
	digest_reset64(w->hashes);
	return put(w, head, record_encode_head(&w->head, head), d);
}

int record_writer_write(struct record_writer *w, struct diag *d)
{
	return record_writer_write_hashed(
	    w, digest64(w->payload, (size_t)w->head.payload_bytes), d);
}

int record_writer_write_hashed(struct record_writer *w, uint64_t hash,
                               struct diag *d)
{
	unsigned char *record = w->payload - RECORD_HEADER_BYTES;
	int error;

	record_encode_header(record, w->head.first + w->written, hash);
	digest_update64(w->hashes, hash);
	w->written++;
	if (pipe_ring_buffer(&w->ring) == NULL)
		return put(w, record, w->record_bytes, d);
	error = pipe_ring_lend(&w->ring);
	place(w);
	return error == 0 ? 0 : diag_system(d, error, "%s: write", w->name);
}

int record_writer_end(struct record_writer *w, struct diag *d)
{
	unsigned char end[RECORD_END_BYTES];

	record_encode_end(end, w->written, digest_result64(w->hashes));
	return put(w, end, sizeof end, d);
}

int record_reader_init(struct record_reader *r, int fd, const char *name,
                       struct diag *d)
{
	memset(r, 0, sizeof *r);
	r->fd = fd;
	r->name = name;
	r->hashes = digest_new();
	if (r->hashes == NULL)
		return diag_system(d, ENOMEM, "%s", name);
	fdio_widen_pipe(fd);
	return 0;
}

void record_reader_free(struct record_reader *r)
{
	digest_free(r->hashes);
	free(r->buffer);
}

/* Add to the message where in the stream the error is. */
static int within(const struct record_reader *r, struct diag *d)
{
	if (r->segments == 0)
		return diag_within(d, "%s", r->name);
	return diag_within(d, "%s: segment from sample %" PRIu64
	                   ", after %" PRIu64 " of %" PRIu64 " records",
	                   r->name, r->head.first, r->read, r->head.count);
}

static int ended(const struct record_reader *r, struct diag *d)
{
	(void)diag_data(d, "the stream ended before its END");
	return within(r, d);
}

static int get(struct record_reader *r, void *data, size_t size, size_t *got,
               struct diag *d)
{
	int error = fdio_read(r->fd, data, size, got);

	return error == 0 ? 0 : diag_system(d, error, "%s: read", r->name);
}

/* Double the buffer, up to SIZE bytes. */
static int make_room(struct record_reader *r, size_t size, struct diag *d)
{
	size_t bytes = r->buffer_bytes < ROOM_MIN ? ROOM_MIN
	                                          : 2 * r->buffer_bytes;
	unsigned char *larger;

	bytes = bytes < size ? bytes : size;
	larger = realloc(r->buffer, bytes);
	if (larger == NULL)
		return diag_system(d, ENOMEM, "%s", r->name);
	r->buffer = larger;
	r->buffer_bytes = bytes;
	return 0;
}

/*
 * Read a payload into R's buffer. HEAD can say anything, so the buffer grows
 * only as bytes arrive.
 */
static int get_payload(struct record_reader *r, size_t *got, struct diag *d)
{
	size_t size = (size_t)r->head.payload_bytes, n, wanted;

	*got = 0;
	do {
		if (r->buffer_bytes <= *got && make_room(r, size, d) != 0)
			return -1;
		wanted = (r->buffer_bytes < size ? r->buffer_bytes : size) -
		         *got;
		if (get(r, r->buffer + *got, wanted, &n, d) != 0)
			return -1;
		*got += n;
	} while (n == wanted && *got < size);
	return 0;
}

int record_reader_next(struct record_reader *r, struct diag *d)
{
	unsigned char head[RECORD_HEAD_MAX_BYTES];
	size_t got, length;

	if (get(r, head, RECORD_HEAD_FIXED_BYTES, &got, d) != 0)
		return -1;
	if (got == 0 && r->segments > 0)
		return 0;
	if (got == 0)
		return diag_data(d, "%s: empty: the producer failed before it "
		                 "wrote a segment", r->name);
	if (got < RECORD_HEAD_FIXED_BYTES)
		return diag_data(d, "%s: the stream ended within a HEAD",
		                 r->name);
	length = record_head_length(head, d);
	if (length == 0)
		return diag_within(d, "%s", r->name);
	if (get(r, head + got, length - got, &got, d) != 0)
		return -1;
	if (got < length - RECORD_HEAD_FIXED_BYTES)
		return diag_data(d, "%s: the stream ended within a HEAD",
		                 r->name);
	if (record_decode_head(head, length, &r->head, d) != 0)
		return diag_within(d, "%s", r->name);
	r->read = 0;
	r->segments++;
	digest_reset64(r->hashes);
	return 1;
}

static int check_end(struct record_reader *r, const unsigned char *got,
                     struct diag *d)
{
	unsigned char end[RECORD_END_BYTES];

	record_encode_end(end, r->head.count, digest_result64(r->hashes));
	if (memcmp(end, got, sizeof end) == 0)
		return 0;
	(void)diag_data(d, "END: count or hash does not match the records");
	return within(r, d);
}

/* The padding is not stored, so it must not carry information. */
static int padding_ok(const struct record_head *head,
                      const unsigned char *payload)
{
	for (unsigned i = 0; i < head->fields; i++) {
		uint64_t at = head->field[i].offset + head->field[i].bytes;

		for (; at % 8 != 0; at++)
			if (payload[at] != 0)
				return 0;
	}
	return 1;
}

static int check_record(struct record_reader *r, const struct record *out,
                        struct diag *d)
{
	if (out->index != r->head.first + r->read) {
		(void)diag_data(d, "the record has index %" PRIu64
		                "; it must be %" PRIu64, out->index,
		                r->head.first + r->read);
		return within(r, d);
	}
	if (digest64(out->payload, (size_t)r->head.payload_bytes) !=
	    out->hash) {
		(void)diag_data(d, "the record is damaged: its hash does not "
		                "match");
		return within(r, d);
	}
	if (!padding_ok(&r->head, out->payload)) {
		(void)diag_data(d, "the padding of the record must be zero");
		return within(r, d);
	}
	return 0;
}

_Static_assert(RECORD_END_BYTES == RECORD_HEADER_BYTES,
               "one read must serve for END and for a record's header");

int record_reader_read(struct record_reader *r, unsigned char *room,
                       struct record *out, struct diag *d)
{
	unsigned char header[RECORD_HEADER_BYTES];
	int last = r->read == r->head.count;
	enum record_kind kind;
	size_t got;

	if (get(r, header, sizeof header, &got, d) != 0)
		return -1;
	if (got < sizeof header)
		return ended(r, d);
	kind = record_kind(header);
	if (kind != (last ? RECORD_END : RECORD_RECORD)) {
		(void)diag_data(d, kind == RECORD_END
		                       ? "END before the last record"
		                   : kind == RECORD_OTHER
		                       ? "neither a record nor END follows"
		                       : "more records than HEAD says");
		return within(r, d);
	}
	if (last)
		return check_end(r, header, d);
	if ((room != NULL ? get(r, room, (size_t)r->head.payload_bytes, &got, d)
	                  : get_payload(r, &got, d)) != 0)
		return -1;
	if (got < r->head.payload_bytes)
		return ended(r, d);
	out->index = bytes_get64(header + 8);
	out->hash = bytes_get64(header + 16);
	out->payload = room != NULL ? room : r->buffer;
	if (check_record(r, out, d) != 0)
		return -1;
	digest_update64(r->hashes, out->hash);
	r->read++;
	return 1;
}
