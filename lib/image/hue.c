/* Convert a hue to RGB. */
#include "image/hue.h"

#include "base/fixmath.h"

void hue_rgb(double hue, double rgb[3])
{
	for (int i = 0; i < 3; i++) {
		double from = 6.0 * hue - 2.0 * i; /* primary I, in sixths */

		if (from > 3.0)
			from -= 6.0;
		rgb[i] = fixmath_clamp(2.0 - (from < 0.0 ? -from : from), 0.0,
		                       1.0);
	}
}
