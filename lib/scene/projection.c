/* Compute the outline, depth and optical flow of an object in a view. */
#include "scene/projection.h"

void projection_unproject(const struct pinhole *p, const double image[3],
                          double centre[3])
{
	for (int i = 0; i < 2; i++)
		centre[i] = (image[i] - p->centre[i]) * image[2] / p->focal;
	centre[2] = image[2];
}

static double distance2(const struct projection *o)
{
	double sum = 0.0;

	for (int i = 0; i < 3; i++)
		sum += o->centre[i] * o->centre[i];
	return sum;
}

/* Insertion sort: there are few, and equal ones must keep their order. */
void projection_sort(struct projection *projections, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		struct projection held = projections[i];
		double held2 = distance2(&held);
		unsigned k = i;

		for (; k > 0 && distance2(&projections[k - 1]) < held2; k--)
			projections[k] = projections[k - 1];
		projections[k] = held;
	}
}

/*
 * In the plane of one image axis and depth, with the ball's centre at (x, z),
 * the tangents through the eye have the slopes
 * (x z ± r sqrt(x² + z² - r²)) / (z² - r²).
 */
struct patch projection_patch(const struct canvas *c, const struct pinhole *p,
                              const struct projection *o)
{
	double r2 = o->radius * o->radius, z = o->centre[2];
	double low[2], high[2];

	for (int i = 0; i < 2; i++) {
		double x = o->centre[i];
		double spread = o->radius * fixmath_sqrt(x * x + z * z - r2);
		double scale = p->focal / (z * z - r2);

		if (o->is_disc) {
			low[i] = o->image[i] - (o->reach + 0.5);
			high[i] = o->image[i] + (o->reach + 0.5);
			continue;
		}
		low[i] = p->centre[i] + (x * z - spread) * scale - 0.75;
		high[i] = p->centre[i] + (x * z + spread) * scale + 0.75;
	}
	return canvas_patch(c, low, high);
}

int projection_at(const struct pinhole *p, const struct projection *o,
                  unsigned x, unsigned y, double *depth)
{
	double at[2] = { (double)x, (double)y }, sum = 0.0;

	if (!o->is_disc)
		return projection_meets_ball(
		    o->centre, o->radius, (at[0] - p->centre[0]) / p->focal,
		    (at[1] - p->centre[1]) / p->focal, depth);
	for (int i = 0; i < 2; i++)
		sum += (at[i] - o->image[i]) * (at[i] - o->image[i]);
	*depth = o->image[2];
	return sum < o->reach * o->reach;
}

/*
 * A visible point of a ball moves as the centre does. A disc always faces the
 * camera, so its points move and scale with it in the image.
 */
void projection_flow(const struct pinhole *p, const struct projection *o,
                     unsigned x, unsigned y, double depth, double flow[2])
{
	double at[2] = { (double)x, (double)y };

	for (int i = 0; i < 2; i++) {
		double off = at[i] - p->centre[i];
		double moved;

		if (o->is_disc) {
			moved = o->next_image[i] + (at[i] - o->image[i]) *
			        o->next_reach / o->reach;
		} else {
			double to = off * depth / p->focal +
			            o->next_centre[i] - o->centre[i];

			moved = p->centre[i] + p->focal * to /
			        (depth + o->next_centre[2] - o->centre[2]);
		}
		flow[i] = o->is_still ? 0.0 : moved - at[i];
	}
}
