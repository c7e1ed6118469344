#include "progress/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utctime.h"
#include "base/text.h"
#include "base/utctime.h"

#define SIZE_TEXT 32
#define LINE_COLUMNS 79

const char *progress_status_name(const struct progress *p)
{
	static const char *const pace[] = { "STARTING", "RUNNING", "SLOWING",
		                            "STALLED" };

	if (p->status == PROGRESS_COMPLETE)
		return "COMPLETE";
	if (p->status == PROGRESS_INCOMPLETE)
		return "INCOMPLETE";
	if (p->verifying)
		return "RUNNING"; /* though nothing moves any more */
	return pace[p->estimate.pace];
}

/* Bytes in units of 1000, three digits or a little more. */
static void size(double bytes, char text[SIZE_TEXT])
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	unsigned i = 0;

	while (bytes >= 999.5 && i < 5) {
		bytes /= 1000;
		i++;
	}
	(void)snprintf(text, SIZE_TEXT, "%.*f %s", i > 0 && bytes < 99.95,
	               bytes, unit[i]);
}

unsigned progress_permille(const struct progress *p)
{
	return (unsigned)(p->count.samples * 1000 / p->plan->samples);
}

int progress_eta_known(const struct progress *p)
{
	return p->status == PROGRESS_GOING && !p->verifying &&
	       p->estimate.known;
}

/* Bytes still to be written, as what is there tells; negative: unknown. */
static double needed(const struct progress *p)
{
	uint64_t left = p->plan->samples > p->count.samples
	                    ? p->plan->samples - p->count.samples
	                    : 0;

	if (left == 0)
		return 0;
	return p->count.samples > 0 ? (double)p->count.bytes /
	                                  (double)p->count.samples * (double)left
	                            : -1;
}

static void put_eta(const struct progress *p, struct text *t)
{
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];
	char from[UTCTIME_TEXT], to[UTCTIME_TEXT];
	const struct estimate_report *e = &p->estimate;

	if (!progress_eta_known(p)) {
		text_put(t, "ETA:         %s\n", p->status == PROGRESS_COMPLETE
		                                     ? "done"
		                                     : "unknown");
		return;
	}
	utctime_format_duration(e->low_s, low);
	utctime_format_duration(e->high_s, high);
	utctime_format(p->now_s + (int64_t)(e->low_s + 0.5), from);
	utctime_format(p->now_s + (int64_t)(e->high_s + 0.5), to);
	/* The day of the second time only where it is another. */
	text_put(t, "ETA:         %s - %s, at %s - %s\n", low, high, from,
	         strncmp(from, to, 10) == 0 ? to + strlen("2026-11-24T") : to);
}

static void put_rate(const struct progress *p, struct text *t)
{
	if (p->estimate.pace == ESTIMATE_STARTING)
		text_put(t, "Rate:        unknown, nothing was made yet in this run\n");
	else
		text_put(t, "Rate:        %.1f samples/s now, %.1f over this run\n",
		         p->estimate.rate_now, p->estimate.rate_run);
}

static void put_failures(const struct progress *p, struct text *t)
{
	const struct failure_log *f = &p->failures;
	char range[RANGE_TEXT];

	if (f->times == 0) {
		text_put(t, "Failed:      none\n");
		return;
	}
	text_put(t, "Failed:      %" PRIu64 " time%s", f->times,
	         f->times == 1 ? "" : "s");
	if (f->ranges > 0) {
		range_format(f->worst, range);
		text_put(t, ", %" PRIu64 " range%s; most often %s: %" PRIu64,
		         f->ranges, f->ranges == 1 ? "" : "s", range,
		         f->worst_times);
	}
	text_put(t, "\n");
}

static void put_disk(const struct progress *p, struct text *t)
{
	char written[SIZE_TEXT], need[SIZE_TEXT] = "unknown";
	char left[SIZE_TEXT] = "unknown";
	double bytes = needed(p);
	int known = p->free_bytes != UINT64_MAX;

	size((double)p->count.bytes, written);
	if (bytes >= 0)
		size(bytes, need);
	if (known)
		size((double)p->free_bytes, left);
	text_put(t, "Disk:        %s written, %s needed, %s free%s\n", written, need,
	         left, known && bytes > (double)p->free_bytes ? ": NOT ENOUGH" : "");
}

