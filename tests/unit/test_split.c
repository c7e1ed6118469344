/* split: exact, balanced, fair, and a function of the index. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "scene/split.h"
#include "scene/trajectory.h"

#define PERIODS 30
#define PREFIXES 5000
#define SEEDS 6

static const struct plan_split shares_tried[] = {
	{ 80, 10, 10 }, { 100, 0, 0 }, { 0, 100, 0 }, { 33, 33, 34 },
	{ 0, 1, 99 },   { 1, 2, 97 },  { 98, 1, 1 },  { 50, 25, 25 },
	{ 70, 20, 10 }, { 50, 50, 0 }, { 34, 33, 33 }, { 13, 29, 58 },
	{ 90, 5, 5 },   { 49, 2, 49 },
};
#define SHARES (sizeof shares_tried / sizeof *shares_tried)

static struct plan make_plan(uint64_t classes, uint64_t seed)
{
	struct plan p;

	plan_defaults(&p);
	p.classes = classes;
	p.seed = seed;
	return p;
}

static void get_shares(const struct plan *p, uint64_t share[SPLIT_PARTS])
{
	share[SPLIT_TRAIN] = p->split.train;
	share[SPLIT_VAL] = p->split.val;
	share[SPLIT_TEST] = p->split.test;
}

/*
 * In every prefix, each part is less than one sample from its share, and each
 * part of each class at most FEW from it.
 */
static void prefixes_are_exact(struct plan_split shares, uint64_t classes,
                               uint64_t seed)
{
	const uint64_t few = 4;
	struct plan p = make_plan(classes, seed);
	struct split_period held = { 0 };
	uint64_t share[SPLIT_PARTS], parts[SPLIT_PARTS] = { 0 };
	uint64_t cells[PLAN_CLASSES_MAX][SPLIT_PARTS] = { { 0 } };
	uint64_t labels[PLAN_CLASSES_MAX] = { 0 };

	p.split = shares;
	get_shares(&p, share);
	for (uint64_t n = 1; n <= PREFIXES; n++) {
		enum split part = split_of(&held, &p, n - 1);
		int label = trajectory_label(&p, n - 1);

		parts[part]++;
		cells[label][part]++;
		labels[label]++;
		for (int k = 0; k < SPLIT_PARTS; k++) {
			uint64_t wanted = n * share[k];
			uint64_t cell = labels[label] * share[k];

			CHECK(100 * parts[k] < wanted + 100);
			CHECK(100 * parts[k] + 100 > wanted);
			CHECK(100 * cells[label][k] <= cell + 100 * few);
			CHECK(100 * cells[label][k] + 100 * few >= cell);
		}
	}
}

/* In each 100 blocks, each part has exactly its share of each class. */
static void periods_are_exact(struct plan_split shares, uint64_t classes)
{
	struct plan p = make_plan(classes, 42);
	struct split_period held = { 0 };
	uint64_t wanted[SPLIT_PARTS];

	p.split = shares;
	get_shares(&p, wanted);
	for (uint64_t period = 0; period < PERIODS; period++) {
		uint64_t count[SPLIT_PARTS][PLAN_CLASSES_MAX] = { { 0 } };

		for (uint64_t i = 0; i < 100 * classes; i++) {
			uint64_t index = period * 100 * classes + i;

			count[split_of(&held, &p, index)]
			     [trajectory_label(&p, index)]++;
		}
		for (int part = 0; part < SPLIT_PARTS; part++)
			for (uint64_t c = 0; c < classes; c++)
				CHECK(count[part][c] == wanted[part]);
	}
}

/*
 * Over 4,000 seeds, each place of a period is in each part about as often as the
 * part's share says, within SLACK: places cannot all be equal while every prefix
 * and every class are exact.
 */
static void places_are_fair(uint64_t classes, double slack)
{
	const double share[SPLIT_PARTS] = { 0.8, 0.1, 0.1 };
	static unsigned count[SPLIT_PERIOD_MAX][SPLIT_PARTS];
	uint64_t size = SPLIT_BLOCKS * classes;

	memset(count, 0, sizeof count);
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct plan p = make_plan(classes, seed);
		struct split_period held = { 0 };

		for (uint64_t i = 0; i < size; i++)
			count[i][split_of(&held, &p, i)]++;
	}
	for (uint64_t i = 0; i < size; i++)
		for (int k = 0; k < SPLIT_PARTS; k++)
			CHECK_NEAR(count[i][k] / 4000.0, share[k], slack);
}

/*
 * A sample's part does not tell its class: over 4,000 seeds, each class has its
 * share of the first 10 samples in each part. Of 10,000 samples of each class,
 * one standard deviation is at most .4 percent.
 */
static void classes_are_fair(void)
{
	static unsigned count[PLAN_CLASSES_MAX][SPLIT_PARTS];
	const double share[SPLIT_PARTS] = { 80.0, 10.0, 10.0 };

	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct plan p = make_plan(PLAN_CLASSES_MAX, seed);
		struct split_period held = { 0 };

		for (uint64_t i = 0; i < 10; i++)
			count[trajectory_label(&p, i)]
			     [split_of(&held, &p, i)]++;
	}
	for (int c = 0; c < PLAN_CLASSES_MAX; c++)
		for (int k = 0; k < SPLIT_PARTS; k++)
			CHECK_NEAR(count[c][k] / 100.0, share[k], 2.0);
}

static void seeds_and_periods_differ(void)
{
	struct plan a = make_plan(1, 1), b = make_plan(1, 2);
	struct split_period of_a = { 0 }, of_b = { 0 }, later = { 0 };
	unsigned seeds = 0, periods = 0;

	for (uint64_t i = 0; i < 10000; i++) {
		seeds += split_of(&of_a, &a, i) == split_of(&of_b, &b, i);
		periods += split_of(&of_a, &a, i) ==
		           split_of(&later, &a, i + 100);
	}
	/* independent splits agree in .8² + .1² + .1² = .66 */
	CHECK_NEAR(seeds / 10000.0, 0.66, 0.03);
	CHECK_NEAR(periods / 10000.0, 0.66, 0.03);
}

/* The period that is held makes no difference. */
static void order_does_not_matter(void)
{
	struct plan p = make_plan(4, 42);
	struct split_period forward = { 0 }, jumping = { 0 };
	static enum split part[4000];

	for (uint64_t i = 0; i < 4000; i++)
		part[i] = split_of(&forward, &p, i);
	for (uint64_t i = 0; i < 4000; i++) {
		uint64_t at = i * 1237 % 4000;
		struct split_period fresh = { 0 };

		CHECK(split_of(&jumping, &p, at) == part[at]);
		CHECK(i % 40 || split_of(&fresh, &p, at) == part[at]);
	}
}

int main(void)
{
	for (size_t i = 0; i < SHARES; i++)
		for (uint64_t classes = 1; classes <= PLAN_CLASSES_MAX;
		     classes++) {
			for (uint64_t seed = 0; seed < SEEDS; seed++)
				prefixes_are_exact(shares_tried[i], classes,
				                   seed);
			periods_are_exact(shares_tried[i], classes);
		}
	places_are_fair(1, 0.12);
	places_are_fair(4, 0.2);
	classes_are_fair();
	seeds_and_periods_differ();
	order_does_not_matter();
	return 0;
}
