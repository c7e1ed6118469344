#include "disc.h"

#include "fixmath.h"

static const double disc_colour[3] = { 255, 0, 0 }; /* RGB, 0 … 255 */

void disc_draw(const struct canvas *c, double x, double y)
{
	static const double black[3] = { 0, 0, 0 };
	double side = (double)(c->height < c->width ? c->height : c->width);
	double outer = DISC_REACH * side;
	double inner = outer * (4.5 / 5.5);
	double reach = outer + 0.5;
	double low[2] = { x - reach, y - reach };
	double high[2] = { x + reach, y + reach };
	struct patch p = canvas_patch(c, low, high);
	double fill[3], ring[3];
	unsigned fills[3], rings[3];

	canvas_channels(c, disc_colour, fill);
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
			unsigned whole = canvas_coverage(outer - r);
			unsigned middle = canvas_coverage(inner - r);
			uint8_t *pixel = canvas_pixel(c, column, row);

			for (unsigned i = 0; i < c->channels; i++) {
				canvas_blend(pixel, rings[i], whole);
				canvas_blend(pixel, fills[i], middle);
				pixel += c->stride_c;
			}
		}
	}
}