static void put_last(const struct progress *p, struct text *t)
{
	char name[PLAN_NAME_MAX], when[UTCTIME_TEXT],
	    age[UTCTIME_DURATION_TEXT];

	if (p->count.checkpoints == 0)
		return;
	plan_checkpoint_name(p->count.last, name);
	utctime_format(p->count.last_s, when);
	utctime_format_duration((double)(p->now_s - p->count.last_s), age);
	text_put(t, "Last commit: %s, %s, %s ago\n", name, when, age);
}

/* What came from outside is plain, and within the line. */
static void put_line(struct text *t, const char *line)
{
	char plain[PROGRESS_TEXT_MAX];
	struct text p;

	text_begin(&p, plain, sizeof plain);
	text_put_ascii(&p, line);
	if (strlen(plain) > LINE_COLUMNS)
		(void)snprintf(plain + LINE_COLUMNS - 3, 4, "...");
	text_put(t, "%s\n", plain);
}

/* Only said where something is wrong. */
static void put_elsewhere(const struct progress *p, struct text *t)
{
	char line[PROGRESS_TEXT_MAX];

	if (p->copies_failed > 0) {
		(void)snprintf(line, sizeof line, "Copies:      %u of %u "
		               "failed: %.1024s", p->copies_failed, p->copies,
		               p->copy_why);
		put_line(t, line);
	}
	if (p->command_failures > 0) {
		(void)snprintf(line, sizeof line, "Command:     failed %lu of "
		               "%lu times, last: %.1024s",
		               p->command_failures, p->commands,
		               p->command_why);
		put_line(t, line);
	}
}

void progress_page(const struct progress *p, char text[PROGRESS_TEXT_MAX])
{
	struct text t;
	char run[UTCTIME_DURATION_TEXT], all[UTCTIME_DURATION_TEXT],
	    when[UTCTIME_TEXT];
	unsigned tenths = progress_permille(p);

	utctime_format_duration(p->estimate.elapsed_s, run);
	utctime_format_duration(p->estimate.elapsed_s + p->earlier_s, all);
	utctime_format(p->now_s, when);
	text_begin(&t, text, PROGRESS_TEXT_MAX);
	text_put(&t, "Status:      %s\n", progress_status_name(p));
	text_put(&t, "Completed:   %" PRIu64 " / %" PRIu64 " (%u.%u%%)\n",
	         p->count.samples, p->plan->samples, tenths / 10, tenths % 10);
	text_put(&t, "In flight:   %" PRIu64 " samples, %u workers\n", p->in_flight,
	         p->workers);
	text_put(&t, "Checkpoints: %" PRIu64 " / %" PRIu64 "\n",
	         p->count.checkpoints, plan_checkpoints(p->plan));
	if (p->verifying)
		text_put(&t, "Verifying:   %" PRIu64 " of %" PRIu64 " files\n",
		         p->count.checkpoints - p->count.unchecked,
		         p->count.checkpoints);
	put_rate(p, &t);
	text_put(&t, "Elapsed:     %s this run, %s in all\n", run, all);
	put_eta(p, &t);
	put_failures(p, &t);
	put_disk(p, &t);
	put_elsewhere(p, &t);
	put_last(p, &t);
	text_put(&t, "Last update: %s\n", when);
}

/* What is not known is null. */
static void put_json_eta(const struct progress *p, struct text *t)
{
	const struct estimate_report *e = &p->estimate;
	char from[UTCTIME_TEXT], to[UTCTIME_TEXT];

	if (!progress_eta_known(p)) {
		text_put(t, ",\"eta_low_s\":null,\"eta_likely_s\":null,"
		         "\"eta_high_s\":null,\"finish_low\":null,"
		         "\"finish_high\":null");
		return;
	}
	utctime_format(p->now_s + (int64_t)(e->low_s + 0.5), from);
	utctime_format(p->now_s + (int64_t)(e->high_s + 0.5), to);
	text_put(t, ",\"eta_low_s\":%.1f,\"eta_likely_s\":%.1f,\"eta_high_s\":%.1f,"
	         "\"finish_low\":\"%s\",\"finish_high\":\"%s\"", e->low_s,
	         e->likely_s, e->high_s, from, to);
}

