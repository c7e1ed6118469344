#ifndef VG_UTCTIME_H
#define VG_UTCTIME_H

#include <stdint.h>

/*
 * Times as RFC 3339 text in UTC, such as "2026-11-24T14:03:15Z". TIME_S is
 * seconds since 1970; years 1970 to 9999.
 */

#define UTCTIME_TEXT 21 /* with the NUL */

void utctime_format(int64_t time_s, char text[UTCTIME_TEXT]);

/* Returns 0, or -1 when TEXT is not of that form. */
int utctime_parse(const char *text, int64_t *time_s);

/* SECONDS as "H:MM:SS", rounded; what is negative is 0:00:00. */
#define UTCTIME_DURATION_TEXT 32 /* with the NUL */
void utctime_format_duration(double seconds, char text[UTCTIME_DURATION_TEXT]);

#endif
