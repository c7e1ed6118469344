#ifndef VG_HUFFMAN_H
#define VG_HUFFMAN_H

#include <stdint.h>

/* Huffman codes of limited length, as deflate uses them: RFC 1951, 3.2. */

#define HUFFMAN_SYMBOLS_MAX 288
#define HUFFMAN_FREQUENCY_MAX 262143 /* larger ones are treated as this */

/*
 * Compute into LENGTH[COUNT] the bits, at most LIMIT, of each code of a
 * complete Huffman code for COUNT symbols that occur FREQUENCY[COUNT] times;
 * 0 bits for those that do not occur. A complete code has at least two
 * symbols, so frequencies of 0 are raised to 1 until there are two. COUNT is
 * at most 2^LIMIT and HUFFMAN_SYMBOLS_MAX.
 */
void huffman_lengths(uint32_t *frequency, unsigned count, unsigned limit,
                     uint8_t *length);

/*
 * Compute into CODE[COUNT] the canonical codes whose lengths in bits are
 * LENGTH[COUNT], the first bit lowest.
 */
void huffman_codes(const uint8_t *length, unsigned count, uint16_t *code);

#endif
