/* The forecast of a run from a part of it. */
#include <math.h>

#include "base/utctime.h"
#include "check.h"
#include "forecast/forecast.h"

#include <string.h>

static void even_work_goes_on_evenly(void)
{
	struct forecast_piece p[12];
	struct forecast_time t;

	for (unsigned i = 0; i < 12; i++)
		p[i] = (struct forecast_piece){ 2, 100, 5000 };
	t = forecast_time(p, 12, 10000);
	CHECK_NEAR(t.likely_s, 200, 1e-6);
	CHECK(t.low_s < 200 && t.low_s > 180);
	CHECK(t.high_s > 200 && t.high_s < 220);
	/* the spread of one part is unknown */
	t = forecast_time(p, 1, 10000);
	CHECK_NEAR(t.likely_s, 200, 1e-6);
	CHECK(t.low_s <= 140 && t.high_s >= 290);
	/* if nothing is left, it takes no time */
	CHECK_NEAR(forecast_time(p, 12, 0).high_s, 0, 1e-9);
}

/* With parts that vary by a quarter, the range contains the actual time. */
static void the_range_holds_what_chance_brings(void)
{
	unsigned held = 0;
	double x = 0.3;

	for (unsigned run = 0; run < 200; run++) {
		struct forecast_piece p[12];
		struct forecast_time t;
		double s = 0;

		for (unsigned i = 0; i < 132; i++) {
			double one;

			x = fmod(x * 997 + 0.1234567, 1);
			one = 0.75 + x / 2;
			if (i < 12)
				p[i] = (struct forecast_piece){ one, 10, 1 };
			else
				s += one;
		}
		t = forecast_time(p, 12, 1200);
		held += t.low_s <= s && s <= t.high_s;
	}
	CHECK(held >= 180);
}

static void what_slowed_down_is_forecast_slow(void)
{
	struct forecast_piece p[16];
	struct forecast_time t;

	for (unsigned i = 0; i < 16; i++)
		p[i] = (struct forecast_piece){ i < 8 ? 1 : 2, 10, 1 };
	t = forecast_time(p, 16, 1000);
	CHECK(t.low_s <= 200 && 200 <= t.high_s);
	CHECK(t.likely_s > 170);
}

static void drift_is_seen_wherever_it_began(void)
{
	for (unsigned step = 4; step <= 12; step++) {
		double amount[16], per[16];
		struct forecast_drift d;

		for (unsigned i = 0; i < 16; i++) {
			amount[i] = 10;
			per[i] = i < step ? 1 : 2;
		}
		d = forecast_drift(amount, per, 16);
		CHECK(d.known);
		CHECK_NEAR(d.before, 10, 1e-9);
		CHECK_NEAR(d.after, 5, 1e-9);
	}
}

static void chance_is_no_drift_and_three_are_too_few(void)
{
	double amount[6] = { 10, 11, 9, 10, 11, 9 };
	double per[6] = { 1, 1, 1, 1, 1, 1 };
	struct forecast_drift d = forecast_drift(amount, per, 6);

	CHECK(d.known && d.after > 0.9 * d.before && d.after < 1.1 * d.before);
	CHECK(!forecast_drift(amount, per, 3).known);
}

static void durations(void)
{
	char text[UTCTIME_DURATION_TEXT];

	utctime_format_duration(3661.4, text);
	CHECK(strcmp(text, "1:01:01") == 0);
	utctime_format_duration(-5, text);
	CHECK(strcmp(text, "0:00:00") == 0);
	utctime_format_duration(1e30, text);
	CHECK(strcmp(text, "99999:59:59") == 0);
}

int main(void)
{
	even_work_goes_on_evenly();
	the_range_holds_what_chance_brings();
	what_slowed_down_is_forecast_slow();
	drift_is_seen_wherever_it_began();
	chance_is_no_drift_and_three_are_too_few();
	durations();
	return 0;
}
