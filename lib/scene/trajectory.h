#ifndef VG_TRAJECTORY_H
#define VG_TRAJECTORY_H

#include <stdint.h>

#include "plan/plan.h"
#include "scene/geometry.h"

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
 * The label of sample INDEX. Each block of C consecutive samples holds each
 * of the C classes once, in an order keyed by the seed and the block, so
 * every prefix is balanced to within one sample.
 */
int trajectory_label(const struct plan *plan, uint64_t index);

/*
 * The class of motion of OBJECT, 0 … objects - 1, of sample INDEX: that of
 * the first is the sample's label, the others' are drawn from all classes.
 */
int trajectory_class(const struct plan *plan, uint64_t index, unsigned object);

/*
 * The path of OBJECT of sample INDEX, whose class is LABEL: x, y, z of its
 * centre for each frame, in world units, into POINTS[3 * frames].
 */
void trajectory_make(const struct plan *plan, uint64_t index, unsigned object,
                     int label, double *points);

/*
 * A box that holds every point of every sample of PLAN, whatever its index,
 * also after rounding to float.
 */
struct box trajectory_workspace(const struct plan *plan);

#endif
