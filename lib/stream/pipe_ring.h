#ifndef VG_PIPE_RING_H
#define VG_PIPE_RING_H

#include <stddef.h>

/*
 * Buffers lent to a pipe, where the reader copies from, rather than copied
 * into it first: vmsplice(2) of Linux. A lent buffer must stay as it is until
 * it has been read. It has been when as many pages as the pipe holds were
 * lent after it; so the buffers of a ring, one more than can be in the pipe,
 * take turns.
 *
 * This is for pipes that are read(2) from. Who moves pages out of one, with
 * splice(2) or tee(2), still has them when we fill them again.
 */
struct pipe_ring {
	int fd;              /* borrowed */
	int over;            /* nothing more is lent */
	size_t pipe_bytes;   /* that the pipe holds, in whole pages */
	unsigned char *ring; /* mapped; NULL where nothing is lent */
	size_t size, step;   /* bytes of a buffer, and to the next */
	size_t buffers, at;
};

/*
 * Make a ring of zeroed buffers of SIZE bytes for FD; or nothing, where FD
 * is no pipe, the system has no such call, or SIZE is so small that it does
 * not pay or so large that a ring would take much memory. Release with
 * pipe_ring_free.
 */
void pipe_ring_init(struct pipe_ring *l, int fd, size_t size);

/* What is in the pipe stays there. */
void pipe_ring_free(struct pipe_ring *l);

/* The buffer to fill next, or NULL where nothing is lent, or no longer. */
unsigned char *pipe_ring_buffer(const struct pipe_ring *l);

/* Lend that buffer, which is not NULL, whole. Returns 0 or an errno value. */
int pipe_ring_give(struct pipe_ring *l);

#endif
