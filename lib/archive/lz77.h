#ifndef VG_LZ77_H
#define VG_LZ77_H

#include <stddef.h>
#include <stdint.h>

/*
 * The first half of deflate, RFC 1951: bytes to literals and matches. Fast on
 * what repeats at a distance that is known beforehand, as frames of a video
 * do. The same input gives the same output everywhere.
 */

#define LZ77_WINDOW ((size_t)1 << 15) /* the longest distance */
#define LZ77_MATCH_MAX 258
/* Three of the default videos: fewer codes to make, and still in a cache. */
#define LZ77_CHUNK_MAX ((size_t)640 << 10)
#define LZ77_HASH_BITS 12

/* So many literals, then LENGTH bytes that stand DISTANCE before as well. */
struct lz77_step {
	uint32_t literals;
	uint32_t length;   /* a number of longest matches and one of 4 or
	                      more bytes, or none; 0 at the end of a chunk */
	uint32_t distance; /* 1 to LZ77_WINDOW */
};

struct lz77 {
	struct lz77_step *step; /* owned */
	size_t steps;
	uint32_t *seen;         /* by hash: 1 + where four bytes stood last */
	uint32_t literal[256];  /* how many of each */
};

/* Returns 0, or -1 when memory is short. Release with lz77_free either way. */
int lz77_init(struct lz77 *z);
void lz77_free(struct lz77 *z);

/*
 * Parse SIZE bytes, at most LZ77_CHUNK_MAX, that follow HISTORY bytes, at
 * most LZ77_WINDOW, at DATA - HISTORY. REPEAT is a distance at which they are
 * likely to repeat, 1 to LZ77_WINDOW. What comes of it is in Z until
 * the next call.
 */
void lz77_parse(struct lz77 *z, const unsigned char *data, size_t size,
                size_t history, size_t repeat);

#endif
