#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "utctime.h"

#define DURATION_TEXT 32
#define DURATION_MAX_S 359999999.0 /* 99999:59:59 */

static const char *status_name(const struct progress *p)
{
	static const char *const pace[] = { "STARTING", "RUNNING", "SLOWING",
		                            "STALLED" };

	if (p->status == PROGRESS_COMPLETE)
		return "COMPLETE";
	if (p->status == PROGRESS_INCOMPLETE)
		return "INCOMPLETE";
	return pace[p->estimate.pace];
}

/* H:MM:SS */
static void duration(double seconds, char text[DURATION_TEXT])
{
	double bounded = seconds < DURATION_MAX_S ? seconds : DURATION_MAX_S;
	uint64_t s = bounded > 0 ? (uint64_t)(bounded + 0.5) : 0;

	(void)snprintf(text, DURATION_TEXT, "%" PRIu64 ":%02u:%02u", s / 3600,
	               (unsigned)(s / 60 % 60), (unsigned)(s % 60));
}

/* Tenths of a percent, rounded down: 100.0 is only said of all. */
static unsigned permille(const struct progress *p)
{
	return (unsigned)(p->count.samples * 1000 / p->plan->samples);
}

static int eta_known(const struct progress *p)
{
	return p->status == PROGRESS_GOING && p->estimate.known;
}

static void eta(const struct progress *p, char text[160])
{
	char low[DURATION_TEXT], high[DURATION_TEXT];
	char from[UTCTIME_TEXT], to[UTCTIME_TEXT];
	const struct estimate_report *e = &p->estimate;

	if (!eta_known(p)) {
		(void)snprintf(text, 160, "%s",
		               p->status == PROGRESS_COMPLETE ? "done"
		                                              : "unknown");
		return;
	}
	duration(e->low_s, low);
	duration(e->high_s, high);
	utctime_format(p->now_s + (int64_t)(e->low_s + 0.5), from);
	utctime_format(p->now_s + (int64_t)(e->high_s + 0.5), to);
	(void)snprintf(text, 160, "%s - %s, at %s - %s", low, high, from,
	               to + strlen("2026-11-24T"));
}

void progress_page(const struct progress *p, char text[PROGRESS_TEXT_MAX])
{
	char elapsed[DURATION_TEXT], finish[160], when[UTCTIME_TEXT];
	char name[PLAN_NAME_MAX], last[UTCTIME_TEXT];
	char rate[96] = "unknown, no commit seen in this run";
	unsigned tenths = permille(p);
	int n;

	if (p->estimate.pace != ESTIMATE_STARTING)
		(void)snprintf(rate, sizeof rate,
		               "%.1f samples/s now, %.1f over this run",
		               p->estimate.rate_now, p->estimate.rate_run);
	duration(p->estimate.elapsed_s, elapsed);
	eta(p, finish);
	utctime_format(p->now_s, when);
	plan_checkpoint_name(p->count.last, name);
	utctime_format(p->count.last_s, last);
	n = snprintf(text, PROGRESS_TEXT_MAX,
	             "Status:      %s\n"
	             "Completed:   %" PRIu64 " / %" PRIu64 " (%u.%u%%)\n"
	             "Checkpoints: %" PRIu64 " / %" PRIu64 "\n"
	             "Rate:        %s\n"
	             "Elapsed:     %s\n"
	             "ETA:         %s\n",
	             status_name(p), p->count.samples, p->plan->samples,
	             tenths / 10, tenths % 10, p->count.checkpoints,
	             plan_checkpoints(p->plan), rate, elapsed, finish);
	if (p->count.checkpoints > 0)
		n += snprintf(text + n, PROGRESS_TEXT_MAX - (size_t)n,
		              "Last commit: %s, %s\n", name, last);
	(void)snprintf(text + n, PROGRESS_TEXT_MAX - (size_t)n,
	               "Last update: %s\n", when);
}

void progress_line(const struct progress *p, char text[PROGRESS_TEXT_MAX])
{
	char elapsed[DURATION_TEXT], low[DURATION_TEXT], high[DURATION_TEXT];
	unsigned tenths = permille(p);
	int n;

	duration(p->estimate.elapsed_s, elapsed);
	n = snprintf(text, PROGRESS_TEXT_MAX,
	             "%s %" PRIu64 " / %" PRIu64 " (%u.%u%%)  %.0f/s  %s",
	             status_name(p), p->count.samples, p->plan->samples,
	             tenths / 10, tenths % 10, p->estimate.rate_run, elapsed);
	if (!eta_known(p))
		return;
	duration(p->estimate.low_s, low);
	duration(p->estimate.high_s, high);
	(void)snprintf(text + n, PROGRESS_TEXT_MAX - (size_t)n,
	               "  ETA %s - %s", low, high);
}
