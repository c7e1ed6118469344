#ifndef VG_DEFLATE_BITS_H
#define VG_DEFLATE_BITS_H

#include <stdint.h>

#include "archive/deflate_block.h"
#include "base/bytes.h"

/* Writing bits, inlined for speed. */

/* Add the lowest COUNT of BITS, where the others are 0, to those pending. */
static inline void deflate_put(struct deflate_block_bits *b, uint64_t bits,
                               unsigned count)
{
	b->pending |= bits << b->count;
	b->count += count;
}

/* Write out whole bytes. At most 56 bits may be put between two calls. */
static inline void deflate_flush(struct deflate_block_bits *b)
{
	bytes_put64(b->at, b->pending);
	b->at += b->count / 8;
	b->pending >>= b->count & ~7U;
	b->count &= 7;
}

#endif
