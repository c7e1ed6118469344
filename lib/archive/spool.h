#ifndef VG_SPOOL_H
#define VG_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "base/sink.h"

/*
 * Holds bytes until they are read once, in order: in memory if they are few, in
 * an unnamed file of the directory if they are many. So memory does not grow
 * with the size of a checkpoint.
 */

#define SPOOL_BUFFER_BYTES ((size_t)1 << 16)

struct spool {
	const struct directory *dir;
	unsigned char *buffer; /* SPOOL_BUFFER_BYTES, owned */
	size_t used;           /* bytes in the buffer */
	uint64_t flushed;      /* bytes in the file, before those */
	int fd;                /* of the file; -1 if there is none */
};

/*
 * Begin an empty spool whose file, if it needs one, is in DIR. DIR must outlive
 * it. Returns 0, or -1 with a diag. Release with spool_free in either case.
 */
int spool_init(struct spool *s, const struct directory *dir, struct diag *d);
void spool_free(struct spool *s);

/* Begin again without bytes; its file stays. */
void spool_empty(struct spool *s);

/* Add SIZE bytes. Returns 0, or -1 with a diag. */
int spool_write(struct spool *s, const void *data, size_t size,
                struct diag *d);

/* The same for CONTEXT, a spool. */
byte_sink spool_sink;

/*
 * Pass all bytes, in order and in pieces, to SINK with CONTEXT. Returns 0, or
 * -1 with a diag.
 */
int spool_drain(struct spool *s, byte_sink *sink, void *context,
                struct diag *d);

#endif
