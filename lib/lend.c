/* vmsplice() and F_GETPIPE_SZ are Linux's own. */
#define _GNU_SOURCE

#include "lend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define SIZE_MIN ((size_t)1 << 15) /* each buffer takes pages for itself */
#define RING_MAX ((size_t)8 << 20)

#ifdef SPLICE_F_GIFT

/* How much the pipe FD holds, or 0 if it is none that we can lend to. */
static size_t capacity(int fd)
{
	int bytes = fcntl(fd, F_GETPIPE_SZ);

	/* nothing is given yet: only whether it could be */
	return bytes > 0 && vmsplice(fd, NULL, 0, 0) == 0 ? (size_t)bytes : 0;
}

void lend_init(struct lend *l, int fd, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *ring;

	memset(l, 0, sizeof *l);
	l->fd = fd;
	l->size = size;
	if (size < SIZE_MIN || size > RING_MAX)
		return;
	l->pipe_bytes = capacity(fd);
	l->step = (size + page - 1) / page * page;
	/* So many can be in the pipe, in part; one more is being filled. */
	l->buffers = (l->pipe_bytes + l->step - 1) / l->step + 1;
	if (l->pipe_bytes == 0 || l->buffers > RING_MAX / l->step)
		return;
	/* Freed memory would be used again while it is in the pipe. */
	ring = mmap(NULL, l->buffers * l->step, PROT_READ | PROT_WRITE,
	            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ring != MAP_FAILED)
		l->ring = ring;
}

void lend_free(struct lend *l)
{
	if (l->ring != NULL)
		(void)munmap(l->ring, l->buffers * l->step);
	l->ring = NULL;
}

int lend_give(struct lend *l)
{
	struct iovec rest = { lend_buffer(l), l->size };

	while (rest.iov_len > 0) {
		ssize_t n = vmsplice(l->fd, &rest, 1, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		rest.iov_base = (unsigned char *)rest.iov_base + n;
		rest.iov_len -= (size_t)n;
	}
	l->at = (l->at + 1) % l->buffers;
	/* A pipe that was made larger may hold more than the ring is for. */
	if (fcntl(l->fd, F_GETPIPE_SZ) > (int)l->pipe_bytes)
		l->over = 1;
	return 0;
}

#else

void lend_init(struct lend *l, int fd, size_t size)
{
	memset(l, 0, sizeof *l);
	l->fd = fd;
	l->size = size;
}

void lend_free(struct lend *l)
{
	(void)l;
}

int lend_give(struct lend *l)
{
	(void)l;
	return ENOTSUP;
}

#endif

unsigned char *lend_buffer(const struct lend *l)
{
	return l->ring != NULL && !l->over ? l->ring + l->at * l->step : NULL;
}
