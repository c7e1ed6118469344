#include "base/clock.h"

#include <time.h>

double steady_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void steady_nap(double seconds)
{
	struct timespec t = { (time_t)seconds,
		              (long)((seconds - (double)(time_t)seconds) * 1e9) };

	(void)nanosleep(&t, NULL);
}
