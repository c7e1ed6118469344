/* Place cameras, project points, and check what the cameras see. */
#include "scene/camera.h"

#include "base/fixmath.h"
#include "scene/projection.h"

/* The least depth of a corner of the workspace, world units. */
#define NEAREST 1.0

/* Rounding P to float moves a corner by less, in pixels of a 1024 px frame. */
#define ROUNDING 1e-3

/* The offset of corner I, 0 … 7, from the centre of box B. */
static void corner_offset(const struct box *b, unsigned i, double offset[3])
{
	for (unsigned axis = 0; axis < 3; axis++) {
		double half = 0.5 * (b->high[axis] - b->low[axis]);

		offset[axis] = i >> axis & 1 ? half : -half;
	}
}

static double dot(const double a[3], const double b[3])
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double camera_reach(const struct plan *plan)
{
	return DISC_REACH * (double)plan->radius_micro / PLAN_MICRO;
}

static double shorter_side(const struct plan *plan)
{
	return (double)(plan->size.height < plan->size.width
	                        ? plan->size.height
	                        : plan->size.width);
}

/* Set the axes of a camera at AZIMUTH and ELEVATION, both in turns. */
static void set_axes(struct pinhole *p, double azimuth, double elevation)
{
	double sa, ca, se, ce;

	fixmath_sincos(azimuth, &sa, &ca);
	fixmath_sincos(elevation, &se, &ce);
	p->axis[0][0] = -sa;
	p->axis[0][1] = ca;
	p->axis[0][2] = 0.0;
	p->axis[1][0] = se * ca;
	p->axis[1][1] = se * sa;
	p->axis[1][2] = -ce;
	p->axis[2][0] = -ce * ca;
	p->axis[2][1] = -ce * sa;
	p->axis[2][2] = -se;
}

/* Set all of camera V but its position. */
static void aim(struct pinhole *p, const struct plan *plan, unsigned v)
{
	double degrees = (double)plan->elevation_micro / PLAN_MICRO;

	set_axes(p, CAMERA_AZIMUTH_TURNS + (double)v / (double)plan->cameras,
	         degrees / 360.0);
	p->focal = CAMERA_FOCAL * shorter_side(plan);
	p->centre[0] = 0.5 * ((double)plan->size.width - 1.0);
	p->centre[1] = 0.5 * ((double)plan->size.height - 1.0);
}

/*
 * The least distance D from the centre of a box at which P sees its corner at
 * offset Q. Along image axis i, with x = q · axis i and z = q · forward, the
 * depth of the corner is D + z, and
 *   the corner is within half - MARGIN pixels of the frame's centre if
 *     focal |x| <= (half - margin) (D + z);
 *   a ball of RADIUS around it is within half if its centre is RADIUS away
 *   from the plane through the camera and that edge of the frame:
 *     half (D + z) - focal |x| >= radius sqrt(focal² + half²).
 */
static double corner_distance(const struct pinhole *p, const double q[3],
                              double margin, double radius)
{
	double z = dot(q, p->axis[2]), most = NEAREST - z;

	for (int i = 0; i < 2; i++) {
		double x = p->focal * fixmath_abs(dot(q, p->axis[i]));
		double half = p->centre[i] + 0.5;
		double slope = fixmath_sqrt(p->focal * p->focal + half * half);
		double point = x / (half - margin) - z;
		double ball = (x + radius * slope) / half - z;

		if (point > most)
			most = point;
		if (ball > most)
			most = ball;
	}
	return most;
}

/* Set P = K [R | -R c], rounded to float. */
static void set_matrix(struct camera *c)
{
	const struct pinhole *p = &c->pinhole;

	for (int column = 0; column < 4; column++) {
		double axis[3];

		for (int i = 0; i < 3; i++)
			axis[i] = column < 3 ? p->axis[i][column]
			                     : -dot(p->axis[i], p->position);
		for (int i = 0; i < 2; i++)
			c->p[4 * i + column] = fixmath_to_float(
				p->focal * axis[i] + p->centre[i] * axis[2]);
		c->p[8 + column] = fixmath_to_float(axis[2]);
	}
}

/* The least pixels from a corner to the frame's edge: a disc must fit. */
static double margin_of(const struct plan *plan)
{
	double margin = CAMERA_MARGIN * shorter_side(plan);

	return margin > camera_reach(plan) ? margin : camera_reach(plan);
}

/* The radius to keep in view. A disc of fixed radius is in margin_of. */
static double ball_of(const struct plan *plan)
{
	return plan->radius_micro > 0 ? 0.0 : BALL_RADIUS;
}

/* The least distance from its centre at which P sees all of WORKSPACE. */
static double least_distance(const struct pinhole *p, const struct plan *plan,
                             const struct box *workspace)
{
	double distance = 0.0, q[3];

	for (unsigned i = 0; i < 8; i++) {
		double least;

		corner_offset(workspace, i, q);
		least = corner_distance(p, q, margin_of(plan), ball_of(plan));
		if (least > distance)
			distance = least;
	}
	return distance;
}

/* The least distance at which each camera of RING sees all of WORKSPACE. */
static double ring_distance(const struct camera *ring, const struct plan *plan,
                            const struct box *workspace)
{
	double distance = 0.0;

	for (uint64_t v = 0; v < plan->cameras; v++) {
		double least = least_distance(&ring[v].pinhole, plan,
		                              workspace);

		if (least > distance)
			distance = least;
	}
	return distance;
}

