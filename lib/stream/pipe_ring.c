/* Lend buffers to a pipe with vmsplice(2) instead of copying them into it. */

/* For vmsplice() and F_GETPIPE_SZ, which only Linux has. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "stream/pipe_ring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

/* Bytes. For smaller buffers, mapping pages costs more than copying. */
#define SIZE_MIN ((size_t)1 << 15)
#define RING_MAX ((size_t)8 << 20)

#ifdef F_GETPIPE_SZ

static ssize_t lend(int fd, const struct iovec *data, size_t count)
{
	return vmsplice(fd, data, count, 0);
}

/* The capacity of the pipe FD in bytes, or 0 if it is not a pipe. */
static size_t capacity(int fd)
{
	int bytes = fcntl(fd, F_GETPIPE_SZ);

	return bytes > 0 ? (size_t)bytes : 0;
}

#else

static ssize_t lend(int fd, const struct iovec *data, size_t count)
{
	(void)fd;
	(void)data;
	(void)count;
	errno = ENOTSUP;
	return -1;
}

static size_t capacity(int fd)
{
	(void)fd;
	return 0;
}

#endif

void pipe_ring_init(struct pipe_ring *r, int fd, size_t size)
{
	size_t unit = (size_t)sysconf(_SC_PAGESIZE);
	void *memory;

	memset(r, 0, sizeof *r);
	r->fd = fd;
	r->size = size;
	if (size < SIZE_MIN || size > RING_MAX)
		return;
	r->pipe_bytes = capacity(fd);
	/* An empty call tells whether lending is possible. */
	if (r->pipe_bytes == 0 || lend(fd, NULL, 0) != 0)
		return;
	/* The capacity counts memory pages, also those partly filled. */
	r->step = (size + unit - 1) / unit * unit;
	r->buffers = (r->pipe_bytes + r->step - 1) / r->step + 1;
	if (r->buffers > RING_MAX / r->step)
		return;
	/* Not malloc: it would reuse freed memory that is still in the pipe. */
	memory = mmap(NULL, r->buffers * r->step, PROT_READ | PROT_WRITE,
	              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory != MAP_FAILED)
		r->ring = memory;
}

void pipe_ring_free(struct pipe_ring *r)
{
	if (r->ring != NULL)
		(void)munmap(r->ring, r->buffers * r->step);
	r->ring = NULL;
}

unsigned char *pipe_ring_buffer(const struct pipe_ring *r)
{
	return r->ring != NULL && !r->over ? r->ring + r->at * r->step : NULL;
}

int pipe_ring_lend(struct pipe_ring *r)
{
	struct iovec rest = { pipe_ring_buffer(r), r->size };

	while (rest.iov_len > 0) {
		ssize_t n = lend(r->fd, &rest, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		rest.iov_base = (unsigned char *)rest.iov_base + n;
		rest.iov_len -= (size_t)n;
	}
	r->at = (r->at + 1) % r->buffers;
	/* A pipe that was enlarged may hold more buffers than the ring has. */
	r->over = capacity(r->fd) != r->pipe_bytes;
	return 0;
}
