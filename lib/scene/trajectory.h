#ifndef VG_TRAJECTORY_H
#define VG_TRAJECTORY_H

#include <stdint.h>

#include "plan/plan.h"
#include "scene/geometry.h"

/*
 * The paths of objects: four classes of motion, their augmentation, and a box
 * that contains all paths. See vg(7) for the parameters.
 */

/* The class of motion, which is the label of a sample. */
enum trajectory_label {
	TRAJECTORY_LINEAR = 0,
	TRAJECTORY_CIRCULAR = 1,
	TRAJECTORY_HELICAL = 2,
	TRAJECTORY_PARABOLIC = 3,
};

/*
 * The label of sample INDEX. Each block of C consecutive samples has each of
 * the C classes once, in a random order keyed by the seed. So the first n
 * samples are balanced to within one, for every n.
 */
int trajectory_label(const struct plan *plan, uint64_t index);

/*
 * The class of motion of OBJECT, 0 … objects - 1, of sample INDEX. The first
 * object's class is the label of the sample; the other classes are random.
 */
int trajectory_class(const struct plan *plan, uint64_t index, unsigned object);

/*
 * Compute the path of OBJECT of sample INDEX, whose class is LABEL: x, y, z of
 * its centre in each frame, world units, into POINTS[3 * frames].
 */
void trajectory_make(const struct plan *plan, uint64_t index, unsigned object,
                     int label, double *points);

/*
 * A box that contains every point of every sample of PLAN, also after rounding
 * to float.
 */
struct box trajectory_workspace(const struct plan *plan);

#endif
