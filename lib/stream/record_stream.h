#ifndef VG_RECORD_STREAM_H
#define VG_RECORD_STREAM_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "stream/pipe_ring.h"
#include "stream/record.h"

/* Writing and reading a record stream on a file descriptor. */

/*
 * A segment being written. The caller fills `payload`, of head's
 * payload_bytes, before each record_writer_write, which may move it elsewhere;
 * its padding stays zero.
 */
struct record_writer {
	int fd;
	const char *name;       /* of the stream, for messages; borrowed */
	unsigned char *payload; /* within buffer, or one that is lent */
	unsigned char *buffer;  /* one record, owned */
	size_t record_bytes;    /* header and payload */
	struct pipe_ring lend;
	struct digest *hashes;
	struct record_head head;
	uint64_t written;       /* records */
};

/*
 * Make a writer of segments with HEAD's fields to FD. Returns 0, or -1 with
 * a diag. Release with record_writer_free whatever comes back.
 */
int record_writer_init(struct record_writer *w, int fd, const char *name,
                       const struct record_head *head, struct diag *d);
void record_writer_free(struct record_writer *w);

/*
 * From now on, lend records to the pipe where that can be. What reads it must
 * only read(2): see lend.h.
 */
void record_writer_lend(struct record_writer *w);

/* HEAD of a segment of COUNT samples from FIRST. Returns 0 or -1. */
int record_writer_begin(struct record_writer *w, uint64_t first, uint64_t count,
                        struct diag *d);
/* The next record, of the payload. Returns 0 or -1. */
int record_writer_write(struct record_writer *w, struct diag *d);
/* END. Returns 0 or -1. */
int record_writer_end(struct record_writer *w, struct diag *d);

/* A stream being read. */
struct record_reader {
	int fd;
	const char *name;      /* of the stream, for messages; borrowed */
	unsigned char *buffer; /* one payload, owned */
	uint64_t buffer_bytes;
	struct digest *hashes;
	struct record_head head; /* of the current segment */
	uint64_t read;           /* its records so far */
	uint64_t segments;       /* begun so far */
};

/* One record, valid until the next call; a payload in ROOM is the caller's. */
struct record {
	uint64_t index, hash;
	const unsigned char *payload;
};

int record_reader_init(struct record_reader *r, int fd, const char *name,
                       struct diag *d);
void record_reader_free(struct record_reader *r);

/*
 * Read the HEAD of the next segment into r->head. Returns 1; 0 at the end of
 * a stream with at least one segment; -1 with a diag.
 */
int record_reader_next(struct record_reader *r, struct diag *d);

/*
 * Read the next record of the segment, checking its index, hash and padding.
 * Its payload goes to ROOM, of head's payload_bytes, or where that is NULL to
 * memory of R's own. Returns 1; 0 after an END that matches; -1 with a diag,
 * then the segment is not to be trusted.
 */
int record_reader_read(struct record_reader *r, unsigned char *room,
                       struct record *out, struct diag *d);

#endif
