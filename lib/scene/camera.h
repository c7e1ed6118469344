#ifndef VG_CAMERA_H
#define VG_CAMERA_H

#include <stddef.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "scene/geometry.h"

/*
 * The cameras: a ring of pinholes round the workspace, all at one elevation
 * and one distance, looking at its centre with z up in the image. Pixels
 * count from the centre of the top left one; x to the right, y down.
 */

/*
 * Every corner of the workspace stays this far inside the frame's edges, or
 * as far as a larger disc of fixed radius reaches.
 */
#define CAMERA_MARGIN 0.09 /* of the shorter side */

/* Focal length: a field of view of 31 degrees along the shorter side. */
#define CAMERA_FOCAL 1.8 /* of the shorter side */

/* Where camera 0 stands: a little off the x axis, so as to see depth. */
#define CAMERA_AZIMUTH_TURNS 0.04

struct camera {
	/*
	 * P, 3 x 4 by rows: (x w, y w, w) = P (X, Y, Z, 1) with w the depth
	 * in world units. Its entries have been rounded to float.
	 */
	double p[12];
	struct pinhole pinhole; /* the same, before it was rounded */
};

/*
 * How far a disc of fixed radius reaches with its ring, in pixels; 0 for
 * what is seen by perspective.
 */
double camera_reach(const struct plan *plan);

/*
 * Place the PLAN's cameras, as many as it says, for framing workspace: so
 * that an object anywhere in WORKSPACE is seen whole, with the margin, or at
 * the plan's distance. Camera 0 stands at a fixed azimuth, the others follow
 * counter-clockwise.
 */
void camera_ring(struct camera *ring, const struct plan *plan,
                 const struct box *workspace);

/*
 * Place camera V of PLAN for framing auto: it looks in the same direction,
 * from where the objects at all COUNT points, x, y, z each, fill the plan's
 * coverage of the frame, in width or in height, and stand in its middle. No
 * object comes nearer than 1 world unit, so very short paths may fill less.
 */
void camera_fit(struct camera *camera, const struct plan *plan, unsigned v,
                const double *points, size_t count);

/* Project POINT by P into IMAGE: x and y in pixels, and depth. */
void camera_project(const struct camera *camera, const double point[3],
                    double image[3]);

/*
 * How many pixels the outermost corner of WORKSPACE stands inside of the
 * edge of CAMERA's frame; negative outside.
 */
double camera_spare(const struct camera *camera, const struct plan *plan,
                    const struct box *workspace);

/*
 * Whether each of the PLAN's cameras in RING sees every corner of WORKSPACE
 * before it and inside the margin, and an object there whole. Returns 0, or
 * -1 with a invalid-input diag that names the camera, by how many pixels the
 * worst corner is outside, and the least distance.
 */
int camera_check(const struct camera *ring, const struct plan *plan,
                 const struct box *workspace, struct diag *d);

#endif
