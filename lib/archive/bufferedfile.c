/* Append to a file, small pieces through a buffer. */
#include "archive/bufferedfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_BYTES ((size_t)1 << 16)

int bufferedfile_init(struct bufferedfile *b, struct atomicfile *file,
                      struct diag *d)
{
	*b = (struct bufferedfile){ .file = file,
		                    .buffer = malloc(BUFFER_BYTES) };
	return b->buffer != NULL ? 0
	                         : diag_system(d, ENOMEM, "%s", file->name);
}

void bufferedfile_free(struct bufferedfile *b)
{
	free(b->buffer);
	b->buffer = NULL;
}

int bufferedfile_flush(struct bufferedfile *b, struct diag *d)
{
	if (atomicfile_write(b->file, b->buffer, b->used, d) != 0)
		return -1;
	b->flushed += b->used;
	b->used = 0;
	return 0;
}

int bufferedfile_write(struct bufferedfile *b, const void *data, size_t size,
                       struct diag *d)
{
	if (size > BUFFER_BYTES - b->used && bufferedfile_flush(b, d) != 0)
		return -1;
	/* The buffer is empty then: write without a copy. */
	if (size > BUFFER_BYTES) {
		b->flushed += size;
		return atomicfile_write(b->file, data, size, d);
	}
	memcpy(b->buffer + b->used, data, size);
	b->used += size;
	return 0;
}

int bufferedfile_sink(void *context, const void *data, size_t size,
                      struct diag *d)
{
	return bufferedfile_write(context, data, size, d);
}

int bufferedfile_write_at(struct bufferedfile *b, const void *data, size_t size,
                          uint64_t offset, struct diag *d)
{
	if (offset < b->flushed)
		return atomicfile_write_at(b->file, data, size, offset, d);
	memcpy(b->buffer + (offset - b->flushed), data, size);
	return 0;
}

uint64_t bufferedfile_bytes(const struct bufferedfile *b)
{
	return b->flushed + b->used;
}
