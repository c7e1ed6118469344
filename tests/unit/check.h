#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>

/*
 * A unit test is a program that prints nothing and returns 0, or prints which
 * check failed and returns 1.
 */
#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			printf("%s:%d: %s\n", __FILE__, __LINE__, \
			       #condition); \
			exit(1); \
		} \
	} while (0)

/* Check |A - B| <= TOLERANCE; the message has both values. */
#define CHECK_NEAR(a, b, tolerance) \
	do { \
		double check_a = (a), check_b = (b); \
		double check_d = check_a - check_b; \
		if (!(check_d <= (tolerance) && -check_d <= (tolerance))) { \
			printf("%s:%d: %s is %.17g, not %.17g\n", __FILE__, \
			       __LINE__, #a, check_a, check_b); \
			exit(1); \
		} \
	} while (0)

#endif
