#ifndef VG_STEADY_H
#define VG_STEADY_H

/* Seconds of a clock that nobody sets. */
double steady_s(void);

#endif
