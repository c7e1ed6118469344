/* From the facts of one look to rows for people and fields for machines. */
#include "progress/rows.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "base/range.h"
#include "base/text.h"
#include "base/utctime.h"
#include "plan/plan.h"
#include "progress/rows_add.h"

#define VALUE_COLUMNS (ROWS_COLUMNS - ROWS_KEY_COLUMNS)

/* What a number of things is followed by. */
static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void status_row(struct rows *r, const struct facts *f)
{
	struct text value, line;
	struct row *row = rows_add(r, "Status", &value);

	line = rows_brief(row, 0);
	text_put(&value, "%s", f->status_name);
	text_put(&line, "%s", f->status_name);
	if (f->status == FACTS_STALLED || f->status == FACTS_INCOMPLETE)
		row->alert = ROWS_ALERT;
	rows_add_string(r, "status", f->status_name);
}

static void completed_row(struct rows *r, const struct facts *f)
{
	struct text value, line;
	struct row *row = rows_add(r, "Completed", &value);

	line = rows_brief(row, 1);
	text_put(&value, "%" PRIu64 " / %" PRIu64 " (%u.%u%%)", f->samples,
	         f->samples_planned, f->permille / 10, f->permille % 10);
	text_put(&line, " %s", row->value);
	rows_add_whole(r, "samples", f->samples);
	rows_add_whole(r, "planned", f->samples_planned);
}

static void in_flight_row(struct rows *r, const struct facts *f)
{
	struct text value, line;
	struct row *row = rows_add(r, "In flight", &value);

	line = rows_brief(row, 5);
	text_put(&value, "%" PRIu64 " sample%s, %u worker%s", f->in_flight,
	         plural(f->in_flight), f->workers, plural(f->workers));
	if (f->in_flight > 0)
		text_put(&line, " + %" PRIu64, f->in_flight);
	rows_add_whole(r, "in_flight", f->in_flight);
	rows_add_whole(r, "workers", f->workers);
}

static void checkpoints_row(struct rows *r, const struct facts *f)
{
	struct text value;

	(void)rows_add(r, "Checkpoints", &value);
	text_put(&value, "%" PRIu64 " / %" PRIu64, f->checkpoints,
	         f->checkpoints_planned);
	rows_add_whole(r, "checkpoints", f->checkpoints);
	rows_add_whole(r, "checkpoints_planned", f->checkpoints_planned);
}

/* The plan was larger once: somebody has to decide. */
static void beyond_row(struct rows *r, const struct facts *f)
{
	uint64_t n = f->beyond.checkpoints;
	struct text value;
	struct row *row;

	if (n == 0)
		return;
	row = rows_add(r, "Beyond plan", &value);
	text_put(&value, "%" PRIu64 " checkpoint%s; to keep %s: vg-plan -n %"
	         PRIu64, n, n == 1 ? "" : "s", n == 1 ? "it" : "them",
	         f->beyond.samples);
	row->alert = ROWS_ALERT;
}

static void verifying_row(struct rows *r, const struct facts *f)
{
	struct text value, line;
	struct row *row;

	if (!f->verifying)
		return;
	row = rows_add(r, "Verifying", &value);
	line = rows_brief(row, 2);
	text_put(&value, "%" PRIu64 " of %" PRIu64 " file%s", f->verified,
	         f->checkpoints, plural(f->checkpoints));
	text_put(&line, "  verifying");
}

static void rate_row(struct rows *r, const struct facts *f)
{
	struct text value, line;
	struct row *row = rows_add(r, "Rate", &value);

	line = rows_brief(row, 3);
	text_put(&line, "  %.0f/s", f->rate_now);
	if (!f->rate_known) {
		text_put(&value, "unknown, this run has made nothing yet");
		rows_add_unknown(r, "rate_now");
		rows_add_unknown(r, "rate_run");
		return;
	}
	text_put(&value, "%.1f samples/s now, %.1f over this run", f->rate_now,
	         f->rate_run);
	rows_add_decimal(r, "rate_now", f->rate_now, 3);
	rows_add_decimal(r, "rate_run", f->rate_run, 3);
}

