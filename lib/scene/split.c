/* Assign samples to train, val and test. */
#include "scene/split.h"

#include "scene/philox.h"
#include "scene/random_lanes.h"

enum split split_of(const struct plan *plan, uint64_t index)
{
	uint64_t block = index / plan->classes;
	const struct philox_stream s = {
		.seed = plan->seed, .index = block / SPLIT_PERIOD,
	};
	unsigned at = (unsigned)(block % SPLIT_PERIOD);

	/*
	 * The Fisher-Yates shuffle (Knuth, TAOCP 3.4.2, algorithm P) of the
	 * positions 0 … 99, but only for position AT.
	 */
	for (unsigned k = SPLIT_PERIOD - 1; k > 0; k--) {
		double u = philox_uniform(&s, LANE_SPLIT, SPLIT_PERIOD - 1 - k);
		unsigned other = (unsigned)(u * (k + 1));

		if (at == k)
			at = other;
		else if (at == other)
			at = k;
	}
	if (at < plan->split.train)
		return SPLIT_TRAIN;
	return at < plan->split.train + plan->split.val ? SPLIT_VAL
	                                                : SPLIT_TEST;
}
