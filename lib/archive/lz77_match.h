#ifndef VG_LZ77_MATCH_H
#define VG_LZ77_MATCH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "archive/lz77.h"
#include "base/bytes.h"

/* How long a match is: what every search of lz77 needs, inlined for speed. */

#define LZ77_MATCH_BLOCK 32 /* bytes that lz77_same_block compares */

/* 16 bytes, in a vector register where there are any; for gcc and clang. */
typedef uint64_t lz77_wide __attribute__((vector_size(16)));

/* Whether LZ77_MATCH_BLOCK bytes at A and B are equal. */
static inline int lz77_same_block(const unsigned char *a,
                                  const unsigned char *b)
{
	lz77_wide x, y, more_x, more_y;

	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	memcpy(&more_x, a + sizeof x, sizeof x);
	memcpy(&more_y, b + sizeof y, sizeof y);
	x = (x ^ y) | (more_x ^ more_y);
	return (x[0] | x[1]) == 0;
}

/* How many bytes at A and B are equal before the first difference, or LIMIT. */
static inline size_t lz77_match_length(const unsigned char *a,
                                       const unsigned char *b, size_t limit)
{
	size_t n = 0;

	while (n + LZ77_MATCH_BLOCK <= limit && lz77_same_block(a + n, b + n))
		n += LZ77_MATCH_BLOCK;
	for (; n + 8 <= limit; n += 8) {
		uint64_t differ = bytes_get64(a + n) ^ bytes_get64(b + n);

		if (differ != 0)
			return n + (size_t)__builtin_ctzll(differ) / 8;
	}
	while (n < limit && a[n] == b[n])
		n++;
	return n;
}

/*
 * LENGTH without the rest that matches of LZ77_MATCH_MAX leave, if the rest is
 * shorter than LEAST.
 */
static inline size_t lz77_usable_length(size_t length, size_t least)
{
	size_t rest = length % LZ77_MATCH_MAX;

	return rest < least ? length - rest : length;
}

#endif