static void elapsed_row(struct rows *r, const struct facts *f)
{
	char run[UTCTIME_DURATION_TEXT], all[UTCTIME_DURATION_TEXT];
	struct text value, line;
	struct row *row = rows_add(r, "Elapsed", &value);

	line = rows_brief(row, 4);
	utctime_format_duration(f->elapsed_run_s, run);
	utctime_format_duration(f->elapsed_all_s, all);
	text_put(&value, "%s this run, %s in all", run, all);
	text_put(&line, "  %s", run);
	rows_add_decimal(r, "elapsed_run_s", f->elapsed_run_s, 1);
	rows_add_decimal(r, "elapsed_all_s", f->elapsed_all_s, 1);
}

static void unknown_eta_row(struct rows *r, const struct facts *f)
{
	struct text value;

	(void)rows_add(r, "ETA", &value);
	text_put(&value, "%s",
	         f->status == FACTS_COMPLETE ? "done" : "unknown");
	rows_add_unknown(r, "eta_low_s");
	rows_add_unknown(r, "eta_likely_s");
	rows_add_unknown(r, "eta_high_s");
	rows_add_unknown(r, "finish_low");
	rows_add_unknown(r, "finish_high");
}

static void eta_row(struct rows *r, const struct facts *f)
{
	char low[UTCTIME_DURATION_TEXT], high[UTCTIME_DURATION_TEXT];
	char from[UTCTIME_TEXT], to[UTCTIME_TEXT];
	size_t day = strlen("2026-11-24");
	struct text value, line;
	struct row *row = rows_add(r, "ETA", &value);

	line = rows_brief(row, 2);
	utctime_format_duration(f->eta_low_s, low);
	utctime_format_duration(f->eta_high_s, high);
	utctime_format(f->finish_low_s, from);
	utctime_format(f->finish_high_s, to);
	/* The day of the second time only where it is another. */
	text_put(&value, "%s - %s, at %s - %s", low, high, from,
	         strncmp(from, to, day) == 0 ? to + day + strlen("T") : to);
	text_put(&line, "  ETA %s - %s", low, high);
	rows_add_decimal(r, "eta_low_s", f->eta_low_s, 1);
	rows_add_decimal(r, "eta_likely_s", f->eta_likely_s, 1);
	rows_add_decimal(r, "eta_high_s", f->eta_high_s, 1);
	rows_add_string(r, "finish_low", from);
	rows_add_string(r, "finish_high", to);
}

static void failed_row(struct rows *r, const struct facts *f)
{
	const struct failure_log *log = &f->failures;
	char range[RANGE_TEXT];
	struct text value;
	struct row *row = rows_add(r, "Failed", &value);

	rows_add_whole(r, "failures", log->times);
	rows_add_whole(r, "failed_ranges", log->ranges);
	if (log->times == 0) {
		text_put(&value, "none");
		return;
	}
	row->alert = ROWS_ALERT;
	text_put(&value, "%" PRIu64 " time%s", log->times, plural(log->times));
	if (log->ranges == 0)
		return;
	range_format(log->worst, range);
	text_put(&value, ", %" PRIu64 " range%s; most often %s: %" PRIu64,
	         log->ranges, plural(log->ranges), range, log->worst_times);
}

static void disk_row(struct rows *r, const struct facts *f)
{
	char written[NUMBER_BYTES_MAX], needed[NUMBER_BYTES_MAX] = "unknown";
	char left[NUMBER_BYTES_MAX] = "unknown";
	struct text value;
	struct row *row = rows_add(r, "Disk", &value);

	number_format_bytes((double)f->bytes_written, written);
	rows_add_whole(r, "bytes_written", f->bytes_written);
	if (f->bytes_needed_known) {
		number_format_bytes(f->bytes_needed, needed);
		rows_add_decimal(r, "bytes_needed", f->bytes_needed, 0);
	} else {
		rows_add_unknown(r, "bytes_needed");
	}
	if (f->bytes_free != FACTS_UNKNOWN_BYTES) {
		number_format_bytes((double)f->bytes_free, left);
		rows_add_whole(r, "bytes_free", f->bytes_free);
	} else {
		rows_add_unknown(r, "bytes_free");
	}
	text_put(&value, "%s written, %s needed, %s free", written, needed,
	         left);
	if (!f->disk_too_small)
		return;
	text_put(&value, ": NOT ENOUGH");
	row->alert = ROWS_ALERT;
}

