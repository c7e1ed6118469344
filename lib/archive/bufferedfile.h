#ifndef VG_BUFFEREDFILE_H
#define VG_BUFFEREDFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/sink.h"

/* Appends to a file: small pieces wait in a buffer, large ones are not copied. */

struct bufferedfile {
	struct atomicfile *file; /* borrowed */
	unsigned char *buffer;   /* owned */
	size_t used;             /* bytes in the buffer */
	uint64_t flushed;        /* bytes already written to the file */
};

/*
 * Begin to append to FILE, which is empty and must outlive B. Returns 0, or -1
 * with a diag. Release with bufferedfile_free in either case.
 */
int bufferedfile_init(struct bufferedfile *b, struct atomicfile *file,
                      struct diag *d);
void bufferedfile_free(struct bufferedfile *b);

/* Append SIZE bytes. Returns 0, or -1 with a diag. */
int bufferedfile_write(struct bufferedfile *b, const void *data, size_t size,
                       struct diag *d);

/* The same for CONTEXT, a bufferedfile. */
byte_sink bufferedfile_sink;

/*
 * Overwrite SIZE bytes at OFFSET, which were appended by one call of
 * bufferedfile_write. Returns 0, or -1 with a diag.
 */
int bufferedfile_write_at(struct bufferedfile *b, const void *data, size_t size,
                          uint64_t offset, struct diag *d);

/* Write what waits in the buffer. Returns 0, or -1 with a diag. */
int bufferedfile_flush(struct bufferedfile *b, struct diag *d);

/* Bytes appended so far. */
uint64_t bufferedfile_bytes(const struct bufferedfile *b);

#endif
