#ifndef VG_STEADY_H
#define VG_STEADY_H

/* Seconds of a clock that nobody sets. */
double steady_s(void);

/* Sleep so long, or until a signal comes. */
void steady_nap(double seconds);

#endif
