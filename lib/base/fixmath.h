#ifndef VG_FIXMATH_H
#define VG_FIXMATH_H

#include <float.h>
#include <math.h> /* only for sqrt */
#include <stdint.h>

/*
 * All mathematics that a pixel depends on: IEEE 754 double with + - * / and
 * sqrt, which the standard rounds correctly, in a fixed order. So every
 * compiler, library and processor computes the same bits. Excess precision
 * (x87) would break that; the assertion refuses to compile it.
 */
_Static_assert(FLT_EVAL_METHOD >= 0 && FLT_EVAL_METHOD != 2,
               "doubles must be evaluated as doubles "
               "(on i386: -msse2 -mfpmath=sse)");

/*
 * Sine and cosine of an angle of TURNS full turns, |TURNS| < 2^50, with an
 * error below 1e-14. The reduction to an eighth of a turn is exact.
 */
void fixmath_sincos(double turns, double *sine, double *cosine);

/* X rounded to the nearest float. */
double fixmath_to_float(double x);

/* The natural logarithm of X, a normal number > 0; relative error 1e-15. */
double fixmath_log(double x);

/*
 * The quantile of the standard normal distribution for e^-25 <= P <=
 * 1 - e^-25 (±6.6 sigma); relative error about 1e-15.
 */
double fixmath_normal_quantile(double p);

/*
 * A standard normal number truncated to [-3, 3], made from U uniform on
 * [0, 1) by inversion.
 */
double fixmath_truncated_normal(double u);

/* The greatest integer <= X, |X| < 2^62. */
static inline int64_t fixmath_floor(double x)
{
	int64_t whole = (int64_t)x;

	return whole - ((double)whole > x);
}

/* The square root, correctly rounded. X >= 0. */
static inline double fixmath_sqrt(double x)
{
	return sqrt(x);
}

/* The absolute value of X. */
static inline double fixmath_abs(double x)
{
	return x < 0.0 ? -x : x;
}

/* X limited to LOW … HIGH. Compilers make this a maximum and a minimum. */
static inline double fixmath_clamp(double x, double low, double high)
{
	double at_least = x < low ? low : x;

	return at_least > high ? high : at_least;
}

#endif
