#ifndef VG_CLOCK_H
#define VG_CLOCK_H

/* Seconds of a clock that nobody sets. */
double clock_monotonic_s(void);

/* Sleep so long, or until a signal comes. */
void clock_sleep(double seconds);

#endif
