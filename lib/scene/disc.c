/* Draw a flat disc with a ring. */
#include "scene/disc.h"

#include "base/fixmath.h"
#include "scene/geometry.h"

void disc_draw(const struct canvas *c, const struct pinhole *camera,
               const struct projection *object)
{
	static const double black[3] = { 0, 0, 0 };
	double x = object->image[0], y = object->image[1];
	double outer = object->reach;
	double inner = outer * (4.5 / 5.5);
	struct patch p = projection_patch(c, camera, object);
	double fill[3], ring[3];
	unsigned fills[3], rings[3];

	canvas_channels(c, object->rgb, fill);
	canvas_channels(c, black, ring);
	for (unsigned i = 0; i < c->channels; i++) {
		fills[i] = canvas_byte(fill[i]);
		rings[i] = canvas_byte(ring[i]);
	}
	for (unsigned row = p.y0; row < p.y1; row++) {
		double dy = (double)row - y;

		for (unsigned column = p.x0; column < p.x1; column++) {
			double dx = (double)column - x;
			double r = fixmath_sqrt(dx * dx + dy * dy);
			unsigned whole = canvas_edge_opacity(outer - r);
			unsigned middle = canvas_edge_opacity(inner - r);
			uint8_t *pixel = canvas_pixel(c, column, row);

			if (whole == 0)
				continue;
			for (unsigned i = 0; i < c->channels; i++) {
				canvas_blend(pixel, rings[i], whole);
				canvas_blend(pixel, fills[i], middle);
				pixel += c->stride_c;
			}
		}
	}
}
