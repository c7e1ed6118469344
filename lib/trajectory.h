#ifndef VG_TRAJECTORY_H
#define VG_TRAJECTORY_H

#include <stdint.h>

#include "fixmath.h"
#include "plan.h"

/*
 * Where the object is: the four motions, their augmentation, and the box
 * that nothing ever leaves.
 */

/* The label of a sample. */
enum trajectory_label {
	TRAJECTORY_LINEAR = 0,
	TRAJECTORY_CIRCULAR = 1,
	TRAJECTORY_HELICAL = 2,
	TRAJECTORY_PARABOLIC = 3,
};

/*
 * The lanes of the random numbers. These numbers are part of every dataset:
 * never change or reuse one, take the next for a new attribute. Within a
 * lane the draws are numbered as the comment says.
 */
enum trajectory_lane {
	LANE_LABEL = 0,   /* counted by blocks of C samples: the permutation */
	LANE_SHAPE = 1,   /* the class's parameters, in the table's order */
	LANE_TURN = 2,    /* neutral: start angle, sense, rotation, backwards */
	LANE_PLACE = 3,   /* neutral: the mean's x, y, z */
	LANE_AUGMENT = 4, /* whether, sigma, rotation, shift in x, y, z */
	LANE_NOISE = 5,   /* 3 * frame + axis */
	LANE_SPLIT = 6,   /* counted by 100 blocks of C samples: the shuffle */
};

/*
 * The label of sample INDEX. Each block of C consecutive samples holds each
 * of the C classes once, in an order keyed by the seed and the block, so
 * every prefix is balanced to within one sample.
 */
int trajectory_label(const struct plan *plan, uint64_t index);

/*
 * The path of sample INDEX, whose label is LABEL: x, y, z of the object's
 * centre for each frame, in world units, into POINTS[3 * frames].
 */
void trajectory_make(const struct plan *plan, uint64_t index, int label,
                     double *points);

/*
 * A box that holds every point of every sample of PLAN, whatever its index,
 * also after rounding to float.
 */
struct box trajectory_workspace(const struct plan *plan);

#endif
