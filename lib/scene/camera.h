#ifndef VG_CAMERA_H
#define VG_CAMERA_H

#include <stddef.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "scene/geometry.h"

/*
 * The cameras: a ring of pinhole cameras around the workspace, all at the same
 * elevation and distance, looking at its centre with z up in the image. Pixel
 * coordinates are 0 at the centre of the top left pixel; x is to the right, y
 * down.
 */

/*
 * The least distance of a projected corner of the workspace from the edges of
 * the frame, unless a disc of fixed radius needs more.
 */
#define CAMERA_MARGIN 0.09 /* of the shorter side */

/* Focal length: a field of view of 31 degrees along the shorter side. */
#define CAMERA_FOCAL 1.8 /* of the shorter side */

/* The azimuth of camera 0: a little off the x axis, so that depth shows. */
#define CAMERA_AZIMUTH_TURNS 0.04

struct camera {
	/*
	 * The matrix P, 3 x 4 by rows: (x w, y w, w) = P (X, Y, Z, 1), where w
	 * is the depth in world units. Its entries are rounded to float.
	 */
	double p[12];
	struct pinhole pinhole; /* the same camera, before rounding */
};

/*
 * The radius in pixels of a disc of fixed radius with its ring; 0 for objects
 * in perspective.
 */
double camera_reach(const struct plan *plan);

/*
 * Place the cameras of PLAN in RING[plan->cameras], for framing workspace: at
 * the plan's distance or, if that is 0, at the least distance where each
 * camera sees whole, with the margin, an object anywhere in WORKSPACE. Camera 0
 * has a fixed azimuth; the others follow counter-clockwise.
 */
void camera_ring(struct camera *ring, const struct plan *plan,
                 const struct box *workspace);

/*
 * Place camera V of PLAN for framing auto. Its direction is the same. From its
 * position, objects at all COUNT POINTS, x, y, z each, are in the middle of the
 * frame and fill the plan's coverage of it, in width or in height. No object is
 * nearer than 1 world unit, so objects with very short paths may fill less.
 */
void camera_fit(struct camera *camera, const struct plan *plan, unsigned v,
                const double *points, size_t count);

/* Project POINT with P into IMAGE: x and y in pixels, and the depth. */
void camera_project(const struct camera *camera, const double point[3],
                    double image[3]);

/*
 * The distance in pixels from the outermost corner of WORKSPACE to the edge of
 * CAMERA's frame; negative if it is outside.
 */
double camera_spare(const struct camera *camera, const struct plan *plan,
                    const struct box *workspace);

/*
 * Check that each of PLAN's cameras in RING sees every corner of WORKSPACE in
 * front of it and within the margin, and an object there whole. Returns 0, or
 * -1 with an invalid-input diag that names the camera, how many pixels the
 * corner is outside, and the least distance that would do.
 */
int camera_check(const struct camera *ring, const struct plan *plan,
                 const struct box *workspace, struct diag *d);

#endif
