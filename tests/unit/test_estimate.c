/* The estimate on made-up runs, the clock being an argument. */
#include "check.h"
#include "estimate.h"

/* 100 samples every 10 s: ten a second. */
static void steady(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 1000, 0);
	r = estimate_at(&e, 1005, 10000);
	CHECK(r.pace == ESTIMATE_STARTING && !r.known);
	for (int i = 1; i <= 90; i++) {
		double now = 1000 + 10.0 * i;

		estimate_observe(&e, now, (uint64_t)(100 * i));
		r = estimate_at(&e, now, 10000);
		CHECK(r.pace == ESTIMATE_RUNNING && r.known);
		CHECK_NEAR(r.rate_run, 10.0, 1e-9);
		CHECK_NEAR(r.rate_now, 10.0, 1e-9);
		CHECK(r.low_s < 1000 - 10.0 * i && r.high_s > 1000 - 10.0 * i);
		/* Waiting for the next commit does not move the finish. */
		if (i < 90)
			CHECK_NEAR(estimate_at(&e, now + 9, 10000).high_s,
			           r.high_s - 9, 1e-9);
	}
}

/* What earlier runs made is present, but not this run's speed. */
static void resumed(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 0, 6000);
	estimate_observe(&e, 10, 6100);
	r = estimate_at(&e, 10, 10000);
	CHECK_NEAR(r.rate_run, 10.0, 1e-9);
	CHECK(r.low_s < 390 && r.high_s > 390);
}

/* Eight workers that commit together are not stalled between bursts. */
static void bursts(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 0, 0);
	for (int burst = 1; burst <= 10; burst++) {
		for (int worker = 0; worker < 8; worker++)
			estimate_observe(&e, burst * 60.0 + worker * 0.1,
			                 (uint64_t)(burst * 8 + worker));
		r = estimate_at(&e, burst * 60.0 + 59, 1000);
		CHECK(r.pace != ESTIMATE_STALLED && r.known);
	}
}

/* Work that stops is noticed, no finish is told, and it can recover. */
static void stall(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 0, 0);
	for (int i = 1; i <= 20; i++)
		estimate_observe(&e, 10.0 * i, (uint64_t)(100 * i));
	r = estimate_at(&e, 200 + 29, 10000);
	CHECK(r.pace != ESTIMATE_STALLED && r.known);
	r = estimate_at(&e, 200 + 31, 10000);
	CHECK(r.pace == ESTIMATE_STALLED && !r.known);
	r = estimate_at(&e, 200 + 100000, 10000);
	CHECK(r.pace == ESTIMATE_STALLED && !r.known);
	estimate_observe(&e, 800, 2100);
	r = estimate_at(&e, 800, 10000);
	CHECK(r.pace != ESTIMATE_STALLED && r.known);
}

/* Less than half the speed from the middle on: the range follows. */
static void slowing(void)
{
	static const double at[] = { 4.4, 8.6, 12.9, 17.2, 26.3, 37.6, 49.8,
		                     62, 74.1, 86.3 };
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 0, 0);
	for (unsigned i = 0; i < 9; i++) {
		estimate_observe(&e, at[i], 1000 * (uint64_t)(i + 1));
		r = estimate_at(&e, at[i] + 0.1, 10000);
		/* completed over elapsed is what used to lie */
		CHECK(r.high_s >= (at[i] / (i + 1)) * (9 - i) - 0.2);
	}
	CHECK(r.high_s > at[9] - at[8]);
}

/* A clock that steps back, files that vanish: no nonsense. */
static void oddities(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 100, 500);
	estimate_observe(&e, 90, 600);
	r = estimate_at(&e, 80, 1000);
	CHECK(r.elapsed_s == 0 && !r.known);
	estimate_observe(&e, 110, 400);
	r = estimate_at(&e, 120, 1000);
	CHECK(r.rate_run == 0 && r.rate_now == 0 && !r.known);
}

int main(void)
{
	steady();
	resumed();
	bursts();
	stall();
	slowing();
	oddities();
	return 0;
}
