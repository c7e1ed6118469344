#ifndef VG_PHILOX_H
#define VG_PHILOX_H

#include <stdint.h>

/*
 * Counter-based random numbers: Philox4x32-10 of Salmon, Moraes, Dror and
 * Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11. A number is a
 * pure function of key and counter; there is no other state.
 */

/* Encrypt COUNTER with KEY, in ten rounds, into OUT. */
void philox4x32(uint32_t out[4], const uint32_t counter[4],
                const uint32_t key[2]);

/*
 * The random numbers of one index, with one seed. They are divided into random
 * lanes, one for each attribute that is drawn. So a new attribute uses a new
 * lane, and does not change what was drawn before.
 */
struct philox_stream {
	uint64_t seed;  /* the key */
	uint64_t index; /* the low half of the counter */
	uint32_t lanes; /* added to each lane's number */
};

/*
 * Number WHICH of random lane LANE, uniform on [0, 1), a multiple of 2^-53. The
 * counter is (index low, index high, lanes + LANE, WHICH / 2): each block gives
 * two numbers.
 */
double philox_uniform(const struct philox_stream *stream, uint32_t lane,
                      uint32_t which);

/* The same number, scaled to [LOW, HIGH). */
double philox_between(const struct philox_stream *stream, uint32_t lane,
                      uint32_t which, double low, double high);

#endif
