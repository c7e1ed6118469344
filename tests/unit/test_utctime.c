/* utctime: compared with the system's gmtime. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/utctime.h"
#include "check.h"

static void agrees_with_gmtime(void)
{
	/* a step that reaches every month, hour and second in 400 years */
	for (int64_t s = 0; s < INT64_C(400) * 366 * 86400; s += 86400 * 9 + 12347) {
		char ours[UTCTIME_TEXT], theirs[64];
		time_t t = (time_t)s;
		struct tm tm;
		int64_t back;

		CHECK(gmtime_r(&t, &tm) != NULL);
		CHECK(strftime(theirs, sizeof theirs, "%Y-%m-%dT%H:%M:%SZ",
		               &tm) == 20);
		utctime_format(s, ours);
		CHECK(strcmp(ours, theirs) == 0);
		CHECK(utctime_parse(ours, &back) == 0 && back == s);
	}
}

static void refuses_what_is_no_time(void)
{
	static const char *const bad[] = {
		"",
		"2026-11-24",
		"2026-11-24 14:03:15Z",
		"2026-11-24T14:03:15",
		"2026-11-24T14:03:15+0",
		"2026-13-24T14:03:15Z",
		"2026-00-24T14:03:15Z",
		"2026-02-29T14:03:15Z",
		"2026-11-24T24:03:15Z",
		"2026-11-24T14:60:15Z",
		"2026-11-24T14:03:60Z",
		"1969-12-31T23:59:59Z",
		"2026-11-24T14:03:15Zx",
	};
	int64_t s;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(utctime_parse(bad[i], &s) == -1);
	CHECK(utctime_parse("2024-02-29T00:00:00Z", &s) == 0);
	CHECK(s == 1709164800);
}

static void any_number_is_some_time(void)
{
	const int64_t last = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */

	CHECK(utctime_whole(0.4) == 0 && utctime_whole(1e9 + 0.5) == 1000000001);
	CHECK(utctime_whole(-1) == 0 && utctime_whole(-INFINITY) == 0);
	CHECK(utctime_whole(NAN) == 0);
	CHECK(utctime_whole(1e300) == last && utctime_whole(INFINITY) == last);
	CHECK(utctime_whole((double)last) == last);
}

int main(void)
{
	agrees_with_gmtime();
	refuses_what_is_no_time();
	any_number_is_some_time();
	return 0;
}
