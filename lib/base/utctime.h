#ifndef VG_UTCTIME_H
#define VG_UTCTIME_H

#include <stdint.h>

/*
 * Times in UTC as RFC 3339 text, such as "2026-11-24T14:03:15Z". TIME_S is
 * in seconds since 1970-01-01; years 1970 to 9999.
 */

#define UTCTIME_TEXT 21 /* with the NUL */

/* Format TIME_S, limited to those years. */
void utctime_format(int64_t time_s, char text[UTCTIME_TEXT]);

/*
 * The whole second next to TIME_S, also where that is not a number or no time that
 * utctime_format has: then the one of its range that is next to it.
 */
int64_t utctime_whole(double time_s);

/* Parse TEXT. Returns 0, or -1 with *TIME_S unchanged. */
int utctime_parse(const char *text, int64_t *time_s);

/* Format SECONDS as "H:MM:SS", rounded; negative durations as 0:00:00. */
#define UTCTIME_DURATION_TEXT 32 /* with the NUL */
void utctime_format_duration(double seconds, char text[UTCTIME_DURATION_TEXT]);

#endif
