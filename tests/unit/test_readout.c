/* readout: permutations are permutations, and draws from a window are fair. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "readout/permutation.h"
#include "readout/shuffle_window.h"

/* Every number below N comes once. */
static void is_permutation(uint64_t n, uint64_t seed, uint64_t tweak)
{
	struct permutation p = permutation_of(n, seed, tweak);
	unsigned char *seen = calloc(n, 1);

	CHECK(seen != NULL);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t to = permutation_at(&p, i);

		CHECK(to < n && !seen[to]);
		seen[to] = 1;
	}
	free(seen);
}

/*
 * Of 40,000 keys, each of the 24 orders of four comes as often as the others:
 * within five standard deviations of the binomial.
 */
static void orders_are_fair(void)
{
	unsigned count[256] = { 0 }, kinds = 0;

	for (uint64_t seed = 0; seed < 200; seed++)
		for (uint64_t tweak = 0; tweak < 200; tweak++) {
			struct permutation p = permutation_of(4, seed, tweak);
			unsigned order = 0;

			for (uint64_t i = 0; i < 4; i++)
				order = order << 2 |
				        (unsigned)permutation_at(&p, i);
			count[order]++;
		}
	for (int i = 0; i < 256; i++)
		if (count[i] > 0) {
			kinds++;
			CHECK_NEAR(count[i] / 40000.0, 1 / 24.0, 0.005);
		}
	CHECK(kinds == 24);
}

/* What was kept comes out once, and each sample first as often as another. */
static void window_is_fair(void)
{
	enum { TRIES = 20000, SIZE = 8 };
	const size_t record = SHUFFLE_WINDOW_BYTES / SIZE - 64;
	unsigned first[SIZE] = { 0 };
	struct shuffle_window w;
	struct diag d;

	CHECK(shuffle_window_init(&w, record, &d) == 0 && w.slots == SIZE);
	for (uint64_t t = 0; t < TRIES; t++) {
		const struct shuffle_slot *s;
		unsigned seen = 0, n = 0;

		shuffle_window_begin(&w, 7, t);
		for (uint64_t i = 0; i < SIZE; i++) {
			CHECK(!shuffle_window_is_full(&w));
			shuffle_window_next(&w)->index = i;
			shuffle_window_keep(&w);
		}
		CHECK(shuffle_window_is_full(&w));
		while ((s = shuffle_window_draw(&w)) != NULL) {
			first[s->index] += n++ == 0;
			CHECK((seen >> s->index & 1) == 0);
			seen |= 1U << s->index;
		}
		CHECK(seen == (1U << SIZE) - 1);
	}
	shuffle_window_free(&w);
	for (int i = 0; i < SIZE; i++)
		CHECK_NEAR(first[i] / (double)TRIES, 1.0 / SIZE, 0.0117);
}

int main(void)
{
	for (uint64_t n = 1; n < 300; n++)
		is_permutation(n, n * 77, n % 5);
	is_permutation(65536, 1, 0);
	is_permutation(65537, UINT64_MAX, UINT64_MAX);
	is_permutation(1000000, 42, 3);
	orders_are_fair();
	window_is_fair();
	return 0;
}
