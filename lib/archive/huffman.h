#ifndef VG_HUFFMAN_H
#define VG_HUFFMAN_H

#include <stdint.h>

/* Huffman codes of limited length, as deflate uses them: RFC 1951, 3.2. */

#define HUFFMAN_SYMBOLS_MAX 288
#define HUFFMAN_FREQUENCY_MAX 262143 /* more than that counts as that */

/*
 * The lengths in bits, at most LIMIT, of a complete code for COUNT symbols
 * that occur FREQUENCY times; 0 for those that do not. Frequencies of 0 are
 * raised to 1 until there are two symbols, for a code to be complete. COUNT
 * is at most 2^LIMIT and HUFFMAN_SYMBOLS_MAX.
 */
void huffman_lengths(uint32_t *frequency, unsigned count, unsigned limit,
                     uint8_t *length);

/*
 * The canonical codes of COUNT symbols with these LENGTHS, their first bit
 * lowest.
 */
void huffman_codes(const uint8_t *length, unsigned count, uint16_t *code);

#endif
