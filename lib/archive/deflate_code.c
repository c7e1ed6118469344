/* Describe a code of deflate by the lengths of its codes. */
#include "archive/deflate_code.h"

#include <string.h>

#include "archive/deflate_bits.h"
#include "archive/huffman.h"

static const uint8_t length_order[DEFLATE_LENGTH_CODES] = {
	16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
};

static unsigned description_extra(unsigned symbol)
{
	return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
}

static void add_symbol(struct deflate_description *d, unsigned symbol,
                       unsigned extra)
{
	d->symbol[d->count] = (uint8_t)symbol;
	d->extra[d->count++] = (uint8_t)extra;
	d->frequency[symbol]++;
}

/* Add RUN times the code length LENGTH. */
static void add_run(struct deflate_description *d, unsigned length, unsigned run)
{
	if (length != 0) {
		add_symbol(d, length, 0);
		run--;
	}
	while (run >= 3) {
		unsigned most = length != 0 ? 6 : 138;
		unsigned part = run < most ? run : most;

		if (length != 0)
			add_symbol(d, 16, part - 3);
		else if (part < 11)
			add_symbol(d, 17, part - 3);
		else
			add_symbol(d, 18, part - 11);
		run -= part;
	}
	while (run-- > 0)
		add_symbol(d, length, 0);
}

void deflate_code_describe(const struct deflate_code *c,
                           struct deflate_description *d)
{
	uint8_t all[DEFLATE_LITERALS + DEFLATE_DISTANCES];
	unsigned count, run;

	memset(d, 0, sizeof *d);
	for (d->literals = DEFLATE_LITERALS; c->length[d->literals - 1] == 0;)
		d->literals--;
	for (d->distances = DEFLATE_DISTANCES;
	     c->length[DEFLATE_LITERALS + d->distances - 1] == 0;)
		d->distances--;
	memcpy(all, c->length, d->literals);
	memcpy(all + d->literals, c->length + DEFLATE_LITERALS, d->distances);
	count = d->literals + d->distances;
	for (unsigned i = 0; i < count; i += run) {
		run = 1;
		while (i + run < count && all[i + run] == all[i])
			run++;
		add_run(d, all[i], run);
	}
	huffman_lengths(d->frequency, DEFLATE_LENGTH_CODES, 7, d->length);
	huffman_codes(d->length, DEFLATE_LENGTH_CODES, d->bits);
	for (d->lengths = DEFLATE_LENGTH_CODES;
	     d->lengths > 4 && d->length[length_order[d->lengths - 1]] == 0;)
		d->lengths--;
	d->total_bits = 5 + 5 + 4 + 3 * d->lengths;
	for (unsigned i = 0; i < d->count; i++)
		d->total_bits += d->length[d->symbol[i]] +
		                 description_extra(d->symbol[i]);
}

void deflate_code_write(struct deflate_block_bits *b,
                        const struct deflate_description *d)
{
	deflate_put(b, d->literals - 257, 5);
	deflate_put(b, d->distances - 1, 5);
	deflate_put(b, d->lengths - 4, 4);
	deflate_flush(b);
	for (unsigned i = 0; i < d->lengths; i++) {
		deflate_put(b, d->length[length_order[i]], 3);
		deflate_flush(b);
	}
	for (unsigned i = 0; i < d->count; i++) {
		deflate_put(b, d->bits[d->symbol[i]], d->length[d->symbol[i]]);
		deflate_put(b, d->extra[i], description_extra(d->symbol[i]));
		deflate_flush(b);
	}
}
