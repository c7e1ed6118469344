/* Encode one deflate block: dynamic codes, fixed codes or stored. */
#include "archive/deflate_block.h"

#include <string.h>

#include "archive/deflate_bits.h"
#include "archive/deflate_code.h"
#include "archive/huffman.h"
#include "base/bytes.h"

#define END 256    /* the symbol that ends a block */
#define LENGTHS 29 /* symbols of lengths among DEFLATE_LITERALS */
#define STORED_MAX 65535

enum { STORED, FIXED, DYNAMIC };

/* RFC 1951, 3.2.5: the first length or distance of each symbol. */
static const uint16_t length_base[] = {
	3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
	31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
};
static const uint8_t length_extra[] = {
	0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
	2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
};
static const uint16_t distance_base[] = {
	1,   2,   3,   4,   5,   7,    9,    13,   17,   25,
	33,  49,  65,  97,  129, 193,  257,  385,  513,  769,
	1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
};

/* The extra bits of distance symbol I. */
static unsigned distance_extra(unsigned i)
{
	return i < 4 ? 0 : i / 2 - 1;
}

/* How often each symbol occurs. */
struct statistics {
	uint32_t literal[DEFLATE_LITERALS], distance[DEFLATE_DISTANCES];
};

/* The position of the highest bit of V > 0. */
static unsigned highest_bit(uint32_t v)
{
	return 31 - (unsigned)__builtin_clz(v);
}

/* The symbol of DISTANCE: two for each power of 2. */
static unsigned distance_symbol(uint32_t distance)
{
	uint32_t rest = distance - 1;
	unsigned power = highest_bit(rest | 2) - 1;

	return 2 * power + (unsigned)(rest >> power);
}

/* The symbol of LENGTH, counted among LENGTHS: four for each power of 2. */
static unsigned length_symbol(unsigned length)
{
	uint32_t rest = length - 3;
	unsigned power = highest_bit(rest | 4) - 2;

	return length == LZ77_MATCH_MAX ? LENGTHS - 1
	                                : 4 * power + (unsigned)(rest >> power);
}

/* How often each length occurs as one match, and each distance. */
struct counts {
	uint32_t length[LZ77_MATCH_MAX + 1];
	uint32_t *distance; /* by symbol */
	uint32_t last, symbol; /* the last distance and its symbol */
};

static inline void count_step(struct counts *c, const struct lz77_step *t,
                              uint32_t times)
{
	uint32_t most = t->length / LZ77_MATCH_MAX;
	uint32_t rest = t->length % LZ77_MATCH_MAX;

	if (t->distance != c->last) {
		c->last = t->distance;
		c->symbol = distance_symbol(c->last);
	}
	c->length[LZ77_MATCH_MAX] += most * times;
	c->length[rest] += times;
	c->distance[c->symbol] += (most + (rest > 0)) * times;
}

/* Count all steps of Z but the last, which has no match. */
static void count_matches(struct counts *c, const struct lz77 *z)
{
	size_t i = 0, steps = z->steps - 1;

	if (z->runs == 0) {
		for (; i < steps; i++)
			count_step(c, &z->step[i], 1);
		return;
	}
	for (size_t r = 0; r <= z->runs; r++) {
		size_t end = r < z->runs ? z->run[r].first : steps;

		for (; i < end; i++)
			count_step(c, &z->step[i], z->times[i]);
		i += r < z->runs ? z->run[r].steps : 0;
	}
}

static void count_symbols(const struct lz77 *z, struct statistics *s)
{
	struct counts c = { .last = 0 };

	memset(s, 0, sizeof *s);
	c.distance = s->distance;
	memcpy(s->literal, z->literal, sizeof z->literal);
	count_matches(&c, z);
	for (unsigned i = 3; i <= LZ77_MATCH_MAX; i++)
		if (c.length[i] > 0)
			s->literal[257 + length_symbol(i)] += c.length[i];
	s->literal[END] = 1;
}

/* The bits of all symbols in code C, without the description of C. */
static uint64_t coded_bits(const struct statistics *s,
                           const struct deflate_code *c)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < DEFLATE_LITERALS; i++)
		sum += (uint64_t)s->literal[i] *
		       (c->length[i] + (i > 256 ? length_extra[i - 257] : 0U));
	for (unsigned i = 0; i < DEFLATE_DISTANCES; i++)
		sum += (uint64_t)s->distance[i] *
		       (c->length[DEFLATE_LITERALS + i] + distance_extra(i));
	return sum;
}

