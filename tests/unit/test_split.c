/* split: exact, balanced, and a function of the index. */
#include <string.h>

#include "check.h"
#include "scene/split.h"
#include "scene/trajectory.h"

#define PERIODS 30

static struct plan make_plan(uint64_t classes, uint64_t seed)
{
	struct plan p;

	plan_defaults(&p);
	p.classes = classes;
	p.seed = seed;
	return p;
}

/* In each 100 blocks, each part has exactly its share of each class. */
static void shares_are_exact(uint64_t classes, struct plan_split shares)
{
	struct plan p = make_plan(classes, 42);
	uint64_t wanted[3] = { shares.train, shares.val, shares.test };

	p.split = shares;
	for (uint64_t period = 0; period < PERIODS; period++) {
		uint64_t count[3][PLAN_CLASSES_MAX] = { { 0 } };

		for (uint64_t i = 0; i < 100 * classes; i++) {
			uint64_t index = period * 100 * classes + i;

			count[split_of(&p, index)]
			     [trajectory_label(&p, index)]++;
		}
		for (int part = 0; part < 3; part++)
			for (uint64_t c = 0; c < classes; c++)
				CHECK(count[part][c] == wanted[part]);
	}
}

/*
 * In 4,000 shuffles, each of the 100 positions is in each part as often as the
 * part's share says, within five standard deviations of the binomial.
 */
static void places_are_fair(void)
{
	struct plan p = make_plan(1, 7);
	unsigned train[100] = { 0 };

	for (uint64_t i = 0; i < 400000; i++)
		train[i % 100] += split_of(&p, i) == SPLIT_TRAIN;
	for (int place = 0; place < 100; place++)
		CHECK_NEAR(train[place] / 4000.0, 0.8, 0.0317);
}

static void seeds_and_periods_differ(void)
{
	struct plan a = make_plan(1, 1), b = make_plan(1, 2);
	unsigned seeds = 0, periods = 0;

	for (uint64_t i = 0; i < 10000; i++) {
		seeds += split_of(&a, i) == split_of(&b, i);
		periods += split_of(&a, i) == split_of(&a, i + 100);
	}
	/* independent splits agree in .8² + .1² + .1² = .66 */
	CHECK_NEAR(seeds / 10000.0, 0.66, 0.03);
	CHECK_NEAR(periods / 10000.0, 0.66, 0.03);
}

int main(void)
{
	for (uint64_t classes = 1; classes <= PLAN_CLASSES_MAX; classes++) {
		shares_are_exact(classes, (struct plan_split){ 80, 10, 10 });
		shares_are_exact(classes, (struct plan_split){ 100, 0, 0 });
		shares_are_exact(classes, (struct plan_split){ 0, 1, 99 });
	}
	places_are_fair();
	seeds_and_periods_differ();
	return 0;
}
