#ifndef VG_LZ77_SEARCH_H
#define VG_LZ77_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* A thorough search for matches, for bytes that are new in a stream. */

#define LZ77_SEARCH_MIN 3 /* the shortest match found, bytes */

struct lz77_search {
	uint32_t *seen;    /* owned: positions by hash of 3, 4 and 8 bytes */
	size_t period;     /* of the stream, bytes: over LZ77_WINDOW */
	uint32_t phase, next; /* of this and the next chunk in their period */
	const unsigned char *begin, *start, *end; /* of history; of the chunk */
	uint32_t recent[2]; /* distances used last, which the caller keeps */
};

struct lz77_match {
	size_t length; /* as in struct lz77_step; 0: none */
	uint32_t distance;
};

/*
 * Prepare for a stream that repeats every PERIOD bytes, more than LZ77_WINDOW.
 * Returns 0, or -1 when memory is short. Release with lz77_search_free either
 * way.
 */
int lz77_search_init(struct lz77_search *s, size_t period);
void lz77_search_free(struct lz77_search *s);

/* The stream goes on with SIZE bytes at DATA; HISTORY before can be read. */
void lz77_search_chunk(struct lz77_search *s, const unsigned char *data,
                       size_t size, size_t history);

/* The best match for P, where at least four bytes of the chunk are left. */
struct lz77_match lz77_search_find(const struct lz77_search *s,
                                   const unsigned char *p);

/* Let later calls find FROM to before TO, except a chunk's last three bytes. */
void lz77_search_insert(const struct lz77_search *s, const unsigned char *from,
                        const unsigned char *to);

/* Roughly the bits that M, a short match or none, saves against literals. */
int lz77_saved_bits(const struct lz77_match *m);

/* RFC 1951, 3.2.5: the extra bits of a distance. */
int lz77_extra_bits(uint32_t distance);

#endif