/* RFC 1951, 3.2.6. */
static unsigned fixed_length(unsigned symbol)
{
	return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
}

static void fixed_lengths(struct deflate_code *c)
{
	for (unsigned i = 0; i < DEFLATE_LITERALS; i++)
		c->length[i] = (uint8_t)fixed_length(i);
	memset(c->length + DEFLATE_LITERALS, 5, DEFLATE_DISTANCES);
}

/* The numbering of RFC 1951 includes symbols that are never written. */
static void fixed_codes(struct deflate_code *c)
{
	uint8_t length[HUFFMAN_SYMBOLS_MAX];
	uint16_t bits[HUFFMAN_SYMBOLS_MAX];

	for (unsigned i = 0; i < HUFFMAN_SYMBOLS_MAX; i++)
		length[i] = (uint8_t)fixed_length(i);
	huffman_codes(length, HUFFMAN_SYMBOLS_MAX, bits);
	memcpy(c->bits, bits, DEFLATE_LITERALS * sizeof *bits);
	memset(length, 5, 32);
	huffman_codes(length, 32, bits);
	memcpy(c->bits + DEFLATE_LITERALS, bits, DEFLATE_DISTANCES * sizeof *bits);
}

/* The code of a length or a distance, with its extra bits. */
struct bit_string {
	uint32_t bits;
	unsigned count;
};

static struct bit_string length_bits(const struct deflate_code *c,
                                     unsigned length)
{
	unsigned symbol = length_symbol(length), bits = c->length[257 + symbol];
	unsigned more = length - length_base[symbol];

	return (struct bit_string){ c->bits[257 + symbol] | more << bits,
		                    bits + length_extra[symbol] };
}

static struct bit_string distance_bits(const struct deflate_code *c,
                                       uint32_t distance)
{
	unsigned symbol = distance_symbol(distance);
	unsigned bits = c->length[DEFLATE_LITERALS + symbol];
	unsigned more = distance - distance_base[symbol];

	return (struct bit_string){ c->bits[DEFLATE_LITERALS + symbol] | more << bits,
		                    bits + distance_extra(symbol) };
}

/* The bits of matches in a code, as far as they have been needed. */
struct encoder {
	const struct deflate_code *code;
	struct bit_string length[LZ77_MATCH_MAX + 1];
	struct bit_string distance; /* of LAST */
	uint32_t last;
};

/*
 * Write the steps I to before END of Z, which begin at DATA. Returns where they
 * end. With runs, note in Z->times the bits before each step, from BEGIN on.
 * A match has at most 48 bits.
 */
static const unsigned char *
write_steps(struct deflate_block_bits *out, struct encoder *e,
            const struct lz77 *z, size_t i, size_t end,
            const unsigned char *data, const unsigned char *begin)
{
	struct deflate_block_bits b = *out; /* a copy stays in registers */
	const struct deflate_code *c = e->code;
	const struct lz77_step *t = z->step + i, *stop = z->step + end;
	uint32_t *bits = z->runs > 0 ? z->times + i : NULL;

	for (; t < stop; t++) {
		const unsigned char *match = data + t->literals;
		uint32_t left = t->length;

		if (bits != NULL)
			*bits++ = (uint32_t)(8 * (b.at - begin)) + b.count;
		for (; data < match; data++) {
			deflate_put(&b, c->bits[*data], c->length[*data]);
			deflate_flush(&b);
		}
		data += left;
		if (t->distance != e->last) {
			e->last = t->distance;
			e->distance = distance_bits(c, e->last);
		}
		while (left > 0) {
			unsigned n = left < LZ77_MATCH_MAX ? left
			                                   : LZ77_MATCH_MAX;

			if (e->length[n].count == 0)
				e->length[n] = length_bits(c, n);
			deflate_put(&b, e->length[n].bits, e->length[n].count);
			deflate_put(&b, e->distance.bits, e->distance.count);
			deflate_flush(&b);
			left -= n;
		}
	}
	*out = b;
	return data;
}

