/* Assign samples to train, val and test. */
#include "scene/split.h"

#include "scene/philox.h"
#include "scene/random_lanes.h"
#include "scene/trajectory.h"

/* About one deal in two to six is exact for each class, so this is enough. */
#define DEALS_MAX 1000

/* The state of a deal, after some samples of a period. */
struct deal {
	const uint64_t *share; /* of each part, in percent */
	uint64_t classes;
	uint64_t count[SPLIT_PARTS];
	uint64_t class_count[PLAN_CLASSES_MAX][SPLIT_PARTS];
	uint64_t class_samples[PLAN_CLASSES_MAX];
};

/*
 * How much part P wants sample N (from 0) of class C. LAG is by how many
 * samples P is behind before it. With two parts, the first factor spreads each
 * evenly over the places that it may have; with three, nearly so. The second
 * prefers the part that the class lacks more than the other classes do.
 */
static double weight_of(const struct deal *deal, uint64_t n, int c, int p)
{
	double share = (double)deal->share[p] / 100.0;
	double lag = (double)n * share - (double)deal->count[p];
	double lack = (double)deal->class_samples[c] * share -
	              (double)deal->class_count[c][p] -
	              lag / (double)deal->classes;
	double want = 0.5 + 0.5 * lack;
	double even = lag < 0.0 ? (share + lag) / (1.0 + lag)
	                        : share / (1.0 - lag);

	want = want < 0.0 ? 0.0 : want > 1.0 ? 1.0 : want;
	return even * (want * want + 0.02);
}

/*
 * Choose the part of sample N, of class C. U is uniform on [0, 1). After each
 * sample, a part has the floor or the ceiling of its share. With three parts
 * this can always go on: floor + floor + ceiling of shares that add up to n + 1
 * are less than n + 2, so when n are dealt, two parts are never below their
 * floors at once; and not all can be at their ceilings, which add up to n + 1.
 */
static int choose(const struct deal *deal, uint64_t n, int c, double u)
{
	double weight[SPLIT_PARTS] = { 0.0 }, sum = 0.0;
	int last = 0;

	for (int p = 0; p < SPLIT_PARTS; p++) {
		uint64_t whole = (n + 1) * deal->share[p];

		if (deal->count[p] < whole / 100)
			return p;
		if (deal->count[p] >= (whole + 99) / 100)
			continue;
		weight[p] = weight_of(deal, n, c, p);
		sum += weight[p];
		last = p;
	}
	u *= sum;
	for (int p = 0; p < last; p++) {
		if (u < weight[p])
			return p;
		u -= weight[p];
	}
	return last;
}

/* Whether each class has exactly its shares, at the end of a period. */
static int is_exact(const struct deal *deal)
{
	for (uint64_t c = 0; c < deal->classes; c++)
		for (int p = 0; p < SPLIT_PARTS; p++)
			if (deal->class_count[c][p] != deal->share[p])
				return 0;
	return 1;
}

static void make_period(struct split_period *held, const struct plan *plan,
                        uint64_t number)
{
	const struct philox_stream s = { .seed = plan->seed, .index = number };
	const uint64_t share[SPLIT_PARTS] = { plan->split.train,
		                              plan->split.val,
		                              plan->split.test };
	uint64_t size = SPLIT_BLOCKS * plan->classes;
	unsigned char label[SPLIT_PERIOD_MAX];
	struct deal deal;
	uint32_t drawn = 0;

	for (uint64_t n = 0; n < size; n++)
		label[n] = (unsigned char)trajectory_label(
		    plan, number * size + n);
	for (int i = 0; i < DEALS_MAX; i++) {
		deal = (struct deal){ .share = share,
		                      .classes = plan->classes };
		for (uint64_t n = 0; n < size; n++) {
			double u = philox_uniform(&s, LANE_SPLIT, drawn++);
			int c = label[n];
			int p = choose(&deal, n, c, u);

			held->part[n] = (unsigned char)p;
			deal.count[p]++;
			deal.class_count[c][p]++;
			deal.class_samples[c]++;
		}
		if (is_exact(&deal))
			break;
	}
	held->number = number;
	held->is_made = 1;
}

enum split split_of(struct split_period *held, const struct plan *plan,
                    uint64_t index)
{
	uint64_t size = SPLIT_BLOCKS * plan->classes;

	if (!held->is_made || held->number != index / size)
		make_period(held, plan, index / size);
	return (enum split)held->part[index % size];
}
