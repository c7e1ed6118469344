/* Sine, logarithm and normal quantile with the same bits on every machine. */
#include "base/fixmath.h"

#include <stddef.h>

#define TWO_PI 6.28318530717958647692
#define LOG_2 0.69314718055994530942
#define SQRT_HALF 0.70710678118654752440

/* Phi(-3), the mass below -3 sigma. */
#define PHI_MINUS_3 0.0013498980316300945

/* c[0] + c[1] x + … + c[N-1] x^(N-1), by Horner's rule. */
static double polynomial(const double *c, size_t n, double x)
{
	double sum = c[n - 1];

	for (size_t i = n - 1; i > 0; i--)
		sum = sum * x + c[i - 1];
	return sum;
}

#define POLYNOMIAL(c, x) polynomial(c, sizeof(c) / sizeof((c)[0]), x)

/* Taylor series; |x| <= pi/4 leaves a remainder under 1e-18. */
static double sine_near_0(double x)
{
	static const double c[] = {
		1.0, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880,
		-1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000,
		1.0 / 355687428096000,
	};

	return x * POLYNOMIAL(c, x * x);
}

static double cosine_near_0(double x)
{
	static const double c[] = {
		1.0, -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320,
		-1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200,
		1.0 / 20922789888000,
	};

	return POLYNOMIAL(c, x * x);
}

void fixmath_sincos(double turns, double *sine, double *cosine)
{
	int64_t quarters = fixmath_floor(4.0 * turns + 0.5);
	/* Both operands are multiples of ulp(turns), so this is exact. */
	double x = TWO_PI * (turns - (double)quarters / 4.0);
	double s = sine_near_0(x), c = cosine_near_0(x);

	switch ((uint64_t)quarters & 3) {
	case 0:
		*sine = s;
		*cosine = c;
		break;
	case 1:
		*sine = c;
		*cosine = -s;
		break;
	case 2:
		*sine = -s;
		*cosine = -c;
		break;
	default:
		*sine = -c;
		*cosine = s;
		break;
	}
}

double fixmath_to_float(double x)
{
	/*
	 * volatile, because gcc 12 with -O3 -mavx2 vectorises four of
	 * (double)(float)x and omits the rounding.
	 */
	volatile float rounded = (float)x;

	return (double)rounded;
}

/*
 * x = m 2^e with sqrt(1/2) <= m < sqrt(2), then log m = 2 artanh(s) with
 * s = (m - 1) / (m + 1), |s| < 0.172, by its Taylor series.
 */
double fixmath_log(double x)
{
	static const double c[] = {
		1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13,
		1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23,
	};
	double e = 0.0, s;

	for (; x < SQRT_HALF; x *= 2.0)
		e -= 1.0;
	for (; x >= 2.0 * SQRT_HALF; x *= 0.5)
		e += 1.0;
	s = (x - 1.0) / (x + 1.0);
	return e * LOG_2 + 2.0 * s * POLYNOMIAL(c, s * s);
}

/*
 * Algorithm AS 241, PPND16: M. J. Wichura, "The percentage points of the
 * normal distribution", Applied Statistics 37 (1988) 477-484. Its third
 * pair of polynomials, for p < e^-25, is omitted: noise ends at 3 sigma.
 */
static double quantile_centre(double q)
{
	static const double a[] = {
		3.3871328727963666080e0, 1.3314166789178437745e+2,
		1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4,
		3.3430575583588128105e+4, 2.5090809287301226727e+3,
	};
	static const double b[] = {
		1.0, 4.2313330701600911252e+1,
		6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4,
		2.8729085735721942674e+4, 5.2264952788528545610e+3,
	};
	double r = 0.180625 - q * q;

	return q * POLYNOMIAL(a, r) / POLYNOMIAL(b, r);
}

static double quantile_side(double tail)
{
	static const double c[] = {
		1.42343711074968357734e0, 4.63033784615654529590e0,
		5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1,
		2.27238449892691845833e-2, 7.74545014278341407640e-4,
	};
	static const double d[] = {
		1.0, 2.05319162663775882187e0,
		1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2,
		5.47593808499534494600e-4, 1.05075007164441684324e-9,
	};
	double r = fixmath_sqrt(-fixmath_log(tail)) - 1.6;

	return POLYNOMIAL(c, r) / POLYNOMIAL(d, r);
}

double fixmath_normal_quantile(double p)
{
	double q = p - 0.5;

	if (q >= -0.425 && q <= 0.425)
		return quantile_centre(q);
	return q < 0.0 ? -quantile_side(p) : quantile_side(1.0 - p);
}

double fixmath_truncated_normal(double u)
{
	double p = PHI_MINUS_3 + (1.0 - 2.0 * PHI_MINUS_3) * u;

	return fixmath_clamp(fixmath_normal_quantile(p), -3.0, 3.0);
}