/* Write COUNT bits that were written before, AT bits after BEGIN. */
static void copy_bits(struct deflate_block_bits *out,
                      const unsigned char *begin, uint32_t at, uint32_t count)
{
	struct deflate_block_bits b = *out;
	const unsigned char *from = begin + at / 8;
	const uint64_t seven = ((uint64_t)1 << 56) - 1;
	unsigned shift = at & 7;

	for (; count >= 56; count -= 56) {
		deflate_put(&b, bytes_get64(from) >> shift & seven, 56);
		deflate_flush(&b);
		from += 7;
	}
	deflate_put(&b, bytes_get64(from) >> shift &
	                        (((uint64_t)1 << count) - 1), count);
	deflate_flush(&b);
	*out = b;
}

/* Write the run R as a copy of what it repeats. */
static void write_run(struct deflate_block_bits *b, const struct lz77 *z,
                      const struct lz77_run *r, const unsigned char *begin)
{
	const uint32_t *from = z->times + r->from;
	uint32_t *bits = z->times + r->first;
	uint32_t at = (uint32_t)(8 * (b->at - begin)) + b->count;
	uint32_t more = at - from[0];

	/* the step after those repeated has been written, or is R's first */
	bits[0] = at;
	copy_bits(b, begin, from[0], from[r->steps] - from[0]);
	for (uint32_t i = 1; i < r->steps; i++)
		bits[i] = from[i] + more;
}

/* Write DATA, as Z's steps, in code C. */
static void write_data(struct deflate_block_bits *b, const struct lz77 *z,
                       const unsigned char *data, const struct deflate_code *c)
{
	struct encoder e = { .code = c };
	const unsigned char *begin = b->at;
	size_t i = 0;

	for (size_t r = 0; r < z->runs; r++) {
		data = write_steps(b, &e, z, i, z->run[r].first, data, begin);
		write_run(b, z, &z->run[r], begin);
		data += z->run[r].bytes;
		i = z->run[r].first + z->run[r].steps;
	}
	(void)write_steps(b, &e, z, i, z->steps, data, begin);
	deflate_put(b, c->bits[END], c->length[END]);
	deflate_flush(b);
}

/* Fill up with zeros to a whole byte. */
static void align_to_byte(struct deflate_block_bits *b)
{
	b->count = (b->count + 7) & ~7U;
	deflate_flush(b);
}

static void write_stored(struct deflate_block_bits *b,
                         const unsigned char *data, size_t size, int last)
{
	do {
		size_t piece = size < STORED_MAX ? size : STORED_MAX;

		size -= piece;
		deflate_put(b, (uint64_t)(last && size == 0) | STORED << 1, 3);
		align_to_byte(b);
		deflate_put(b, piece | (~piece & STORED_MAX) << 16, 32);
		deflate_flush(b);
		memcpy(b->at, data, piece);
		b->at += piece;
		data += piece;
	} while (size > 0);
}

void deflate_block_write(struct deflate_block_bits *b, const struct lz77 *z,
                         const unsigned char *data, size_t size, int last)
{
	struct statistics s;
	struct deflate_code fixed, dynamic = { .length = { 0 } };
	struct deflate_description d;
	uint64_t fixed_bits, dynamic_bits, stored_bits;
	int kind;

	count_symbols(z, &s);
	fixed_lengths(&fixed);
	fixed_bits = coded_bits(&s, &fixed);
	huffman_lengths(s.literal, DEFLATE_LITERALS, 15, dynamic.length);
	huffman_lengths(s.distance, DEFLATE_DISTANCES, 15,
	                dynamic.length + DEFLATE_LITERALS);
	deflate_code_describe(&dynamic, &d);
	dynamic_bits = d.total_bits + coded_bits(&s, &dynamic);
	stored_bits = 8 * (size + 5 * (size / STORED_MAX + 1));
	kind = dynamic_bits < fixed_bits ? DYNAMIC : FIXED;
	if (stored_bits <= (kind == FIXED ? fixed_bits : dynamic_bits)) {
		write_stored(b, data, size, last);
		return;
	}
	deflate_put(b, (uint64_t)(last != 0) | (uint64_t)kind << 1, 3);
	deflate_flush(b);
	if (kind == DYNAMIC) {
		huffman_codes(dynamic.length, DEFLATE_LITERALS, dynamic.bits);
		huffman_codes(dynamic.length + DEFLATE_LITERALS, DEFLATE_DISTANCES,
		              dynamic.bits + DEFLATE_LITERALS);
		deflate_code_write(b, &d);
	} else {
		fixed_codes(&fixed);
	}
	write_data(b, z, data, kind == FIXED ? &fixed : &dynamic);
	if (last)
		align_to_byte(b);
}
