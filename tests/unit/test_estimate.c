/* The estimate on made-up runs, the clock being an argument. */
#include "check.h"
#include "estimate/estimate.h"
#include "estimate/replay.h"

/* Nothing is in flight: commits alone. */
static struct estimate_report see(struct estimate *e, double now_s,
                                  uint64_t done, uint64_t total)
{
	estimate_observe(e, now_s, done, NULL, 0);
	return estimate_at(e, total);
}

/* 100 samples every 10 s: ten a second. */
static void steady(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 1000, 0);
	r = see(&e, 1005, 0, 10000);
	CHECK(r.pace == ESTIMATE_STARTING && !r.known);
	for (int i = 1; i <= 90; i++) {
		double now = 1000 + 10.0 * i;

		r = see(&e, now, (uint64_t)(100 * i), 10000);
		CHECK(r.pace == ESTIMATE_RUNNING && r.known);
		CHECK_NEAR(r.rate_run, 10.0, 1e-9);
		CHECK_NEAR(r.rate_now, 10.0, 1e-9);
		CHECK_NEAR(r.likely_s, 1000 - 10.0 * i, 1e-6);
		CHECK(r.low_s < 1000 - 10.0 * i && r.high_s > 1000 - 10.0 * i);
		/* Waiting for the next commit does not move the finish. */
		CHECK_NEAR(see(&e, now + 9, (uint64_t)(100 * i), 10000)
		               .likely_s, r.likely_s - 9, 1e-6);
	}
}

/* What earlier runs made is present, but not this run's speed. */
static void resumed(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 0, 6000);
	r = see(&e, 10, 6100, 10000);
	CHECK_NEAR(r.rate_run, 10.0, 1e-9);
	CHECK(r.low_s < 390 && r.high_s > 390);
}

/* Start-up is not the run's speed either. */
static void startup(void)
{
	struct schedule_flight flight = { 0, 1000, 0 };
	struct estimate_report r;
	struct estimate e;

	estimate_begin(&e, 0, 0);
	for (int i = 1; i <= 20; i++) {
		flight.done = (uint64_t)(10 * i);
		flight.seconds = i;
		estimate_observe(&e, 300 + i, 0, &flight, 1);
	}
	r = estimate_at(&e, 1000);
	CHECK_NEAR(r.rate_run, 10.0, 1e-9);
	CHECK_NEAR(r.likely_s, 80, 1e-6);
}

/* Heartbeats alone, before the first commit, already tell. */
static void in_flight(void)
{
	struct schedule_flight flight = { 0, 1000, 0 };
	struct estimate_report r;
	struct estimate e;

	estimate_begin(&e, 50, 0);
	for (int i = 1; i <= 20; i++) {
		flight.done = (uint64_t)(10 * i);
		flight.seconds = i;
		estimate_observe(&e, 50 + i, 0, &flight, 1);
	}
	r = estimate_at(&e, 2000);
	CHECK(r.pace == ESTIMATE_RUNNING && r.known);
	CHECK_NEAR(r.likely_s, 180, 1e-6);
	/* The worker dies: what it had is to be made again. */
	estimate_observe(&e, 71, 0, NULL, 0);
	r = estimate_at(&e, 2000);
	CHECK(r.likely_s > 195);
}

/* Eight workers that commit together are not stalled between bursts. */
static void bursts(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 0, 0);
	for (int burst = 1; burst <= 10; burst++) {
		uint64_t done = (uint64_t)(8 * burst - 8);

		for (int s = 0; burst > 1 && s < 60; s++)
			CHECK(see(&e, (burst - 1) * 60.0 + s + 0.8, done, 1000)
			          .known);
		for (int worker = 1; worker <= 8; worker++)
			r = see(&e, burst * 60.0 + worker * 0.1,
			        done + (uint64_t)worker, 1000);
		CHECK(r.known);
		if (burst > 2)
			CHECK_NEAR(r.rate_run, 8 / 60.0, 0.002);
	}
}

