/* Compute Huffman codes of limited length. */
#include "archive/huffman.h"

#include <string.h>

#define DIGIT_BITS 9 /* of the radix sort; a frequency has two digits */
#define DIGITS (1U << DIGIT_BITS)
#define LENGTH_MAX 15
#define FEW 48 /* with fewer symbols, insertion sort is faster */

struct leaf {
	uint32_t weight;
	uint16_t symbol;
};

/* One stable pass of a radix sort by the digit at SHIFT. */
static void sort_pass(const struct leaf *from, struct leaf *to,
                      unsigned count, unsigned shift)
{
	uint16_t at[DIGITS] = { 0 };
	uint16_t sum = 0;

	for (unsigned i = 0; i < count; i++)
		at[from[i].weight >> shift & (DIGITS - 1)]++;
	for (unsigned i = 0; i < DIGITS; i++) {
		uint16_t n = at[i];

		at[i] = sum;
		sum = (uint16_t)(sum + n);
	}
	for (unsigned i = 0; i < count; i++)
		to[at[from[i].weight >> shift & (DIGITS - 1)]++] = from[i];
}

/* Insertion sort by weight; stable too. */
static void sort_few(struct leaf *leaves, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		struct leaf held = leaves[i];
		unsigned k = i;

		for (; k > 0 && leaves[k - 1].weight > held.weight; k--)
			leaves[k] = leaves[k - 1];
		leaves[k] = held;
	}
}

/* The symbols that occur, the rarest first, in LEAVES. Returns how many. */
static unsigned sort_leaves(const uint32_t *frequency, unsigned count,
                            struct leaf *leaves)
{
	struct leaf other[HUFFMAN_SYMBOLS_MAX];
	unsigned used = 0;

	for (unsigned i = 0; i < count; i++)
		if (frequency[i] > 0) {
			leaves[used].weight =
				frequency[i] < HUFFMAN_FREQUENCY_MAX
					? frequency[i]
					: HUFFMAN_FREQUENCY_MAX;
			leaves[used++].symbol = (uint16_t)i;
		}
	if (used < FEW) {
		sort_few(leaves, used);
	} else {
		sort_pass(leaves, other, used, 0);
		sort_pass(other, leaves, used, DIGIT_BITS);
	}
	return used;
}

/*
 * The depth of each leaf in the Huffman tree: A. Moffat and J. Katajainen,
 * "In-place calculation of minimum-redundancy codes", 1995, but not in place.
 * Leaves are sorted by weight; COUNT is at least 2.
 */
static void tree_depths(const struct leaf *leaves, unsigned count,
                        uint16_t *depth)
{
	uint32_t weight[HUFFMAN_SYMBOLS_MAX];
	uint16_t parent[HUFFMAN_SYMBOLS_MAX] = { 0 };
	uint16_t inner_depth[HUFFMAN_SYMBOLS_MAX];
	uint16_t leaf_parent[HUFFMAN_SYMBOLS_MAX] = { 0 };
	unsigned leaf = 0, inner = 0, root = count - 2;

	for (unsigned next = 0; next <= root; next++) {
		weight[next] = 0;
		for (int side = 0; side < 2; side++)
			if (inner < next &&
			    (leaf == count || weight[inner] <
			                              leaves[leaf].weight)) {
				weight[next] += weight[inner];
				parent[inner++] = (uint16_t)next;
			} else {
				weight[next] += leaves[leaf].weight;
				leaf_parent[leaf++] = (uint16_t)next;
			}
	}
	inner_depth[root] = 0;
	for (unsigned i = root; i-- > 0;)
		inner_depth[i] = (uint16_t)(inner_depth[parent[i]] + 1);
	for (unsigned i = 0; i < count; i++)
		depth[i] = (uint16_t)(inner_depth[leaf_parent[i]] + 1);
}

/*
 * The number of codes of each length, none over LIMIT. Shortening the deep
 * ones to LIMIT makes Kraft's sum, in units of 2^-LIMIT, too large. Each step
 * lowers it by one: it moves a leaf one level down, and a leaf from the bottom
 * to be its sibling.
 */
static void limit_lengths(const uint16_t *depth, unsigned count,
                          unsigned limit, unsigned of_length[LENGTH_MAX + 1])
{
	uint32_t total = 0;

	memset(of_length, 0, (LENGTH_MAX + 1) * sizeof *of_length);
	for (unsigned i = 0; i < count; i++)
		of_length[depth[i] < limit ? depth[i] : limit]++;
	for (unsigned i = 1; i <= limit; i++)
		total += (uint32_t)of_length[i] << (limit - i);
	for (; total > (uint32_t)1 << limit; total--) {
		unsigned i = limit - 1;

		while (of_length[i] == 0)
			i--;
		of_length[limit]--;
		of_length[i]--;
		of_length[i + 1] += 2;
	}
}

void huffman_lengths(uint32_t *frequency, unsigned count, unsigned limit,
                     uint8_t *length)
{
	struct leaf leaves[HUFFMAN_SYMBOLS_MAX];
	uint16_t depth[HUFFMAN_SYMBOLS_MAX];
	unsigned of_length[LENGTH_MAX + 1], used = 0, at = 0;

	for (unsigned i = 0; i < count; i++)
		used += frequency[i] > 0;
	for (unsigned i = 0; used < 2; i++)
		if (frequency[i] == 0) {
			frequency[i] = 1;
			used++;
		}
	used = sort_leaves(frequency, count, leaves);
	tree_depths(leaves, used, depth);
	limit_lengths(depth, used, limit, of_length);
	memset(length, 0, count);
	for (unsigned bits = limit; bits > 0; bits--)
		for (unsigned i = 0; i < of_length[bits]; i++)
			length[leaves[at++].symbol] = (uint8_t)bits;
}

/* The lowest 16 bits of V in reverse order. */
static unsigned reverse(unsigned v)
{
	v = (v & 0x5555) << 1 | (v >> 1 & 0x5555);
	v = (v & 0x3333) << 2 | (v >> 2 & 0x3333);
	v = (v & 0x0f0f) << 4 | (v >> 4 & 0x0f0f);
	return (v & 0x00ff) << 8 | (v >> 8 & 0x00ff);
}

void huffman_codes(const uint8_t *length, unsigned count, uint16_t *code)
{
	unsigned of_length[LENGTH_MAX + 1] = { 0 };
	unsigned next[LENGTH_MAX + 2] = { 0 };

	for (unsigned i = 0; i < count; i++)
		of_length[length[i]]++;
	of_length[0] = 0;
	for (unsigned bits = 1; bits <= LENGTH_MAX; bits++)
		next[bits + 1] = (next[bits] + of_length[bits]) << 1;
	for (unsigned i = 0; i < count; i++) {
		if (length[i] > 0)
			code[i] = (uint16_t)(reverse(next[length[i]]++) >>
			                     (16 - length[i]));
	}
}