static void put_json_disk(const struct progress *p, struct text *t)
{
	text_put(t, ",\"bytes_written\":%" PRIu64, p->count.bytes);
	if (needed(p) >= 0)
		text_put(t, ",\"bytes_needed\":%.0f", needed(p));
	else
		text_put(t, ",\"bytes_needed\":null");
	if (p->free_bytes != UINT64_MAX)
		text_put(t, ",\"bytes_free\":%" PRIu64, p->free_bytes);
	else
		text_put(t, ",\"bytes_free\":null");
}

static void put_json_last(const struct progress *p, struct text *t)
{
	char name[PLAN_NAME_MAX], when[UTCTIME_TEXT];

	if (p->count.checkpoints == 0) {
		text_put(t, ",\"last_checkpoint\":null,\"last_commit\":null");
		return;
	}
	plan_checkpoint_name(p->count.last, name);
	utctime_format(p->count.last_s, when);
	text_put(t, ",\"last_checkpoint\":\"%s\",\"last_commit\":\"%s\"", name,
	         when);
}

void progress_json(const struct progress *p, char text[PROGRESS_TEXT_MAX])
{
	struct text t;
	char when[UTCTIME_TEXT];

	utctime_format(p->now_s, when);
	text_begin(&t, text, PROGRESS_TEXT_MAX);
	text_put(&t, "{\"status\":\"%s\",\"samples\":%" PRIu64
	         ",\"planned\":%" PRIu64
	         ",\"in_flight\":%" PRIu64 ",\"workers\":%u,\"checkpoints\":%" PRIu64
	         ",\"checkpoints_planned\":%" PRIu64, progress_status_name(p),
	         p->count.samples, p->plan->samples, p->in_flight, p->workers,
	         p->count.checkpoints, plan_checkpoints(p->plan));
	if (p->estimate.pace == ESTIMATE_STARTING)
		text_put(&t, ",\"rate_now\":null,\"rate_run\":null");
	else
		text_put(&t, ",\"rate_now\":%.3f,\"rate_run\":%.3f",
		         p->estimate.rate_now, p->estimate.rate_run);
	text_put(&t, ",\"elapsed_run_s\":%.1f,\"elapsed_all_s\":%.1f",
	         p->estimate.elapsed_s, p->estimate.elapsed_s + p->earlier_s);
	put_json_eta(p, &t);
	text_put(&t, ",\"failures\":%" PRIu64 ",\"failed_ranges\":%" PRIu64,
	         p->failures.times, p->failures.ranges);
	put_json_disk(p, &t);
	put_json_last(p, &t);
	if (p->verifying)
		text_put(&t, ",\"verified\":%" PRIu64,
		         p->count.checkpoints - p->count.unchecked);
	else
		text_put(&t, ",\"verified\":null");
	text_put(&t, ",\"copies_failed\":%u,\"command_failures\":%lu",
	         p->copies_failed, p->command_failures);
	text_put(&t, ",\"updated\":\"%s\"}\n", when);
}

void progress_line(const struct progress *p, char text[PROGRESS_TEXT_MAX])
{
	struct text t;
	char elapsed[UTCTIME_DURATION_TEXT], low[UTCTIME_DURATION_TEXT],
	    high[UTCTIME_DURATION_TEXT];
	unsigned tenths = progress_permille(p);

	utctime_format_duration(p->estimate.elapsed_s, elapsed);
	text_begin(&t, text, PROGRESS_TEXT_MAX);
	text_put(&t, "%s %" PRIu64 " / %" PRIu64 " (%u.%u%%)",
	         progress_status_name(p),
	         p->count.samples, p->plan->samples, tenths / 10, tenths % 10);
	if (p->in_flight > 0)
		text_put(&t, " + %" PRIu64, p->in_flight);
	if (p->verifying)
		text_put(&t, "  verifying");
	text_put(&t, "  %.0f/s  %s", p->estimate.rate_now, elapsed);
	if (progress_eta_known(p)) {
		utctime_format_duration(p->estimate.low_s, low);
		utctime_format_duration(p->estimate.high_s, high);
		text_put(&t, "  ETA %s - %s", low, high);
	}
	text[LINE_COLUMNS] = '\0';
}
