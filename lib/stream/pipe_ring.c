/* Lend buffers to a pipe with vmsplice(2) instead of copying them into it. */

/* vmsplice() and F_GETPIPE_SZ are Linux's own. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE

#include "stream/pipe_ring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define SIZE_MIN ((size_t)1 << 15) /* each buffer takes pages for itself */
#define RING_MAX ((size_t)8 << 20)

#ifdef F_GETPIPE_SZ

static ssize_t give(int fd, const struct iovec *data, size_t count)
{
	return vmsplice(fd, data, count, 0);
}

/* How much the pipe FD holds, or 0 if it is none. */
static size_t capacity(int fd)
{
	int bytes = fcntl(fd, F_GETPIPE_SZ);

	return bytes > 0 ? (size_t)bytes : 0;
}

#else

static ssize_t give(int fd, const struct iovec *data, size_t count)
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

void pipe_ring_init(struct pipe_ring *l, int fd, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *ring;

	memset(l, 0, sizeof *l);
	l->fd = fd;
	l->size = size;
	if (size < SIZE_MIN || size > RING_MAX)
		return;
	l->pipe_bytes = capacity(fd);
	/* Nothing is given yet: only whether it could be. */
	if (l->pipe_bytes == 0 || give(fd, NULL, 0) != 0)
		return;
	/* The pipe counts pages, and the last one of a buffer is one too. */
	l->step = (size + page - 1) / page * page;
	l->buffers = (l->pipe_bytes + l->step - 1) / l->step + 1;
	if (l->buffers > RING_MAX / l->step)
		return;
	/* Freed memory would be used again while it is in the pipe. */
	ring = mmap(NULL, l->buffers * l->step, PROT_READ | PROT_WRITE,
	            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ring != MAP_FAILED)
		l->ring = ring;
}

void pipe_ring_free(struct pipe_ring *l)
{
	if (l->ring != NULL)
		(void)munmap(l->ring, l->buffers * l->step);
	l->ring = NULL;
}

unsigned char *pipe_ring_buffer(const struct pipe_ring *l)
{
	return l->ring != NULL && !l->over ? l->ring + l->at * l->step : NULL;
}

int pipe_ring_give(struct pipe_ring *l)
{
	struct iovec rest = { pipe_ring_buffer(l), l->size };

	while (rest.iov_len > 0) {
		ssize_t n = give(l->fd, &rest, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		rest.iov_base = (unsigned char *)rest.iov_base + n;
		rest.iov_len -= (size_t)n;
	}
	l->at = (l->at + 1) % l->buffers;
	/* A pipe that was made larger may hold more than the ring is for. */
	l->over = capacity(l->fd) != l->pipe_bytes;
	return 0;
}