/* Add WHY, from outside, to the value of ROW, and cut that to its columns. */
static void put_why(struct row *row, struct text *value, const char *why)
{
	text_put_shown(value, why);
	if (strlen(row->value) > VALUE_COLUMNS) {
		size_t end = VALUE_COLUMNS - 3;

		while ((row->value[end] & 0xc0) == 0x80)
			end--; /* not within a character of UTF-8 */
		memcpy(row->value + end, "...", sizeof "...");
	}
	row->alert = ROWS_ALERT;
}

static void why_row(struct rows *r, const char *key, const char *why)
{
	struct text value;
	struct row *row;

	if (why == NULL)
		return;
	row = rows_add(r, key, &value);
	put_why(row, &value, why);
}

static void trouble_rows(struct rows *r, const struct facts *f)
{
	const struct facts_trouble *t = &f->trouble;
	struct text value;
	struct row *row;

	why_row(r, "Refused", f->refused);
	why_row(r, "Trouble", t->look_why);
	why_row(r, "Not written", t->write_why);
	if (t->copies_failed > 0) {
		row = rows_add(r, "Copies", &value);
		text_put(&value, "%u of %u failed: ", t->copies_failed,
		         t->copies);
		put_why(row, &value, t->copy_why);
	}
	if (t->command_failures > 0) {
		row = rows_add(r, "Command", &value);
		text_put(&value, "failed %lu of %lu time%s, last: ",
		         t->command_failures, t->commands,
		         plural(t->commands));
		put_why(row, &value, t->command_why);
	}
}

static void last_commit_row(struct rows *r, const struct facts *f)
{
	char when[UTCTIME_TEXT];
	char age[UTCTIME_DURATION_TEXT];
	struct text value;

	if (f->checkpoints == 0) {
		rows_add_unknown(r, "last_checkpoint");
		rows_add_unknown(r, "last_commit");
		return;
	}
	(void)rows_add(r, "Last commit", &value);
	utctime_format(f->last_s, when);
	utctime_format_duration((double)(f->now_s - f->last_s), age);
	text_put(&value, "%s, %s, %s ago", f->last_name, when, age);
	rows_add_string(r, "last_checkpoint", f->last_name);
	rows_add_string(r, "last_commit", when);
}

/* These came later than the others, and stand behind them. */
static void add_late_fields(struct rows *r, const struct facts *f)
{
	if (f->verifying)
		rows_add_whole(r, "verified", f->verified);
	else
		rows_add_unknown(r, "verified");
	rows_add_whole(r, "copies_failed", f->trouble.copies_failed);
	rows_add_whole(r, "command_failures", f->trouble.command_failures);
	rows_add_whole(r, "beyond_plan", f->beyond.checkpoints);
	rows_add_whole(r, "not_read", f->trouble.look_why != NULL);
	rows_add_whole(r, "not_written", f->trouble.write_why != NULL);
}

static void last_update_row(struct rows *r, const struct facts *f)
{
	char when[UTCTIME_TEXT];
	struct text value;

	utctime_format(f->now_s, when);
	(void)rows_add(r, "Last update", &value);
	text_put(&value, "%s", when);
	rows_add_string(r, "updated", when);
}

/* What was seen of the work. */
static void work_rows(struct rows *r, const struct facts *f)
{
	completed_row(r, f);
	in_flight_row(r, f);
	checkpoints_row(r, f);
	beyond_row(r, f);
	verifying_row(r, f);
	rate_row(r, f);
	elapsed_row(r, f);
	if (f->eta_known)
		eta_row(r, f);
	else
		unknown_eta_row(r, f);
	failed_row(r, f);
	disk_row(r, f);
}

void rows_make(struct rows *r, const struct facts *f)
{
	memset(r, 0, sizeof *r);
	status_row(r, f);
	if (!f->unseen)
		work_rows(r, f);
	trouble_rows(r, f);
	if (!f->unseen) {
		last_commit_row(r, f);
		add_late_fields(r, f);
	}
	last_update_row(r, f);
}
