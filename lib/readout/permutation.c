/* Permute numbers by a key, one at a time. */
#include "readout/permutation.h"

#include "scene/philox.h"

#define ROUNDS 8

struct permutation permutation_of(uint64_t n, uint64_t seed, uint64_t tweak)
{
	struct permutation p = { n, seed, tweak, 1 };

	while (p.half < 32 && (n - 1) >> (2 * p.half) != 0)
		p.half++;
	return p;
}

static uint64_t encrypt(const struct permutation *p, uint64_t i)
{
	const uint32_t key[2] = { (uint32_t)p->seed,
		                  (uint32_t)(p->seed >> 32) };
	uint64_t mask = (UINT64_C(1) << p->half) - 1;
	uint64_t left = i >> p->half, right = i & mask;

	for (uint32_t round = 0; round < ROUNDS; round++) {
		const uint32_t counter[4] = {
			(uint32_t)right, round, (uint32_t)p->tweak,
			(uint32_t)(p->tweak >> 32),
		};
		uint64_t was = right;
		uint32_t out[4];

		philox4x32(out, counter, key);
		right = left ^ (out[0] & mask);
		left = was;
	}
	return left << p->half | right;
}

uint64_t permutation_at(const struct permutation *p, uint64_t i)
{
	do
		i = encrypt(p, i);
	while (i >= p->n);
	return i;
}
