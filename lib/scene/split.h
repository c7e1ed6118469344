#ifndef VG_SPLIT_H
#define VG_SPLIT_H

#include <stdint.h>

#include "plan/plan.h"

/* Which part of the dataset a sample is for. */
enum split { SPLIT_TRAIN = 0, SPLIT_VAL = 1, SPLIT_TEST = 2 };

/* The shares are whole percents: exact in every so many class blocks. */
#define SPLIT_PERIOD 100

/*
 * The part of sample INDEX. The samples of one block of C consecutive
 * indices, one of each class, go together, so that every part is balanced;
 * of each 100 blocks exactly the planned shares go to each part, drawn by a
 * shuffle keyed by the seed. It depends on the plan's seed, classes and
 * shares alone: growing the dataset moves nothing.
 */
enum split split_of(const struct plan *plan, uint64_t index);

#endif
