#ifndef VG_DEFLATE_BLOCK_H
#define VG_DEFLATE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "archive/lz77.h"

/*
 * The second half of deflate, RFC 1951: encodes literals and matches as a
 * block of bits, with dynamic Huffman codes, with the fixed ones, or stored,
 * whichever is shortest.
 */

/* The most bytes that a block of SIZE bytes and the bits before it can need. */
#define DEFLATE_BLOCK_BOUND(size) ((size) + (size) / 32768 * 5 + 64)

/* A stream of bits being written. */
struct deflate_block_bits {
	uint64_t pending;  /* bits not yet written, the first one lowest */
	unsigned count;    /* of pending; below 8 between blocks */
	unsigned char *at; /* where the next byte goes */
};

/*
 * Write the SIZE bytes at DATA, which Z has parsed, as a block to B->at,
 * where DEFLATE_BLOCK_BOUND(SIZE) bytes must be free. With LAST, the block
 * ends the stream and is filled up to a whole byte.
 */
void deflate_block_write(struct deflate_block_bits *b, const struct lz77 *z,
                         const unsigned char *data, size_t size, int last);

#endif
