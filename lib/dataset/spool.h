#ifndef VG_SPOOL_H
#define VG_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"

/*
 * Bytes set aside to be read once, in order: in memory while they are few,
 * in a nameless file of the directory when they are many, so that memory
 * does not grow with a checkpoint.
 */

#define SPOOL_BUFFER_BYTES ((size_t)1 << 16)

struct spool {
	const struct directory *dir;
	unsigned char *buffer; /* SPOOL_BUFFER_BYTES; the newest bytes */
	size_t used;           /* of the buffer */
	uint64_t filed;        /* bytes in the file, before the buffer's */
	int fd;                /* -1 while everything is in memory */
};

/* Returns 0, or -1 with a diag. Release with spool_free in either case. */
int spool_init(struct spool *s, const struct directory *dir, struct diag *d);
void spool_free(struct spool *s);

/* Add SIZE bytes. Returns 0, or -1 with a diag. */
int spool_write(struct spool *s, const void *data, size_t size,
                struct diag *d);

/*
 * Hand everything, in order and in pieces, to SINK with CONTEXT; it returns
 * 0, or -1 to stop. Returns 0, or -1 with a diag.
 */
typedef int spool_sink(void *context, const void *data, size_t size,
                       struct diag *d);
int spool_drain(struct spool *s, spool_sink *sink, void *context,
                struct diag *d);

#endif
