#ifndef VG_CLOCK_H
#define VG_CLOCK_H

/* Seconds since an arbitrary moment, by a clock that is never set. */
double clock_monotonic_s(void);

/* Seconds since 1970, by a clock that people set. */
double clock_wall_s(void);

/* Sleep for SECONDS, or until a signal arrives. */
void clock_sleep(double seconds);

#endif
