/* fixmath: compared with libm and with published tables. */

#include "base/fixmath.h"

#include <math.h>

#include "check.h"

#define TAU 6.283185307179586476925L

static void sines(void)
{
	double s, c;

	for (int i = -200000; i <= 200000; i++) {
		double turns = i / 65536.0 + i / 3.0e7;

		fixmath_sincos(turns, &s, &c);
		CHECK_NEAR(s, (double)sinl(TAU * turns), 1e-14);
		CHECK_NEAR(c, (double)cosl(TAU * turns), 1e-14);
		CHECK_NEAR(s * s + c * c, 1.0, 1e-15);
	}
}

/* Multiples of a quarter turn are exact, and so is the reduction. */
static void whole_turns(void)
{
	static const double sine[] = { 0, 1, 0, -1 }, cosine[] = { 1, 0, -1, 0 };
	double s, c, s0, c0;

	for (int i = -4000; i < 4000; i++) {
		fixmath_sincos(i / 4.0, &s, &c);
		CHECK(s == sine[i & 3] && c == cosine[i & 3]);
	}
	fixmath_sincos(0.15625, &s0, &c0);
	for (int bits = 0; bits < 45; bits++) {
		double turns = (double)(INT64_C(1) << bits);

		fixmath_sincos(turns + 0.15625, &s, &c);
		CHECK(s == s0 && c == c0);
		fixmath_sincos(-turns + 0.15625, &s, &c);
		CHECK(s == s0 && c == c0);
	}
}

static void logarithms(void)
{
	for (double x = 1e-300; x < 1e300; x *= 1.37)
		CHECK_NEAR(fixmath_log(x), log(x), 1e-15 * (1 + fabs(log(x))));
	for (double x = 0.5; x < 2.0; x += 1e-4)
		CHECK_NEAR(fixmath_log(x), log(x), 4e-16);
	CHECK(fixmath_log(1.0) == 0.0);
}

static void square_roots(void)
{
	for (int i = 0; i < 1000; i++)
		CHECK(fixmath_sqrt((double)i * i) == i);
	CHECK(fixmath_sqrt(2.0) == 1.4142135623730951);
}

/* Python's statistics.NormalDist().inv_cdf. */
static void quantiles(void)
{
	static const double table[][2] = {
		{ 1e-10, -6.361340902404056 },
		{ 1e-06, -4.753424308822899 },
		{ 0.0005, -3.2905267314918945 },
		{ 0.0013498980316300946, -2.999999999999999 },
		{ 0.01, -2.3263478740408408 },
		{ 0.02, -2.0537489106318225 },
		{ 0.0749, -1.4402382675279632 },
		{ 0.075, -1.4395314709384557 },
		{ 0.0751, -1.4388253927525398 },
		{ 0.1, -1.2815515655446008 },
		{ 0.25, -0.6744897501960817 },
		{ 0.4, -0.2533471031357998 },
		{ 0.5, 0.0 },
		{ 0.6, 0.2533471031357998 },
		{ 0.75, 0.6744897501960817 },
		{ 0.9, 1.2815515655446008 },
		{ 0.925, 1.439531470938456 },
		{ 0.93, 1.4757910281791708 },
		{ 0.99, 2.3263478740408408 },
		{ 0.999, 3.090232306167813 },
		{ 0.9999999, 5.199337582290662 },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CHECK_NEAR(fixmath_normal_quantile(table[i][0]), table[i][1],
		           4e-15 * (1.0 + fabs(table[i][1])));
}

/* The inverse: the distribution function of the quantile. */
static void quantiles_invert(void)
{
	for (double p = 2e-11; p < 0.5; p *= 1.003) {
		double x = fixmath_normal_quantile(p);

		CHECK_NEAR(0.5 * erfc(-x / sqrt(2.0)) / p, 1.0, 1e-13);
		CHECK(p > 0.001 || x < -3.0);
	}
}

static void truncated(void)
{
	double before = -3.0, sum = 0.0, square = 0.0;
	const int n = 1000000;

	CHECK_NEAR(fixmath_truncated_normal(0.0), -3.0, 1e-14);
	CHECK_NEAR(fixmath_truncated_normal(0.5), 0.0, 1e-15);
	for (int i = 0; i < n; i++) {
		double x = fixmath_truncated_normal((i + 0.5) / n);

		CHECK(x >= before && x <= 3.0);
		before = x;
		sum += x;
		square += x * x;
	}
	CHECK_NEAR(sum / n, 0.0, 1e-9);
	/* 1 - 6 phi(3) / (2 Phi(3) - 1) */
	CHECK_NEAR(square / n, 0.97333691, 1e-6);
	CHECK(fixmath_truncated_normal(1.0) <= 3.0);
}

/* Also in a loop that a compiler vectorises: see fixmath_to_float. */
static void floats(void)
{
	double x[4], y[4];

	for (int i = 0; i < 1000; i++) {
		for (int k = 0; k < 4; k++)
			x[k] = (i + 0.1) / (k + 3.0);
		for (int k = 0; k < 4; k++)
			y[k] = fixmath_to_float(x[k]);
		for (int k = 0; k < 4; k++) {
			CHECK((double)(float)y[k] == y[k]);
			CHECK_NEAR(y[k], x[k], x[k] * 0x1p-24);
		}
	}
	CHECK(fixmath_to_float(0.1) == 0x1.99999ap-4);
}

static void floors(void)
{
	for (int i = -1000; i <= 1000; i++)
		CHECK(fixmath_floor(i / 8.0) == (int64_t)floor(i / 8.0));
	CHECK(fixmath_clamp(-1.0, 0.0, 2.0) == 0.0);
	CHECK(fixmath_clamp(1.0, 0.0, 2.0) == 1.0);
	CHECK(fixmath_clamp(3.0, 0.0, 2.0) == 2.0);
}

int main(void)
{
	sines();
	whole_turns();
	logarithms();
	square_roots();
	quantiles();
	quantiles_invert();
	truncated();
	floats();
	floors();
	return 0;
}
