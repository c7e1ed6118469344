#ifndef VG_LZ77_H
#define VG_LZ77_H

#include <stddef.h>
#include <stdint.h>

/*
 * The first half of deflate, RFC 1951: parses bytes into literals and matches.
 * Fast for data that repeat at a distance known beforehand, as the frames of a
 * video do. The same input gives the same output on every machine.
 */

#define LZ77_WINDOW ((size_t)1 << 15) /* the longest distance */
#define LZ77_MATCH_MAX 258
/* Three default videos. Larger chunks need fewer codes, but leave the cache. */
#define LZ77_CHUNK_MAX ((size_t)640 << 10)
#define LZ77_HASH_BITS 12

/* LITERALS literals, then a repeat of the LENGTH bytes DISTANCE before. */
struct lz77_step {
	uint32_t literals;
	/*
	 * Any number of matches of LZ77_MATCH_MAX bytes, then perhaps one of
	 * at least 3; 0 at the end of a chunk.
	 */
	uint32_t length;
	uint32_t distance; /* 1 to LZ77_WINDOW */
};

/*
 * STEPS steps, from FIRST on, are those from FROM on once more, with the same
 * literals. They cover BYTES bytes, and FROM + STEPS is at most FIRST.
 */
struct lz77_run {
	uint32_t first, from, steps, bytes;
};

struct lz77 {
	struct lz77_step *step; /* owned */
	size_t steps;
	struct lz77_run *run;  /* owned, in order */
	size_t runs;
	/*
	 * With runs, by step: how often it occurs, itself and its repeats; of
	 * a repeat anything. The reader of the result may overwrite them.
	 */
	uint32_t *times;
	uint32_t *seen;        /* by hash of 4 bytes: 1 + last position */
	uint32_t literal[256]; /* how often each literal occurs */
};

/* Returns 0, or -1 when memory is short. Release with lz77_free either way. */
int lz77_init(struct lz77 *z);
void lz77_free(struct lz77 *z);

/*
 * Parse SIZE bytes, at most LZ77_CHUNK_MAX, at DATA. Matches may reach back
 * into the HISTORY bytes, at most LZ77_WINDOW, before them. REPEAT, 1 to
 * LZ77_WINDOW, is a distance at which the bytes are likely to repeat. The
 * result is in Z until the next call.
 */
void lz77_parse(struct lz77 *z, const unsigned char *data, size_t size,
                size_t history, size_t repeat);

#endif
