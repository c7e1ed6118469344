#ifndef VG_DURATION_H
#define VG_DURATION_H

/* SECONDS as "H:MM:SS", rounded; what is negative is 0:00:00. */
#define DURATION_TEXT 32 /* with the NUL */
void duration_format(double seconds, char text[DURATION_TEXT]);

#endif
