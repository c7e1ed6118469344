/* timeline: of limited size, even, and the same for a late watcher. */
#include <math.h>

#include "check.h"
#include "estimate/replay.h"
#include "estimate/timeline.h"
#include "progress/timeline_svg.h"

static void add(struct timeline *c, double at_s, double rate)
{
	struct estimate_report said = { .rate_now = rate, .known = 1,
		                        .low_s = 10, .high_s = 20 };

	timeline_add(c, at_s, &said);
}

/* A week, with a look every STEP_S: five times a second, or every two hours. */
static void bounded(double step_s)
{
	static struct timeline c;
	double week_s = 7 * 86400;

	c = (struct timeline){ 0 };
	for (double at = 0; at <= week_s; at += step_s) {
		add(&c, 1e9 + at, at);
		CHECK(c.points <= TIMELINE_POINTS);
		CHECK(c.point[0].at_s == 1e9);
		CHECK(c.point[c.points - 1].rate == at);
	}
	CHECK(c.points >= (step_s < 60 ? TIMELINE_POINTS / 2 : 84));
	for (unsigned i = 1; i < c.points; i++) {
		double gap = c.point[i].at_s - c.point[i - 1].at_s;

		CHECK(gap > 0 && gap <= week_s * 2.1 / (c.points - 1));
		CHECK_NEAR(c.point[i].low_s, c.point[i].at_s + 10, 1e-6);
	}
}

/* When the clock is set back, points in its future are removed. */
static void set_back(void)
{
	struct timeline c;

	c = (struct timeline){ 0 };
	for (int s = 0; s < 100; s++)
		add(&c, 1000 + s, s);
	add(&c, 1049.5, 7);
	CHECK(c.points == 51 && c.point[49].at_s == 1049);
	add(&c, 10, 8);
	CHECK(c.points == 1 && c.point[0].rate == 8);
	CHECK(!timeline_svg_known(&c));
	timeline_shift(&c, 5);
	CHECK(c.point[0].at_s == 15 && c.point[0].high_s == 35);
}

/* The point of C that is nearest to AT_S. */
static const struct timeline_point *at(const struct timeline *c, double at_s)
{
	const struct timeline_point *best = &c->point[0];

	for (unsigned i = 0; i < c->points; i++)
		if (fabs(c->point[i].at_s - at_s) < fabs(best->at_s - at_s))
			best = &c->point[i];
	return best;
}

/*
 * Two workers, 40 checkpoints of 100 samples, half as fast from the middle
 * on. One watcher sees all of it; another comes at the end, and only has the
 * commit times in whole seconds. Their timelines are nearly the same.
 */
static void late(void)
{
	static struct replay_commit commit[40];
	static struct estimate e;
	static struct timeline seen, replayed;
	struct schedule_flight flight[2];
	double done[2] = { 0, 0.5 }, begun[2] = { 1000, 995 }, now = 1000;
	unsigned n = 0;

	seen = (struct timeline){ 0 };
	replayed = (struct timeline){ 0 };
	estimate_begin(&e, now, 0);
	while (n < 30) {
		struct estimate_report said;

		now += 0.2;
		for (unsigned i = 0; i < 2; i++) {
			done[i] += 0.2 / (n < 15 ? 10 : 20);
			if (done[i] >= 1) {
				commit[n] =
				    (struct replay_commit){ floor(now), 100 * n,
					                    100 };
				n++;
				done[i] = 0;
				begun[i] = now;
			}
			flight[i] = (struct schedule_flight){
				.done = (uint64_t)(100 * done[i]),
				.count = 100, .seconds = now - begun[i] };
		}
		estimate_observe(&e, now, 100 * n, flight, 2);
		said = estimate_at(&e, 4000);
		if (said.pace != ESTIMATE_STARTING)
			timeline_add(&seen, now, &said);
	}
	replay_timeline(&replayed, &e, commit, 0, n, flight, 2, now, 4000);
	CHECK(replayed.points > 100);
	CHECK_NEAR(replayed.point[0].at_s, seen.point[0].at_s, 8);
	for (double s = 1030; s < now; s += 5) {
		const struct timeline_point *a = at(&seen, s);
		const struct timeline_point *b = at(&replayed, s);

		CHECK_NEAR(b->rate / a->rate, 1, 0.25);
		CHECK(a->known && b->known);
		if (s > 1075 && s < 1105)
			continue; /* a change is as new as can be */
		CHECK_NEAR(b->low_s, a->low_s, 30);
		CHECK_NEAR(b->high_s, a->high_s, 30);
	}
	/* No worker is left: the past run, from its commits. */
	replayed = (struct timeline){ 0 };
	for (unsigned i = 20; i < 30; i++)
		commit[i].at_s += 4000;
	{
		int goes_on;
		uint64_t from = replay_last_run(commit, n, 99999, &goes_on);

		CHECK(from == 20 && !goes_on);
		CHECK(replay_last_run(commit, n, commit[29].at_s + 1,
		                      &goes_on) == 20 &&
		      goes_on);
		CHECK(replay_last_run(commit, 0, 0, &goes_on) == 0);
		replay_timeline(&replayed, &e, commit, from, n, NULL, 0, 99999,
		                4000);
	}
	CHECK(timeline_svg_known(&replayed));
	CHECK(replayed.point[replayed.points - 1].at_s == commit[29].at_s);
	CHECK_NEAR(replayed.point[replayed.points - 1].rate, 10, 2.5);
}

/* The scales of charts: round numbers, not set by a wild first estimate. */
static void scales(void)
{
	struct timeline c;
	struct timeline_svg_scale s;

	c = (struct timeline){ 0 };
	for (int i = 0; i < 100; i++)
		add(&c, 1000 + i, i == 50 ? 1730 : 900);
	CHECK(timeline_svg_known(&c));
	CHECK(timeline_svg_rate_scale(&c).high == 2000);
	c.point[0].high_s = c.point[77].high_s = 1e9;
	s = timeline_svg_finish_scale(&c);
	CHECK(s.low == 1000 && s.high > 1119 && s.high < 1140);
	/* later ones than most say, and not wild, are within the scale */
	for (unsigned i = 0; i < 10; i++)
		c.point[i].high_s = 1250;
	CHECK(timeline_svg_finish_scale(&c).high > 1250);
	for (unsigned i = 0; i < c.points; i++)
		c.point[i].rate = 0.0031;
	CHECK_NEAR(timeline_svg_rate_scale(&c).high, 0.005, 1e-9);
	for (unsigned i = 0; i < c.points; i++)
		c.point[i].rate = 0;
	CHECK(timeline_svg_rate_scale(&c).high > 0);
}

int main(void)
{
	bounded(0.2);
	bounded(7200);
	set_back();
	late();
	scales();
	return 0;
}
