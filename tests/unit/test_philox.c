/* philox: known answers; uniform numbers are uniform and independent. */

#include "scene/philox.h"

#include <string.h>

#include "check.h"

/* Random123's kat_vectors, the lines "philox4x32 10". */
static void known_answers(void)
{
	static const struct {
		uint32_t counter[4], key[2], out[4];
	} kat[] = {
		{ { 0, 0, 0, 0 },
		  { 0, 0 },
		  { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
		  { 0xffffffff, 0xffffffff },
		  { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
		  { 0xa4093822, 0x299f31d0 },
		  { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};

	for (size_t i = 0; i < sizeof(kat) / sizeof(kat[0]); i++) {
		uint32_t out[4];

		philox4x32(out, kat[i].counter, kat[i].key);
		CHECK(memcmp(out, kat[i].out, sizeof(out)) == 0);
	}
}

/* The numbers are the words of the documented counter, 53 bits each. */
static void draws_follow_the_counter(void)
{
	const struct philox_stream s = {
		.seed = UINT64_C(0x299f31d0a4093822),
		.index = UINT64_C(0x85a308d3243f6a88),
	};
	const uint32_t lane = 0x13198a2e, which = 7;
	const uint32_t counter[4] = { 0x243f6a88, 0x85a308d3, lane, 3 };
	const uint32_t key[2] = { 0xa4093822, 0x299f31d0 };
	uint32_t out[4];
	uint64_t bits;

	philox4x32(out, counter, key);
	bits = (uint64_t)(out[0] >> 5) << 26 | out[1] >> 6;
	CHECK(philox_uniform(&s, lane, which - 1) ==
	      (double)bits / 9007199254740992.0);
	bits = (uint64_t)(out[2] >> 5) << 26 | out[3] >> 6;
	CHECK(philox_uniform(&s, lane, which) ==
	      (double)bits / 9007199254740992.0);
	CHECK(philox_between(&s, lane, which, -2.0, 6.0) ==
	      -2.0 + 8.0 * philox_uniform(&s, lane, which));
}

enum { N = 200000 };

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The Kolmogorov-Smirnov test: D sqrt(N) < 1.95 holds in 99.9 %. */
static void check_uniform(double *u)
{
	qsort(u, N, sizeof(*u), by_value);
	for (int i = 0; i < N; i++) {
		CHECK(u[i] >= 0.0 && u[i] < 1.0);
		CHECK_NEAR(u[i], (i + 0.5) / N, 1.95 / 447.2);
	}
}

static double correlation(const double *a, const double *b)
{
	double sum = 0.0;

	for (int i = 0; i < N; i++)
		sum += (a[i] - 0.5) * (b[i] - 0.5);
	return 12.0 * sum / N;
}

/* Neighbours in index, seed, random lane and number are not correlated. */
static void neighbours_are_independent(void)
{
	static double a[N], b[N];

	for (int kind = 0; kind < 4; kind++) {
		for (uint32_t i = 0; i < N; i++) {
			struct philox_stream s = { .seed = 42, .index = i };

			a[i] = philox_uniform(&s, 1, 0);
			s.index += kind == 0;
			s.seed += kind == 1;
			b[i] = philox_uniform(&s, kind == 2 ? 2 : 1,
			                      kind == 3 ? 1 : 0);
		}
		/* Standard deviation 1 / sqrt(N) = 0.0022. */
		CHECK_NEAR(correlation(a, b), 0.0, 0.01);
		check_uniform(a);
		check_uniform(b);
	}
}

int main(void)
{
	known_answers();
	draws_follow_the_counter();
	neighbours_are_independent();
	return 0;
}
