#ifndef VG_SPLIT_H
#define VG_SPLIT_H

#include <stdint.h>

#include "plan/plan.h"

/* Which part of the dataset a sample is for. */
enum split { SPLIT_TRAIN = 0, SPLIT_VAL = 1, SPLIT_TEST = 2 };
#define SPLIT_PARTS 3

/*
 * Shares are whole percents. Samples are dealt to the parts in periods of 100
 * blocks of C samples, one of each class.
 */
#define SPLIT_BLOCKS 100
#define SPLIT_PERIOD_MAX (SPLIT_BLOCKS * PLAN_CLASSES_MAX)

/* The period used last, so that its other samples cost nothing. */
struct split_period {
	int is_made;
	uint64_t number;
	unsigned char part[SPLIT_PERIOD_MAX]; /* an enum split each */
};

/*
 * The part of sample INDEX. In every prefix of the dataset, each part is less
 * than one sample from its planned share; after each period, each class has
 * exactly that share in each part. Random numbers keyed by the seed decide the
 * rest. The result only depends on the plan's seed, classes and shares, so
 * growing the dataset moves no sample. HELD must begin as zeros, and serves one
 * PLAN; it does not change the result.
 */
enum split split_of(struct split_period *held, const struct plan *plan,
                    uint64_t index);

#endif
