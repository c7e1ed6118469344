#ifndef VG_GROUND_TRUTH_H
#define VG_GROUND_TRUTH_H

#include "plan/plan.h"
#include "scene/geometry.h"
#include "scene/projection.h"

/*
 * The ground truth of one frame of one view, at the centres of its pixels. It
 * is computed from the geometry that is drawn, not measured in the pixels. An
 * object too small to be at any of them has the pixel nearest to its centre, so
 * that each object in the frame has a pixel and a box, if no other hides it.
 */
struct ground_truth {
	/* Where to write: little-endian, H x W each; NULL if not wanted. */
	unsigned char *mask;  /* u1: the id of the visible object; 0: none */
	unsigned char *depth; /* f4: along the optical axis; 0: none */
	unsigned char *flow;  /* f4, with 2 components */
	/*
	 * i4: x0, y0, x1, y1 of object 1, then of object 2 …: the pixels that
	 * show the object have x0 <= x < x1 and y0 <= y < y1; all 0 if there
	 * are none. The boxes are box_stride bytes apart.
	 */
	unsigned char *box;
	size_t box_stride;
};

/*
 * Write TRUTH of a frame of PLAN's size, in which CAMERA sees COUNT actors with
 * these PROJECTIONS and, if the plan has one, a floor at height GROUND. The
 * objects of the plan have the ids 1 … objects. In layout tchw, flow is a plane
 * of x and a plane of y; otherwise each pixel has x and y.
 */
void ground_truth_write(const struct ground_truth *truth,
                        const struct plan *plan, const struct pinhole *camera,
                        const struct projection *projections, unsigned count,
                        double ground);

#endif
