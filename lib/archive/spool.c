/* Hold bytes in memory or, when there are many, in an unnamed file. */
#include "archive/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/atomicfile.h"
#include "base/fdio.h"

int spool_init(struct spool *s, const struct directory *dir, struct diag *d)
{
	*s = (struct spool){ .dir = dir, .fd = -1 };
	s->buffer = malloc(SPOOL_BUFFER_BYTES);
	return s->buffer != NULL ? 0 : diag_system(d, ENOMEM, "spool");
}

void spool_free(struct spool *s)
{
	free(s->buffer);
	s->buffer = NULL;
	/* The file has no name: it disappears, and no error matters. */
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
}

void spool_empty(struct spool *s)
{
	s->used = 0;
	s->flushed = 0;
}

static int fail(const struct spool *s, int errnum, const char *call,
                struct diag *d)
{
	return diag_system(d, errnum, "%s: working file: %s", s->dir->path,
	                   call);
}

/* Move the bytes in the buffer to the file. */
static int flush(struct spool *s, struct diag *d)
{
	int error;

	if (s->fd < 0 && (s->fd = atomicfile_scratch(s->dir, d)) < 0)
		return -1;
	error = fdio_write_at(s->fd, s->buffer, s->used, s->flushed);
	if (error != 0)
		return fail(s, error, "write", d);
	s->flushed += s->used;
	s->used = 0;
	return 0;
}

int spool_write(struct spool *s, const void *data, size_t size,
                struct diag *d)
{
	const unsigned char *p = data;

	while (size > 0) {
		size_t piece = SPOOL_BUFFER_BYTES - s->used;

		if (piece > size)
			piece = size;
		memcpy(s->buffer + s->used, p, piece);
		s->used += piece;
		p += piece;
		size -= piece;
		if (s->used == SPOOL_BUFFER_BYTES && flush(s, d) != 0)
			return -1;
	}
	return 0;
}

int spool_sink(void *context, const void *data, size_t size, struct diag *d)
{
	return spool_write(context, data, size, d);
}

int spool_drain(struct spool *s, byte_sink *sink, void *context,
                struct diag *d)
{
	if (s->flushed == 0)
		return sink(context, s->buffer, s->used, d);
	if (flush(s, d) != 0)
		return -1;
	for (uint64_t at = 0; at < s->flushed;) {
		uint64_t left = s->flushed - at; /* the file may be longer */
		size_t got, piece = left < SPOOL_BUFFER_BYTES
		                        ? (size_t)left
		                        : SPOOL_BUFFER_BYTES;
		int error = fdio_read_at(s->fd, s->buffer, piece, at, &got);

		if (error != 0 || got == 0)
			return fail(s, error != 0 ? error : EIO, "read", d);
		if (sink(context, s->buffer, got, d) != 0)
			return -1;
		at += got;
	}
	return 0;
}
