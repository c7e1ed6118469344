#ifndef VG_PROJECTION_H
#define VG_PROJECTION_H

#include "base/fixmath.h"
#include "image/canvas.h"
#include "scene/geometry.h"

/*
 * One object as one camera sees it in one frame: the geometry that pixels
 * and ground truth share. A ball is a sphere; a disc is flat, facing the
 * camera, parallel to the image.
 */
struct projection {
	unsigned id;       /* its number in masks, from 1 */
	int is_disc;
	double image[3];   /* its centre: x, y in pixels, depth */
	double centre[3];  /* the same in the camera's axes, world units */
	double radius;     /* of a ball, world units */
	double reach;      /* of a disc, pixels */
	double rgb[3];     /* 0 … 255 */
	double opacity;    /* 0 … 1 */
	int is_still;      /* nothing of it moves until the next frame */
	/* The same object in the next frame, for its flow. */
	double next_image[3], next_centre[3], next_reach;
};

/* CENTRE in camera P's axes of the projected point IMAGE. */
void projection_unproject(const struct pinhole *p, const double image[3],
                          double centre[3]);

/*
 * Order COUNT sights by the distance of their centres from the eye, the
 * farthest first.
 */
void projection_sort(struct projection *sights, unsigned count);

/*
 * The pixels of C that camera P's sight S can touch, anti-aliased edge
 * included. The outline of a ball is that of a sphere in exact perspective.
 */
struct patch projection_patch(const struct canvas *c, const struct pinhole *p,
                              const struct projection *s);

/*
 * Whether the ray d = (A, B, 1) meets the ball of RADIUS at CENTRE, and if
 * so, at which DEPTH first.
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
 * Whether camera P sees S at the centre of pixel (X, Y) when nothing is in
 * between, and at which DEPTH.
 */
int projection_at(const struct pinhole *p, const struct projection *s,
                  unsigned x, unsigned y, double *depth);

/*
 * Forward optical flow: by how many pixels, right and down, what S shows at
 * (X, Y) and DEPTH moves until the next frame. The objects do not turn.
 */
void projection_flow(const struct pinhole *p, const struct projection *s,
                     unsigned x, unsigned y, double depth, double flow[2]);

#endif
