#ifndef VG_RECORD_STREAM_H
#define VG_RECORD_STREAM_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "stream/pipe_ring.h"
#include "stream/record.h"

/* Writing and reading a record stream on a file descriptor. */

/*
 * A segment being written. Before each record_writer_write, the caller fills
 * `payload`, which has head.payload_bytes; the padding stays zero. Each call
 * may set `payload` to another place.
 */
struct record_writer {
	int fd;                  /* borrowed */
	const char *name;        /* of the stream, for messages; borrowed */
	unsigned char *payload;  /* in buffer, or in a buffer of ring */
	unsigned char *buffer;   /* one record, owned */
	size_t record_bytes;     /* header and payload */
	struct pipe_ring ring;   /* if records are lent */
	struct digest *hashes;   /* of the segment's records, owned */
	struct record_head head;
	uint64_t written;        /* records of the segment so far */
};

/*
 * Make a writer of segments with HEAD's fields to FD, called NAME in messages.
 * Returns 0, or -1 with a diag. Release with record_writer_free in either case.
 */
int record_writer_init(struct record_writer *w, int fd, const char *name,
                       const struct record_head *head, struct diag *d);
void record_writer_free(struct record_writer *w);

/*
 * From now on, lend records to the pipe where possible. The process at its
 * other end must only use read(2): see pipe_ring.h.
 */
void record_writer_lend(struct record_writer *w);

/*
 * Write HEAD of a segment of COUNT samples from FIRST. Returns 0, or -1 with a
 * diag.
 */
int record_writer_begin(struct record_writer *w, uint64_t first, uint64_t count,
                        struct diag *d);

/* Write the payload as the next record. Returns 0, or -1 with a diag. */
int record_writer_write(struct record_writer *w, struct diag *d);

/* The same where the caller knows the payload's HASH already. */
int record_writer_write_hashed(struct record_writer *w, uint64_t hash,
                               struct diag *d);

/* Write END. Returns 0, or -1 with a diag. */
int record_writer_end(struct record_writer *w, struct diag *d);

/*
 * A stream being read. Its buffer grows only as bytes arrive, whatever HEAD
 * declares, and never beyond one payload.
 */
struct record_reader {
	int fd;                  /* borrowed */
	const char *name;        /* of the stream, for messages; borrowed */
	unsigned char *buffer;   /* owned; as much of a payload as came */
	size_t buffer_bytes;
	struct digest *hashes;   /* of the segment's records, owned */
	struct record_head head; /* of the current segment */
	uint64_t read;           /* records of the segment so far */
	uint64_t segments;       /* begun so far */
};

/* One record, valid until the next call unless its payload is the caller's. */
struct record {
	uint64_t index, hash;
	const unsigned char *payload;
};

/*
 * Make a reader of the stream FD, called NAME in messages. Returns 0, or -1
 * with a diag. Release with record_reader_free in either case.
 */
int record_reader_init(struct record_reader *r, int fd, const char *name,
                       struct diag *d);
void record_reader_free(struct record_reader *r);

/*
 * Read the HEAD of the next segment into r->head. Returns 1; 0 at the end of
 * a stream of at least one segment; -1 with a diag.
 */
int record_reader_next(struct record_reader *r, struct diag *d);

/*
 * Read the next record of the segment; check its index, hash and padding. Its
 * payload goes to ROOM, of head.payload_bytes, or to R's buffer if ROOM is
 * NULL. Returns 1; 0 after an END that matches; -1 with a diag: then the whole
 * segment must be rejected.
 */
int record_reader_read(struct record_reader *r, unsigned char *room,
                       struct record *out, struct diag *d);

#endif
