/* Convert UTC times to text and back; format durations. */
#include "base/utctime.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

#define DAY_S INT64_C(86400)
#define LAST_S INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define DURATION_MAX_S 359999999.0 /* 99999:59:59 */

/*
 * Days since 1970-01-01 and back, by Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms". POSIX has no timegm().
 */
static int64_t days_from_civil(int64_t y, int64_t m, int64_t day)
{
	int64_t era, year_of_era, day_of_year;

	y -= m <= 2;
	era = y / 400;
	year_of_era = y - era * 400;
	day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

void utctime_format(int64_t time_s, char text[UTCTIME_TEXT])
{
	int64_t s = time_s < 0 ? 0 : time_s > LAST_S ? LAST_S : time_s;
	int64_t z = s / DAY_S + 719468, second = s % DAY_S;
	int64_t era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;
	const int64_t part[] = {
		yoe + era * 400 + (month <= 2), month,
		doy - (153 * mp + 2) / 5 + 1, second / 3600, second / 60 % 60,
		second % 60
	};

	for (int i = 0; i < 6; i++) {
		text = number_put(text, (uint64_t)part[i], i == 0 ? 4 : 2);
		*text++ = "--T::Z"[i];
	}
	*text = '\0';
}

int64_t utctime_whole(double time_s)
{
	if (!(time_s > 0))
		return 0;
	return time_s < (double)LAST_S ? (int64_t)(time_s + 0.5) : LAST_S;
}

int utctime_parse(const char *text, int64_t *time_s)
{
	static const unsigned char at[6] = { 0, 5, 8, 11, 14, 17 };
	static const unsigned char size[6] = { 4, 2, 2, 2, 2, 2 };
	char again[UTCTIME_TEXT];
	uint64_t part[6];
	int64_t s;

	if (strlen(text) != UTCTIME_TEXT - 1)
		return -1;
	for (int i = 0; i < 6; i++)
		if (number_parse_n(text + at[i], size[i], 9999, &part[i]) != 0)
			return -1;
	if (part[1] < 1 || part[1] > 12)
		return -1;
	s = days_from_civil((int64_t)part[0], (int64_t)part[1],
	                    (int64_t)part[2]) * DAY_S +
	    (int64_t)(part[3] * 3600 + part[4] * 60 + part[5]);
	utctime_format(s, again);
	if (strcmp(again, text) != 0)
		return -1;
	*time_s = s;
	return 0;
}

void utctime_format_duration(double seconds, char text[UTCTIME_DURATION_TEXT])
{
	double bounded = seconds < DURATION_MAX_S ? seconds : DURATION_MAX_S;
	uint64_t s = bounded > 0 ? (uint64_t)(bounded + 0.5) : 0;

	(void)snprintf(text, UTCTIME_DURATION_TEXT, "%" PRIu64 ":%02u:%02u",
	               s / 3600, (unsigned)(s / 60 % 60), (unsigned)(s % 60));
}
