#ifndef VG_DEFLATER_H
#define VG_DEFLATER_H

#include <stddef.h>
#include <stdint.h>

#include "archive/deflate_block.h"
#include "base/diag.h"

/*
 * A stream of bytes to raw deflate, RFC 1951, in pieces of any size, whose
 * borders show in the result only where deflater_room makes them. Level 1 is
 * our own, for speed on what repeats at a known distance; 2 to 9 are zlib's;
 * 0 leaves the bytes alone.
 */

/* What the streams of one level share. */
struct deflater_engine;

/* Returns NULL when memory is short. */
struct deflater_engine *deflater_engine_new(int level);
void deflater_engine_free(struct deflater_engine *e);

/* Takes what is finished. Returns 0, or -1 with a diag. */
typedef int deflater_sink(void *context, const void *data, size_t size,
                          struct diag *d);

struct deflater {
	struct deflater_engine *engine; /* borrowed */
	deflater_sink *sink;
	void *context;
	size_t repeat;
	unsigned char *buffer; /* the window, then bytes still to be done */
	size_t capacity, history, used; /* bytes; used without history */
	struct deflate_block_bits bits;
	uint32_t crc;          /* CRC-32 of what came in and is done */
	uint64_t size_in, size_out; /* so far */
};

/*
 * Begin a stream into SINK with CONTEXT, done whenever CHUNK bytes, at most
 * LZ77_CHUNK_MAX, have come, or sooner by deflater_room. REPEAT is a distance
 * at which the bytes are likely to repeat; if it is 0 or over LZ77_WINDOW,
 * none is known. Returns 0, or -1 with a diag. Release with deflater_free in
 * either case.
 */
int deflater_init(struct deflater *s, struct deflater_engine *engine,
                  size_t chunk, size_t repeat, deflater_sink *sink,
                  void *context, struct diag *d);
void deflater_free(struct deflater *s);

/*
 * Where the next SIZE bytes can be put, *ROOM, so that deflater_write of
 * them, or of their beginning, from there need not copy them. No other call
 * may come between the two. What waits is done first if there is no room
 * otherwise. NULL where nothing is spared: at level 0, and where two such
 * pieces are more than CHUNK. Returns 0, or -1 with a diag.
 */
int deflater_room(struct deflater *s, size_t size, unsigned char **room,
                  struct diag *d);

/* Add SIZE bytes. Returns 0, or -1 with a diag. */
int deflater_write(struct deflater *s, const void *data, size_t size,
                   struct diag *d);

/* End the stream: crc and sizes are then those of it all. Returns 0 or -1. */
int deflater_finish(struct deflater *s, struct diag *d);

#endif
