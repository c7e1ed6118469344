/* Compute Philox random numbers from a key and a counter. */
#include "scene/philox.h"

#define ROUNDS 10

/* Multipliers and Weyl increments of the paper's table 2 and section 4.3. */
#define MULTIPLIER_0 UINT64_C(0xD2511F53)
#define MULTIPLIER_1 UINT64_C(0xCD9E8D57)
#define WEYL_0 UINT32_C(0x9E3779B9) /* golden ratio */
#define WEYL_1 UINT32_C(0xBB67AE85) /* sqrt(3) - 1 */

#define TWO_TO_26 67108864.0
#define TWO_TO_53 9007199254740992.0

void philox4x32(uint32_t out[4], const uint32_t counter[4],
                const uint32_t key[2])
{
	uint32_t c0 = counter[0], c1 = counter[1];
	uint32_t c2 = counter[2], c3 = counter[3];
	uint32_t k0 = key[0], k1 = key[1];

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t product0 = MULTIPLIER_0 * c0;
		uint64_t product1 = MULTIPLIER_1 * c2;

		c0 = (uint32_t)(product1 >> 32) ^ c1 ^ k0;
		c2 = (uint32_t)(product0 >> 32) ^ c3 ^ k1;
		c1 = (uint32_t)product1;
		c3 = (uint32_t)product0;
		k0 += WEYL_0;
		k1 += WEYL_1;
	}
	out[0] = c0;
	out[1] = c1;
	out[2] = c2;
	out[3] = c3;
}

double philox_uniform(const struct philox_stream *stream, uint32_t lane,
                      uint32_t which)
{
	const uint32_t key[2] = {
		(uint32_t)stream->seed, (uint32_t)(stream->seed >> 32),
	};
	const uint32_t counter[4] = {
		(uint32_t)stream->index, (uint32_t)(stream->index >> 32),
		stream->lanes + lane, which / 2,
	};
	uint32_t out[4];
	const uint32_t *word = out + 2 * (which % 2);

	philox4x32(out, counter, key);
	/* 27 bits of one word and 26 of the other: the 53 of a double. */
	return ((double)(word[0] >> 5) * TWO_TO_26 + (double)(word[1] >> 6)) /
	       TWO_TO_53;
}

double philox_between(const struct philox_stream *stream, uint32_t lane,
                      uint32_t which, double low, double high)
{
	return low + (high - low) * philox_uniform(stream, lane, which);
}
