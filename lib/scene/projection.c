/* Compute the outline, depth and optical flow of an object in a view. */
#include "scene/projection.h"

void projection_unproject(const struct pinhole *p, const double image[3],
                          double centre[3])
{
	for (int i = 0; i < 2; i++)
		centre[i] = (image[i] - p->centre[i]) * image[2] / p->focal;
	centre[2] = image[2];
}

static double distance2(const struct projection *s)
{
	double sum = 0.0;

	for (int i = 0; i < 3; i++)
		sum += s->centre[i] * s->centre[i];
	return sum;
}

/* By insertion: they are few, and equal ones keep their order. */
void projection_sort(struct projection *sights, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		struct projection held = sights[i];
		unsigned k = i;

		for (; k > 0 && distance2(&sights[k - 1]) < distance2(&held);
		     k--)
			sights[k] = sights[k - 1];
		sights[k] = held;
	}
}

/*
 * In the plane of one image axis and depth, with the ball's centre at (x, z),
 * the tangents through the eye have the slopes
 * (x z ± r sqrt(x² + z² - r²)) / (z² - r²).
 */
struct patch projection_patch(const struct canvas *c, const struct pinhole *p,
                              const struct projection *s)
{
	double r2 = s->radius * s->radius, z = s->centre[2];
	double low[2], high[2];

	for (int i = 0; i < 2; i++) {
		double x = s->centre[i];
		double spread = s->radius * fixmath_sqrt(x * x + z * z - r2);
		double scale = p->focal / (z * z - r2);

		if (s->is_disc) {
			low[i] = s->image[i] - (s->reach + 0.5);
			high[i] = s->image[i] + (s->reach + 0.5);
			continue;
		}
		low[i] = p->centre[i] + (x * z - spread) * scale - 0.75;
		high[i] = p->centre[i] + (x * z + spread) * scale + 0.75;
	}
	return canvas_patch(c, low, high);
}

int projection_at(const struct pinhole *p, const struct projection *s,
                  unsigned x, unsigned y, double *depth)
{
	double at[2] = { (double)x, (double)y }, sum = 0.0;

	if (!s->is_disc)
		return projection_meets_ball(
		    s->centre, s->radius, (at[0] - p->centre[0]) / p->focal,
		    (at[1] - p->centre[1]) / p->focal, depth);
	for (int i = 0; i < 2; i++)
		sum += (at[i] - s->image[i]) * (at[i] - s->image[i]);
	*depth = s->image[2];
	return sum < s->reach * s->reach;
}

/*
 * Of a ball, the point that is seen moves as the centre does. A disc keeps
 * facing the camera: its points keep their place in it.
 */
void projection_flow(const struct pinhole *p, const struct projection *s,
                     unsigned x, unsigned y, double depth, double flow[2])
{
	double at[2] = { (double)x, (double)y };

	for (int i = 0; i < 2; i++) {
		double off = at[i] - p->centre[i];
		double moved;

		if (s->is_disc) {
			moved = s->next_image[i] + (at[i] - s->image[i]) *
			        s->next_reach / s->reach;
		} else {
			double to = off * depth / p->focal +
			            s->next_centre[i] - s->centre[i];

			moved = p->centre[i] + p->focal * to /
			        (depth + s->next_centre[2] - s->centre[2]);
		}
		flow[i] = s->is_still ? 0.0 : moved - at[i];
	}
}
