/* Convert a hue to RGB, and choose hues that differ. */
#include "image/hue.h"

#include "base/fixmath.h"

void hue_rgb(double hue, double rgb[3])
{
	for (int i = 0; i < 3; i++) {
		double from = 6.0 * hue - 2.0 * i; /* primary I, in sixths */

		if (from > 3.0)
			from -= 6.0;
		rgb[i] = fixmath_clamp(2.0 - fixmath_abs(from), 0.0, 1.0);
	}
}

double hue_after(double first, unsigned n)
{
	double hue = first + 0.38196601125010515 * n; /* (3 - sqrt(5)) / 2 */

	return hue - (double)fixmath_floor(hue);
}
