#ifndef VG_DEFLATE_CODE_H
#define VG_DEFLATE_CODE_H

#include <stdint.h>

#include "archive/deflate_block.h"

/* The dynamic codes of deflate, and how a block describes them. */

#define DEFLATE_LITERALS 286    /* symbols: literals, end of block, lengths */
#define DEFLATE_DISTANCES 30    /* symbols: distances */
#define DEFLATE_LENGTH_CODES 19 /* symbols: code lengths */

/* A code for literals and lengths, and after it one for distances. */
struct deflate_code {
	uint8_t length[DEFLATE_LITERALS + DEFLATE_DISTANCES]; /* in bits */
	uint16_t bits[DEFLATE_LITERALS + DEFLATE_DISTANCES];
};

/*
 * The description of a code, RFC 1951, 3.2.7: the lengths of its codes, run
 * by run, as symbols that have a Huffman code themselves.
 */
struct deflate_description {
	uint8_t symbol[DEFLATE_LITERALS + DEFLATE_DISTANCES];
	uint8_t extra[DEFLATE_LITERALS + DEFLATE_DISTANCES];
	unsigned count;               /* of symbols */
	unsigned literals, distances; /* described: the rest has length 0 */
	uint32_t frequency[DEFLATE_LENGTH_CODES];
	uint8_t length[DEFLATE_LENGTH_CODES];
	uint16_t bits[DEFLATE_LENGTH_CODES];
	unsigned lengths;             /* written: the rest is 0 */
	uint64_t total_bits;          /* of the whole description */
};

/* Describe the code C, which has two symbols of each kind, in D. */
void deflate_code_describe(const struct deflate_code *c,
                           struct deflate_description *d);

/* Write D to B->at. */
void deflate_code_write(struct deflate_block_bits *b,
                        const struct deflate_description *d);

#endif