void camera_ring(struct camera *ring, const struct plan *plan,
                 const struct box *workspace)
{
	double distance = (double)plan->distance_micro / PLAN_MICRO;
	unsigned cameras = (unsigned)plan->cameras;

	for (unsigned v = 0; v < cameras; v++)
		aim(&ring[v].pinhole, plan, v);
	if (plan->distance_micro == 0)
		distance = ring_distance(ring, plan, workspace);
	for (unsigned v = 0; v < cameras; v++) {
		struct pinhole *p = &ring[v].pinhole;

		for (int i = 0; i < 3; i++)
			p->position[i] = 0.5 * (workspace->low[i] +
			                        workspace->high[i]) -
			                 distance * p->axis[2][i];
		set_matrix(&ring[v]);
	}
}

/*
 * Along an image axis, the plan's share of the frame is a wedge from the camera
 * with slope s on either side. An object of radius r at (x, z) is in it if
 * |x - px| <= s (z - pz) - r sqrt(1 + s²); so a camera at (px, pz) sees all
 * objects if
 *   px - s pz >=  high = max( x - s z) + r sqrt(1 + s²)
 *  -px - s pz >=  low  = max(-x - s z) + r sqrt(1 + s²).
 * Both hold with equality at the foremost position, px = (high - low) / 2 and
 * pz = -(high + low) / 2s; farther back, px keeps the objects in the middle.
 */
struct wedge {
	double middle, foremost; /* px, pz; world units */
};

static struct wedge fit_wedge(const struct pinhole *p, const struct plan *plan,
                              int axis, const double *points, size_t count)
{
	double half = p->centre[axis] + 0.5;
	double coverage = (double)plan->coverage_micro / PLAN_MICRO;
	double s = (coverage * half - camera_reach(plan)) / p->focal;
	double room = ball_of(plan) * fixmath_sqrt(1.0 + s * s);
	double high = -1e9, low = -1e9;

	for (size_t i = 0; i < count; i++) {
		double x = dot(points + 3 * i, p->axis[axis]);
		double z = dot(points + 3 * i, p->axis[2]);

		high = x - s * z > high ? x - s * z : high;
		low = -x - s * z > low ? -x - s * z : low;
	}
	high += room;
	low += room;
	return (struct wedge){ 0.5 * (high - low), -0.5 * (high + low) / s };
}

void camera_fit(struct camera *camera, const struct plan *plan, unsigned v,
                const double *points, size_t count)
{
	struct pinhole *p = &camera->pinhole;
	struct wedge across, down;
	double back = 1e9;

	aim(p, plan, v);
	across = fit_wedge(p, plan, 0, points, count);
	down = fit_wedge(p, plan, 1, points, count);
	for (size_t i = 0; i < count; i++) {
		double z = dot(points + 3 * i, p->axis[2]) - NEAREST;

		back = z < back ? z : back;
	}
	back = across.foremost < back ? across.foremost : back;
	back = down.foremost < back ? down.foremost : back;
	for (int i = 0; i < 3; i++)
		p->position[i] = across.middle * p->axis[0][i] +
		                 down.middle * p->axis[1][i] +
		                 back * p->axis[2][i];
	set_matrix(camera);
}

void camera_project(const struct camera *camera, const double point[3],
                    double image[3])
{
	double h[3];

	for (int i = 0; i < 3; i++) {
		const double *row = camera->p + 4 * i;

		h[i] = row[0] * point[0] + row[1] * point[1] +
		       row[2] * point[2] + row[3];
	}
	image[0] = h[0] / h[2];
	image[1] = h[1] / h[2];
	image[2] = h[2];
}

double camera_spare(const struct camera *camera, const struct plan *plan,
                    const struct box *workspace)
{
	double least = shorter_side(plan);

	for (unsigned i = 0; i < 8; i++) {
		double point[3], image[3];

		corner_offset(workspace, i, point);
		for (int axis = 0; axis < 3; axis++)
			point[axis] += 0.5 * (workspace->low[axis] +
			                      workspace->high[axis]);
		camera_project(camera, point, image);
		if (!(image[2] > 0.0))
			return -camera->pinhole.focal;
		for (int axis = 0; axis < 2; axis++) {
			double centre = camera->pinhole.centre[axis];
			double spare = centre + 0.5 -
			               fixmath_abs(image[axis] - centre);

			if (spare < least)
				least = spare;
		}
	}
	return least;
}

/* The depth of the workspace's centre, which the camera looks at. */
static double distance_of(const struct pinhole *p, const struct box *workspace)
{
	double to[3];

	for (int i = 0; i < 3; i++)
		to[i] = 0.5 * (workspace->low[i] + workspace->high[i]) -
		        p->position[i];
	return dot(to, p->axis[2]);
}

int camera_check(const struct camera *ring, const struct plan *plan,
                 const struct box *workspace, struct diag *d)
{
	double enough = ring_distance(ring, plan, workspace);

	for (unsigned v = 0; v < plan->cameras; v++) {
		const struct pinhole *p = &ring[v].pinhole;
		double least = least_distance(p, plan, workspace);
		double out = margin_of(plan) -
		             camera_spare(&ring[v], plan, workspace);

		if (out <= ROUNDING &&
		    distance_of(p, workspace) >= least - ROUNDING)
			continue;
		if (out <= ROUNDING)
			return diag_invalid(
			    d,
			    "camera %u: an object at the edge of the "
			    "workspace would be cut by the frame; give "
			    "distance %.2f or more, or 0",
			    v, enough + 0.005);
		return diag_invalid(
		    d,
		    "camera %u: a corner of the workspace is "
		    "%.3f px outside the frame's margin; give "
		    "distance %.2f or more, or 0",
		    v, out, enough + 0.005);
	}
	return 0;
}