/* Work that stops is noticed, no finish is told, and it can recover. */
static void stall(void)
{
	struct estimate e;
	struct estimate_report r = { 0 };

	estimate_begin(&e, 0, 0);
	for (int i = 1; i <= 20; i++)
		r = see(&e, 10.0 * i, (uint64_t)(100 * i), 10000);
	r = see(&e, 200 + 15, 2000, 10000);
	CHECK(r.pace != ESTIMATE_STALLED && r.known);
	for (int s = 30; s < 600; s++) {
		r = see(&e, 200 + s, 2000, 10000);
		CHECK(r.pace == ESTIMATE_STALLED && !r.known);
	}
	r = see(&e, 800, 2100, 10000);
	CHECK(r.pace != ESTIMATE_STALLED && r.known);
	/* The stall was not work: the rate is what it was, nearly. */
	CHECK(r.rate_run > 9 && r.likely_s < 790 * 1.1);
	/* After the end, time passes and no rate falls. */
	r = see(&e, 810, 2200, 2200);
	CHECK_NEAR(see(&e, 899, 2200, 2200).rate_run, r.rate_run, 1e-9);
}

/* A clock that steps back or far ahead, files that vanish: no nonsense. */
static void oddities(void)
{
	struct estimate e;
	struct estimate_report r;

	estimate_begin(&e, 100, 500);
	r = see(&e, 90, 600, 1000);
	CHECK(r.elapsed_s == 0);
	CHECK(!r.known || (r.low_s >= 0 && r.high_s >= r.low_s));
	r = see(&e, 110, 400, 1000);
	CHECK(!r.known || r.low_s <= r.high_s);
	estimate_begin(&e, 0, 0);
	for (int i = 1; i <= 100; i++) /* looks every second, commits at 10 */
		r = see(&e, i, (uint64_t)(i / 10 * 100), 2000);
	CHECK_NEAR(r.likely_s, 100, 5);
	for (int i = 1; i <= 50; i++)
		r = see(&e, i - 3600, (uint64_t)(1000 + i / 10 * 100), 2000);
	CHECK_NEAR(r.likely_s, 50, 5);
	/* More than was planned, or nothing left. */
	r = see(&e, 51 - 3600, 2500, 2000);
	CHECK(r.low_s == 0 && r.likely_s >= 0);
}

/* Two checkpoints for two workers, of whom one is three times slower. */
static void tail(void)
{
	struct schedule_flight flight[2] = { { 750, 1000, 75 },
		                             { 250, 1000, 75 } };

	CHECK_NEAR(schedule_seconds(flight, 2, 2, 1 / 20.0, 0, 1000), 225,
	           1e-6);
	/* Three checkpoints for two take two rounds, not one and a half. */
	flight[0] = flight[1] = (struct schedule_flight){ 0, 100, 0 };
	CHECK_NEAR(schedule_seconds(flight, 2, 2, 1, 100, 100), 400, 1e-6);
	/* Of many, the rate tells; the last round adds at most itself. */
	CHECK_NEAR(schedule_seconds(flight, 2, 2, 1, 1e6, 100), 1e6 + 200,
	           1e-3);
}

/* Times of commits, in whole seconds, tell how long runs worked. */
static void history(void)
{
	static struct replay_commit c[400];
	struct schedule_flight flight[8] = { { 0 } };
	uint64_t n = 0;
	double at = 1000;

	for (int run = 0; run < 3; run++, at += 40000) /* overnight */
		for (int burst = 0; burst < 15; burst++) {
			at += 60;
			for (unsigned i = 0; i < 8; i++, n++)
				c[n] = (struct replay_commit){ at + i / 4,
					                       100 * n, 100 };
		}
	CHECK_NEAR(replay_worked_s(c, n), 45 * 60, 45 * 60 * 0.05);
	CHECK(replay_worked_s(c, 1) == 0 && replay_worked_s(c, 0) == 0);
	/* The third run goes on; to-morrow, nothing would. */
	at -= 40000;
	for (unsigned i = 0; i < 8; i++)
		flight[i] = (struct schedule_flight){ 50, 100, 30 };
	CHECK(replay_run(c, n, flight, 8, at + 31) == 240);
	CHECK(replay_run(c, n, flight, 8, at + 40000) == n);
	CHECK(replay_run(c, n, flight, 0, at + 31) == n);
}

int main(void)
{
	steady();
	resumed();
	startup();
	in_flight();
	bursts();
	stall();
	oddities();
	tail();
	history();
	return 0;
}
