#ifndef VG_DEFLATE_BLOCK_H
#define VG_DEFLATE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "archive/lz77.h"

/*
 * The second half of deflate, RFC 1951: literals and matches to a block of
 * bits, with Huffman codes made for it, with the fixed ones, or as it is,
 * whichever is the shortest.
 */

/* Room that a block of SIZE bytes may need, with what is pending before it. */
#define DEFLATE_BLOCK_BOUND(size) ((size) + (size) / 32768 * 5 + 64)

/* Bits to be written, the first lowest. */
struct deflate_block_bits {
	uint64_t pending;
	unsigned count; /* of pending, under 8 between blocks */
	unsigned char *at;
};

/*
 * Write a block of the SIZE bytes at DATA, which Z has parsed, to B->at,
 * where DEFLATE_BLOCK_BOUND(SIZE) bytes must be free. The LAST one of a stream
 * is marked as such and filled up to a whole byte.
 */
void deflate_block_write(struct deflate_block_bits *b, const struct lz77 *z,
                         const unsigned char *data, size_t size, int last);

#endif
