/* Read the content of a checkpoint's file in order. */
#include "archive/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fdio.h"

#define BUFFER_BYTES ((size_t)1 << 14)
#define WINDOW_BYTES (UINT64_C(1) << 23) /* vg's, unless samples are large */

static int stat_of(const struct format_source *s, struct stat *st,
                   struct diag *d)
{
	return fstat(s->fd, st) == 0 ? 0
	                             : diag_system(d, errno, "%s/%s: stat",
	                                           s->dir, s->name);
}

int input_open(struct input *in, const struct format_source *s,
               struct diag *d)
{
	struct archive_entry *entry;
	struct stat st;
	int got;

	*in = (struct input){ .source = s };
	if (s->compress != FORMAT_COMPRESS_ZSTD) {
		in->buffer = malloc(BUFFER_BYTES);
		return in->buffer != NULL
		           ? 0
		           : diag_system(d, ENOMEM, "%s/%s", s->dir, s->name);
	}
	if (stat_of(s, &st, d) != 0)
		return -1;
	if (zstd_frame_look(&in->frame, s->fd, (uint64_t)st.st_size) != 0)
		return unpack_refuse(s, "is not one whole zstd frame", d);
	if (s->expected != NULL &&
	    input_check_window(in, s->expected->payload_bytes, d) != 0)
		return -1;
	if (unpack_open(&in->unpack, s, UNPACK_RAW, d) != 0)
		return -1;
	got = unpack_next(&in->unpack, &entry, d);
	return got == 0 ? unpack_refuse(s, "is empty", d) : got < 0 ? -1 : 0;
}

void input_close(struct input *in)
{
	unpack_close(&in->unpack);
	free(in->buffer);
	in->buffer = NULL;
}

/* Read up to SIZE bytes here: *GOT. Returns 0, or -1 with a diag. */
static int read_here(const struct input *in, void *data, size_t size,
                     size_t *got, struct diag *d)
{
	const struct format_source *s = in->source;
	int error = fdio_read_at(s->fd, data, size, in->at, got);

	return error == 0 ? 0
	                  : diag_system(d, error, "%s/%s: read", s->dir,
	                                s->name);
}

/* Take up to SIZE bytes from the buffer. Returns how many. */
static size_t from_buffer(struct input *in, unsigned char *data, uint64_t size)
{
	size_t n = in->left < size ? in->left : (size_t)size;

	if (data != NULL && n > 0)
		memcpy(data, in->buffer + in->filled - in->left, n);
	in->left -= n;
	in->at += n;
	return n;
}

/* Read SIZE bytes, which are not in the buffer. */
static int from_file(struct input *in, unsigned char *data, size_t size,
                     struct diag *d)
{
	size_t got = 0;

	if (size >= BUFFER_BYTES) {
		if (read_here(in, data, size, &got, d) != 0)
			return -1;
		in->at += got;
	} else {
		if (read_here(in, in->buffer, BUFFER_BYTES, &in->filled,
		              d) != 0)
			return -1;
		in->left = in->filled;
		got = from_buffer(in, data, size);
	}
	return got == size ? 0 : unpack_refuse(in->source, "is truncated", d);
}

int input_take(struct input *in, void *data, uint64_t size, struct diag *d)
{
	size_t n;

	if (in->buffer == NULL)
		return unpack_take(&in->unpack, data, size, d);
	n = from_buffer(in, data, size);
	if (n == size)
		return 0;
	if (data != NULL)
		return from_file(in, (unsigned char *)data + n,
		                 (size_t)size - n, d);
	in->at += size - n; /* beyond the end, input_end sees it */
	return 0;
}

int input_check_window(const struct input *in, uint64_t sample_bytes,
                       struct diag *d)
{
	uint64_t most = 4 * sample_bytes;

	if (most < WINDOW_BYTES)
		most = WINDOW_BYTES;
	if (in->buffer != NULL || in->frame.window_bytes <= most)
		return 0;
	return unpack_refuse(in->source, "its zstd window is larger than vg "
	                     "makes it", d);
}

int input_check_size(const struct input *in, uint64_t size, struct diag *d)
{
	struct stat st;
	uint64_t bytes = in->frame.content_bytes;

	if (in->buffer != NULL && stat_of(in->source, &st, d) != 0)
		return -1;
	if (in->buffer != NULL)
		bytes = (uint64_t)st.st_size;
	return bytes == size ? 0
	                     : unpack_refuse(in->source,
	                                     "its size is not the planned one",
	                                     d);
}

int input_end(struct input *in, struct diag *d)
{
	unsigned char more;
	size_t got = 0;

	if (in->buffer == NULL)
		return unpack_end(&in->unpack, d);
	if (in->left == 0 && read_here(in, &more, 1, &got, d) != 0)
		return -1;
	return in->left + got == 0
	           ? 0
	           : unpack_refuse(in->source, "has bytes after its end", d);
}
