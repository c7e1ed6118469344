#ifndef VG_PROJECTION_H
#define VG_PROJECTION_H

#include "base/fixmath.h"
#include "image/canvas.h"
#include "scene/geometry.h"

/*
 * One object as one camera sees it in one frame: the geometry that pixels and
 * ground truth share. A ball is a sphere; a disc is flat and parallel to the
 * image plane.
 */
struct projection {
	unsigned id;      /* its number in masks, from 1 */
	int is_disc;
	double image[3];  /* its centre: x, y in pixels, depth */
	double centre[3]; /* the same in the camera's axes, world units */
	double radius;    /* of a ball, world units */
	double reach;     /* of a disc with its ring, pixels */
	double rgb[3];    /* 0 … 255 */
	double opacity;   /* 0 … 1 */
	int is_still;     /* its flow is 0 */
	/* The same object in the next frame, for its flow. */
	double next_image[3], next_centre[3], next_reach;
};

/* The point CENTRE, in the axes of camera P, that projects to IMAGE. */
void projection_unproject(const struct pinhole *p, const double image[3],
                          double centre[3]);

/*
 * Sort COUNT PROJECTIONS by the distance of their centres from the camera, the
 * farthest first.
 */
void projection_sort(struct projection *projections, unsigned count);

/*
 * The pixels of C that can show OBJECT, including its anti-aliased edge, in
 * camera P. A ball has the outline of a sphere in exact perspective.
 */
struct patch projection_patch(const struct canvas *c, const struct pinhole *p,
                              const struct projection *object);

/*
 * Whether the ray d = (A, B, 1) meets the ball of RADIUS at CENTRE; if so,
 * *DEPTH is the depth of the first point.
 */
static inline int projection_meets_ball(const double centre[3], double radius,
                                        double a, double b, double *depth)
{
	double dd = a * a + b * b + 1.0;
	double nearest = (a * centre[0] + b * centre[1] + centre[2]) / dd;
	double off[3] = { nearest * a - centre[0], nearest * b - centre[1],
	                  nearest - centre[2] };
	double apart2 = off[0] * off[0] + off[1] * off[1] + off[2] * off[2];

	if (!(apart2 < radius * radius))
		return 0;
	*depth = nearest - fixmath_sqrt((radius * radius - apart2) / dd);
	return 1;
}

/*
 * Whether OBJECT, if no other object hides it, is at the centre of pixel (X, Y)
 * of camera P; then *DEPTH is its depth there.
 */
int projection_at(const struct pinhole *p, const struct projection *object,
                  unsigned x, unsigned y, double *depth);

/*
 * Forward optical flow: by how many pixels, right and down, the point of OBJECT
 * at (X, Y) and DEPTH moves until the next frame. Objects do not rotate.
 */
void projection_flow(const struct pinhole *p, const struct projection *object,
                     unsigned x, unsigned y, double depth, double flow[2]);

#endif
