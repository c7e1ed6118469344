#ifndef VG_GROUND_TRUTH_H
#define VG_GROUND_TRUTH_H

#include "plan/plan.h"
#include "scene/geometry.h"
#include "scene/projection.h"

/*
 * Ground truth of one frame of one view, at the centres of its pixels, from
 * the same geometry that draws it. Analytic: nothing is read off the pixels.
 */
struct ground_truth {
	/* Where to write: little-endian, H x W each; NULL: not wanted. */
	unsigned char *mask;  /* u1: the object that is seen; 0 for none */
	unsigned char *depth; /* f4: along the optical axis; 0 for none */
	unsigned char *flow;  /* f4, with 2 components */
	/*
	 * i4: the least x, y and one more than the greatest of the pixels
	 * that show object 1, then object 2 …; all 0 when none does. Each
	 * object's box stands box_stride bytes after the one before.
	 */
	unsigned char *box;
	size_t box_stride;
};

/*
 * Write the truth of a frame of PLAN's size in which CAMERA sees the COUNT
 * SIGHTS, and, if the plan has one, a floor at height GROUND. Objects of the
 * plan have the ids 1 … objects. Flow stands as x, y in each pixel, or in
 * layout tchw as a plane of x and a plane of y.
 */
void ground_truth_write(const struct ground_truth *truth,
                        const struct plan *plan, const struct pinhole *camera,
                        const struct projection *sights, unsigned count,
                        double ground);

#endif
