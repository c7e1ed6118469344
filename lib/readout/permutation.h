#ifndef VG_PERMUTATION_H
#define VG_PERMUTATION_H

#include <stdint.h>

/*
 * A keyed permutation of 0 … n-1 that needs no memory: a Feistel network whose
 * round function is Philox, on the smallest even number of bits that holds n;
 * results beyond n are encrypted again (Black and Rogaway, "Ciphers with
 * arbitrary finite domains", CT-RSA 2002).
 */
struct permutation {
	uint64_t n, seed, tweak;
	unsigned half; /* bits of each half */
};

/* The permutation of N numbers, at least one, for SEED and TWEAK. */
struct permutation permutation_of(uint64_t n, uint64_t seed, uint64_t tweak);

/* Where P moves I, which is below n. */
uint64_t permutation_at(const struct permutation *p, uint64_t i);

#endif
