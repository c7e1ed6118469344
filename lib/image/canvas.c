/* Clip areas, convert colours and fill pixels of a canvas. */
#include "image/canvas.h"

/* The whole pixels [FROM, TO) from LOW to HIGH, clipped to 0 … LIMIT. */
static void clip(double low, double high, unsigned limit, unsigned *from,
                 unsigned *to)
{
	double last = (double)limit;

	*from = (unsigned)fixmath_clamp(low, 0.0, last);
	*to = (unsigned)fixmath_clamp(high + 1.0, 0.0, last);
}

struct patch canvas_patch(const struct canvas *c, const double low[2],
                          const double high[2])
{
	struct patch p;

	clip(low[0], high[0], c->width, &p.x0, &p.x1);
	clip(low[1], high[1], c->height, &p.y0, &p.y1);
	return p;
}

void canvas_channels(const struct canvas *c, const double rgb[3],
                     double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = rgb[i];
	if (c->channels == 1)
		out[0] = canvas_luma(rgb);
}

void canvas_put(const struct canvas *c, unsigned x, unsigned y,
                const double rgb[3])
{
	uint8_t *pixel = canvas_pixel(c, x, y);
	double value[3];

	canvas_channels(c, rgb, value);
	for (unsigned i = 0; i < c->channels; i++)
		pixel[i * c->stride_c] = (uint8_t)canvas_byte(value[i]);
}

void canvas_fill(const struct canvas *c, const double rgb[3])
{
	for (unsigned y = 0; y < c->height; y++)
		for (unsigned x = 0; x < c->width; x++)
			canvas_put(c, x, y, rgb);
}
