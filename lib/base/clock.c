/* Read the monotonic clock, and sleep. */
#include "base/clock.h"

#include <time.h>

double clock_monotonic_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double clock_wall_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void clock_sleep(double seconds)
{
	double fraction = seconds - (double)(time_t)seconds;
	struct timespec t = { (time_t)seconds, (long)(fraction * 1e9) };

	(void)nanosleep(&t, NULL);
}
