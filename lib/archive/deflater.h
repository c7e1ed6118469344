#ifndef VG_DEFLATER_H
#define VG_DEFLATER_H

#include <stddef.h>
#include <stdint.h>

#include "archive/deflate_block.h"
#include "archive/lz77_frames.h"
#include "base/diag.h"
#include "base/sink.h"

/*
 * Compresses a stream of bytes to raw deflate, RFC 1951. The stream may come
 * in pieces of any size; the result depends on them only through the calls of
 * deflater_room. Level 1 is our own, made fast for data that repeat at a known
 * distance; levels 2 to 9 are zlib's; level 0 does not compress.
 */

/* What all streams of one level share: tables and an output buffer. */
struct deflater_engine;

/* Make one for LEVEL, 0 to 9. Returns NULL when memory is short. */
struct deflater_engine *deflater_engine_new(int level);
void deflater_engine_free(struct deflater_engine *e);

struct deflater {
	struct deflater_engine *engine; /* borrowed */
	byte_sink *sink;
	void *context;
	size_t repeat;         /* distance, bytes, within LZ77_WINDOW */
	struct lz77_frames frames; /* level 1, for a distance beyond it */
	size_t reach;          /* bytes of history that are needed */
	unsigned char *buffer; /* history, then bytes to compress */
	size_t capacity;       /* bytes that may wait in the buffer */
	size_t history, used;  /* bytes of each part of the buffer */
	struct deflate_block_bits bits;
	uint32_t crc;          /* CRC-32 of the bytes compressed so far */
	uint64_t size_in, size_out; /* bytes so far */
};

/*
 * Begin a stream whose compressed bytes go to SINK with CONTEXT. It compresses whenever
 * CHUNK bytes have come, or when deflater_room needs space: at most
 * LZ77_CHUNK_MAX, or LZ77_FRAMES_CHUNK_MAX if REPEAT is from over LZ77_WINDOW to
 * LZ77_FRAME_MAX. REPEAT is a distance at which the bytes are likely to repeat; 0, or
 * one over LZ77_FRAME_MAX, means that none is known. One over LZ77_WINDOW costs
 * memory: up to 16 MiB and REPEAT bytes. Returns 0, or -1 with a diag. Release
 * with deflater_free in either case.
 */
int deflater_init(struct deflater *s, struct deflater_engine *engine,
                  size_t chunk, size_t repeat, byte_sink *sink,
                  void *context, struct diag *d);
void deflater_free(struct deflater *s);

/*
 * Offer space for the next SIZE bytes, at *ROOM. If the caller puts them there
 * and calls deflater_write for them, or for their beginning, as the next call,
 * they are not copied. If there is too little space, the waiting bytes are
 * compressed first. *ROOM is NULL where this saves no copy: at level 0, or
 * when two such pieces exceed CHUNK. Returns 0, or -1 with a diag.
 */
int deflater_room(struct deflater *s, size_t size, unsigned char **room,
                  struct diag *d);

/* Add SIZE bytes. Returns 0, or -1 with a diag. */
int deflater_write(struct deflater *s, const void *data, size_t size,
                   struct diag *d);

/*
 * End the stream. Then crc, size_in and size_out are final.
 * Returns 0, or -1 with a diag.
 */
int deflater_finish(struct deflater *s, struct diag *d);

#endif
