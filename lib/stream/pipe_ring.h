#ifndef VG_PIPE_RING_H
#define VG_PIPE_RING_H

#include <stddef.h>

/*
 * Buffers that are lent to a pipe by vmsplice(2) of Linux instead of being
 * copied into it: the reader copies straight from them. A lent buffer must not
 * change until it was read. That is certain once as many bytes as the pipe can
 * hold were lent after it. So the buffers form a ring that has one more than
 * the pipe can hold.
 *
 * This only works for readers that use read(2). One that moves memory pages
 * out of the pipe with splice(2) or tee(2) sees later contents in them.
 */
struct pipe_ring {
	int fd;              /* borrowed */
	int over;            /* the pipe changed: lend no more */
	size_t pipe_bytes;   /* capacity of the pipe */
	unsigned char *ring; /* owned; NULL where nothing is lent */
	size_t size, step;   /* bytes of a buffer, and to the next one */
	size_t buffers, at;  /* their number, and the next to be filled */
};

/*
 * Make a ring of zeroed buffers of SIZE bytes for the pipe FD. There is none
 * where FD is not a pipe, where the system has no vmsplice(2), or where SIZE is
 * too small to save time or so large that the ring would exceed 8 MiB. Release
 * with pipe_ring_free.
 */
void pipe_ring_init(struct pipe_ring *r, int fd, size_t size);

/* Release the ring. Buffers that are still in the pipe stay there. */
void pipe_ring_free(struct pipe_ring *r);

/* The buffer to fill next, or NULL where nothing is lent, or no longer. */
unsigned char *pipe_ring_buffer(const struct pipe_ring *r);

/*
 * Lend all of the buffer of pipe_ring_buffer, which must not be NULL, to the
 * pipe. Returns 0 or an errno value.
 */
int pipe_ring_lend(struct pipe_ring *r);

#endif
