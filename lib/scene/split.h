#ifndef VG_SPLIT_H
#define VG_SPLIT_H

#include <stdint.h>

#include "plan/plan.h"

/* Which part of the dataset a sample is for. */
enum split { SPLIT_TRAIN = 0, SPLIT_VAL = 1, SPLIT_TEST = 2 };

/* Shares are whole percents, and so exact in each 100 blocks of samples. */
#define SPLIT_PERIOD 100

/*
 * The part of sample INDEX. All samples of a block of C consecutive indices,
 * one of each class, are in the same part, so every part is balanced. Of each
 * 100 blocks, each part has exactly its planned share; a shuffle keyed by the
 * seed decides which blocks. The result only depends on the plan's seed,
 * classes and shares, so growing the dataset moves no sample.
 */
enum split split_of(const struct plan *plan, uint64_t index);

#endif
