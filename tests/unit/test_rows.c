/* From facts to rows, and what the printers make of those. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "progress/facts.h"
#include "progress/report_json.h"
#include "progress/report_text.h"
#include "progress/rows.h"

#define NOON INT64_C(1795521795) /* 2026-11-24T12:03:15Z */

/* A run in the middle, with nothing wrong. */
static struct facts running(void)
{
	return (struct facts){
		.now_s = NOON,
		.status = FACTS_RUNNING,
		.samples = 12000,
		.samples_planned = 30000,
		.in_flight = 1250,
		.workers = 2,
		.checkpoints = 6,
		.checkpoints_planned = 15,
		.last = 5, .last_name = "checkpoint_00005.npz",
		.last_s = NOON - 3,
		.verified = 6,
		.rate_known = 1,
		.rate_now = 2011.8,
		.rate_run = 1987.25,
		.elapsed_run_s = 6,
		.elapsed_all_s = 3606,
		.eta_known = 1,
		.eta_low_s = 8.2,
		.eta_likely_s = 9,
		.eta_high_s = 10.4,
		.bytes_written = 85900000,
		.bytes_free = UINT64_C(84400000000),
	};
}

/* A new dataset: nothing is there, nothing is known. */
static struct facts starting(void)
{
	return (struct facts){
		.now_s = NOON,
		.samples_planned = 600,
		.checkpoints_planned = 6,
		.bytes_free = FACTS_UNKNOWN_BYTES,
	};
}

static struct facts finished(enum facts_status status)
{
	struct facts f = running();

	f.status = status;
	f.in_flight = 0;
	f.workers = 0;
	f.eta_known = 0;
	return f;
}

static void make(struct rows *r, const struct facts *f)
{
	struct facts whole = *f;

	facts_derive(&whole);
	rows_make(r, &whole);
}

static const char *text_of(const struct facts *f)
{
	static char text[REPORT_TEXT_MAX];
	struct rows r;

	make(&r, f);
	report_text(&r, text);
	return text;
}

static const char *json_of(const struct facts *f)
{
	static char text[REPORT_JSON_MAX];
	struct rows r;

	make(&r, f);
	report_json(&r, text);
	return text;
}

static const char *line_within(const struct facts *f, size_t columns)
{
	static char line[REPORT_LINE_MAX];
	struct rows r;

	make(&r, f);
	report_line(&r, columns, line);
	return line;
}

static const char *line_of(const struct facts *f)
{
	return line_within(f, SIZE_MAX);
}

/* Whether PROGRESS.txt of F has LINE. */
static int says(const struct facts *f, const char *line)
{
	char wanted[128];

	(void)snprintf(wanted, sizeof wanted, "\n%s\n", line);
	return strstr(text_of(f), wanted) != NULL ||
	       strncmp(text_of(f), wanted + 1, strlen(wanted + 1)) == 0;
}

/* Whether the row KEY of F is there, and an alert. */
static int alerts(const struct facts *f, const char *key)
{
	struct rows r;

	make(&r, f);
	for (unsigned i = 0; i < r.rows; i++)
		if (strcmp(r.row[i].key, key) == 0)
			return r.row[i].alert == ROWS_ALERT;
	return 0;
}

static unsigned all_alerts(const struct facts *f)
{
	unsigned n = 0;
	struct rows r;

	make(&r, f);
	for (unsigned i = 0; i < r.rows; i++)
		n += r.row[i].alert == ROWS_ALERT;
	return n;
}

static int same(const char *said, const char *wanted)
{
	if (strcmp(said, wanted) == 0)
		return 1;
	printf("%s\nbut wanted\n%s\n", said, wanted);
	return 0;
}

static void a_run_in_the_middle(void)
{
	struct facts f = running();

	CHECK(same(text_of(&f),
	           "Status:      RUNNING\n"
	           "Completed:   12000 / 30000 (40.0%)\n"
	           "In flight:   1250 samples, 2 workers\n"
	           "Checkpoints: 6 / 15\n"
	           "Rate:        2011.8 samples/s now, 1987.2 over this run\n"
	           "Elapsed:     0:00:06 this run, 1:00:06 in all\n"
	           "ETA:         0:00:08 - 0:00:10, at 2026-11-24T12:03:23Z - "
	           "12:03:25Z\n"
	           "Failed:      none\n"
	           "Disk:        85.9 MB written, 129 MB needed, 84.4 GB free\n"
	           "Last commit: checkpoint_00005.npz, 2026-11-24T12:03:12Z, "
	           "0:00:03 ago\n"
	           "Last update: 2026-11-24T12:03:15Z\n"));
	CHECK(same(json_of(&f),
	           "{\"status\":\"RUNNING\",\"samples\":12000,"
	           "\"planned\":30000,\"in_flight\":1250,\"workers\":2,"
	           "\"checkpoints\":6,\"checkpoints_planned\":15,"
	           "\"rate_now\":2011.800,\"rate_run\":1987.250,"
	           "\"elapsed_run_s\":6.0,\"elapsed_all_s\":3606.0,"
	           "\"eta_low_s\":8.2,\"eta_likely_s\":9.0,"
	           "\"eta_high_s\":10.4,"
	           "\"finish_low\":\"2026-11-24T12:03:23Z\","
	           "\"finish_high\":\"2026-11-24T12:03:25Z\","
	           "\"failures\":0,\"failed_ranges\":0,"
	           "\"bytes_written\":85900000,\"bytes_needed\":128850000,"
	           "\"bytes_free\":84400000000,"
	           "\"last_checkpoint\":\"checkpoint_00005.npz\","
	           "\"last_commit\":\"2026-11-24T12:03:12Z\","
	           "\"verified\":null,\"copies_failed\":0,"
	           "\"command_failures\":0,\"beyond_plan\":0,"
	           "\"not_read\":0,\"not_written\":0,"
	           "\"updated\":\"2026-11-24T12:03:15Z\"}\n"));
	CHECK(same(line_of(&f), "RUNNING 12000 / 30000 (40.0%) + 1250  2012/s  "
	                        "0:00:06  ETA 0:00:08 - 0:00:10"));
	CHECK(all_alerts(&f) == 0);
}

static void nothing_is_known_yet(void)
{
	struct facts f = starting();

	CHECK(same(text_of(&f),
	           "Status:      STARTING\n"
	           "Completed:   0 / 600 (0.0%)\n"
	           "In flight:   0 samples, 0 workers\n"
	           "Checkpoints: 0 / 6\n"
	           "Rate:        unknown, this run has made nothing yet\n"
	           "Elapsed:     0:00:00 this run, 0:00:00 in all\n"
	           "ETA:         unknown\n"
	           "Failed:      none\n"
	           "Disk:        0 bytes written, unknown needed, unknown free\n"
	           "Last update: 2026-11-24T12:03:15Z\n"));
	CHECK(same(json_of(&f),
	           "{\"status\":\"STARTING\",\"samples\":0,\"planned\":600,"
	           "\"in_flight\":0,\"workers\":0,\"checkpoints\":0,"
	           "\"checkpoints_planned\":6,\"rate_now\":null,"
	           "\"rate_run\":null,\"elapsed_run_s\":0.0,"
	           "\"elapsed_all_s\":0.0,\"eta_low_s\":null,"
	           "\"eta_likely_s\":null,\"eta_high_s\":null,"
	           "\"finish_low\":null,\"finish_high\":null,\"failures\":0,"
	           "\"failed_ranges\":0,\"bytes_written\":0,"
	           "\"bytes_needed\":null,\"bytes_free\":null,"
	           "\"last_checkpoint\":null,\"last_commit\":null,"
	           "\"verified\":null,\"copies_failed\":0,"
	           "\"command_failures\":0,\"beyond_plan\":0,"
	           "\"not_read\":0,\"not_written\":0,"
	           "\"updated\":\"2026-11-24T12:03:15Z\"}\n"));
	CHECK(same(line_of(&f), "STARTING 0 / 600 (0.0%)  0/s  0:00:00"));
	CHECK(all_alerts(&f) == 0);
}

static void statuses(void)
{
	struct facts f = running();

	f.status = FACTS_SLOWING;
	CHECK(says(&f, "Status:      SLOWING") && all_alerts(&f) == 0);
	f = finished(FACTS_STALLED);
	CHECK(says(&f, "Status:      STALLED") && alerts(&f, "Status"));
	CHECK(says(&f, "ETA:         unknown"));
	f = finished(FACTS_INCOMPLETE);
	CHECK(says(&f, "Status:      INCOMPLETE") && alerts(&f, "Status"));
	CHECK(says(&f, "ETA:         unknown"));
	f = finished(FACTS_COMPLETE);
	f.samples = f.samples_planned;
	f.checkpoints = f.checkpoints_planned;
	CHECK(says(&f, "Status:      COMPLETE") && all_alerts(&f) == 0);
	CHECK(says(&f, "Completed:   30000 / 30000 (100.0%)"));
	CHECK(says(&f, "ETA:         done"));
	CHECK(strstr(json_of(&f), "\"bytes_needed\":0,") != NULL);
}

/* One of something is not many. */
static void ones(void)
{
	struct facts f = running();

	f.in_flight = f.workers = 1;
	CHECK(says(&f, "In flight:   1 sample, 1 worker"));
	f.workers = 2;
	CHECK(says(&f, "In flight:   1 sample, 2 workers"));
	f.in_flight = f.workers = 0;
	CHECK(says(&f, "In flight:   0 samples, 0 workers"));
	f.verifying = 1;
	f.checkpoints = f.verified = 1;
	CHECK(says(&f, "Verifying:   1 of 1 file"));
	f.trouble = (struct facts_trouble){ .commands = 1,
		                            .command_failures = 1,
		                            .command_why = "status 7" };
	CHECK(says(&f, "Command:     failed 1 of 1 time, last: status 7"));
}

static void verifying(void)
{
	struct facts f = finished(FACTS_RUNNING);

	f.verifying = 1;
	f.verified = 4;
	CHECK(says(&f, "Verifying:   4 of 6 files"));
	CHECK(says(&f, "ETA:         unknown"));
	CHECK(strstr(json_of(&f), "\"verified\":4,") != NULL);
	CHECK(strstr(line_of(&f), ")  verifying  2012/s") != NULL);
}

/* A share is never rounded up to what is not there. */
static void shares(void)
{
	struct facts f = running();

	f.samples = 29999;
	CHECK(says(&f, "Completed:   29999 / 30000 (99.9%)"));
	f.samples = 29;
	CHECK(says(&f, "Completed:   29 / 30000 (0.0%)"));
	f.samples = 30;
	CHECK(says(&f, "Completed:   30 / 30000 (0.1%)"));
}

static void a_finish_on_another_day(void)
{
	struct facts f = running();

	f.eta_low_s = 12 * 3600.0;
	f.eta_high_s = 30 * 3600.0;
	CHECK(says(&f, "ETA:         12:00:00 - 30:00:00, at "
	               "2026-11-25T00:03:15Z - 18:03:15Z"));
	f.eta_low_s = 3600.0;
	CHECK(says(&f, "ETA:         1:00:00 - 30:00:00, at "
	               "2026-11-24T13:03:15Z - 2026-11-25T18:03:15Z"));
	CHECK(strstr(json_of(&f),
	             "\"finish_low\":\"2026-11-24T13:03:15Z\","
	             "\"finish_high\":\"2026-11-25T18:03:15Z\"") != NULL);
}

static void failures(void)
{
	struct facts f = running();

	f.failures = (struct failure_log){ .times = 1 };
	CHECK(says(&f, "Failed:      1 time") && alerts(&f, "Failed"));
	f.failures = (struct failure_log){ .times = 3,
		                           .ranges = 1,
		                           .worst = { 200, 299 },
		                           .worst_times = 2 };
	CHECK(says(&f, "Failed:      3 times, 1 range; most often 200-299: 2"));
	f.failures.ranges = 2;
	CHECK(says(&f, "Failed:      3 times, 2 ranges; most often 200-299: 2"));
	CHECK(strstr(json_of(&f), "\"failures\":3,\"failed_ranges\":2,") != NULL);
	CHECK(all_alerts(&f) == 1);
}

static void a_disk_that_is_too_small(void)
{
	struct facts f = running();

	f.bytes_free = 128850000;
	CHECK(says(&f, "Disk:        85.9 MB written, 129 MB needed, 129 MB free"));
	f.bytes_free--;
	CHECK(says(&f, "Disk:        85.9 MB written, 129 MB needed, "
	               "129 MB free: NOT ENOUGH"));
	CHECK(alerts(&f, "Disk") && all_alerts(&f) == 1);
	f.bytes_free = FACTS_UNKNOWN_BYTES;
	CHECK(says(&f, "Disk:        85.9 MB written, 129 MB needed, unknown free"));
	/* With nothing to tell by, only no room at all is too small. */
	f = starting();
	f.bytes_free = 1;
	CHECK(says(&f, "Disk:        0 bytes written, unknown needed, "
	               "1 byte free"));
	CHECK(all_alerts(&f) == 0);
	f.bytes_free = 0;
	CHECK(says(&f, "Disk:        0 bytes written, unknown needed, "
	               "0 bytes free: NOT ENOUGH"));
	CHECK(alerts(&f, "Disk") && all_alerts(&f) == 1);
}

static void trouble(void)
{
	struct facts f = running();

	f.trouble = (struct facts_trouble){
		.copies = 2,
		.copies_failed = 1,
		.copy_why = "no\twhere \xff: open directory",
		.commands = 7,
		.command_failures = 3,
		.command_why = "status 7",
	};
	CHECK(says(&f, "Copies:      1 of 2 failed: no\\twhere \\xff: open directory"));
	CHECK(says(&f, "Command:     failed 3 of 7 times, last: status 7"));
	CHECK(alerts(&f, "Copies") && alerts(&f, "Command"));
	CHECK(all_alerts(&f) == 2);
	CHECK(strstr(json_of(&f), "\"copies_failed\":1,"
	                          "\"command_failures\":3,") != NULL);
}

/* What of the watch itself fails, comes before the newest commit. */
static void failing_watch(void)
{
	struct facts f = running();

	f.trouble.look_why = "out/MANIFEST.tsv: read: Input/output error";
	f.trouble.write_why = "out/PROGRESS.txt: write: No space left on device";
	CHECK(strstr(text_of(&f),
	             "\nTrouble:     out/MANIFEST.tsv: read: Input/output "
	             "error\nNot written: out/PROGRESS.txt: write: No space "
	             "left on device\nLast commit: ") != NULL);
	CHECK(alerts(&f, "Trouble") && alerts(&f, "Not written"));
	CHECK(strstr(json_of(&f), "\"not_read\":1,\"not_written\":1,") != NULL);
	/* Where nothing was ever read, nothing is made up. */
	f.status = FACTS_INCOMPLETE;
	f.unseen = 1;
	f.trouble.write_why = NULL;
	CHECK(same(text_of(&f),
	           "Status:      INCOMPLETE\n"
	           "Trouble:     out/MANIFEST.tsv: read: Input/output error\n"
	           "Last update: 2026-11-24T12:03:15Z\n"));
}

/* A reason fills its line, but no more. */
static void long_reasons(void)
{
	struct facts f = running();
	char why[1001];

	f.trouble = (struct facts_trouble){ .copies = 1,
		                            .copies_failed = 1,
		                            .copy_why = why };
	for (size_t n = 1; n < sizeof why; n++) {
		const char *line, *end;

		memset(why, 'x', n);
		why[n] = '\0';
		line = strstr(text_of(&f), "\nCopies:") + 1;
		end = strchr(line, '\n');
		CHECK(end - line == (n < 51 ? 28 + (int)n : ROWS_COLUMNS));
		CHECK((strncmp(end - 3, "...", 3) == 0) == (n > 51));
	}
}

/* A line that is too short leaves out what matters least. */
static void short_lines(void)
{
	struct facts f = running();

	for (size_t n = 0; n < 100; n++)
		CHECK(strlen(line_within(&f, n)) <= n);
	CHECK(same(line_within(&f, 75), line_of(&f)));
	CHECK(same(line_within(&f, 74), "RUNNING 12000 / 30000 (40.0%)  2012/s"
	                                "  0:00:06  ETA 0:00:08 - 0:00:10"));
	CHECK(same(line_within(&f, 62), "RUNNING 12000 / 30000 (40.0%)  2012/s"
	                                "  ETA 0:00:08 - 0:00:10"));
	CHECK(same(line_within(&f, 53), "RUNNING 12000 / 30000 (40.0%)"
	                                "  ETA 0:00:08 - 0:00:10"));
	CHECK(same(line_within(&f, 49), "RUNNING 12000 / 30000 (40.0%)  2012/s"
	                                "  0:00:06"));
	CHECK(same(line_within(&f, 29), "RUNNING 12000 / 30000 (40.0%)"));
	CHECK(same(line_within(&f, 7), "RUNNING"));
	CHECK(same(line_within(&f, 6), ""));
}

/* The largest numbers of all leave nothing out. */
static void large_numbers(void)
{
	struct facts f = running();

	f.samples = f.samples_planned = UINT64_MAX / 1000;
	f.in_flight = f.checkpoints = f.checkpoints_planned = UINT64_MAX;
	f.failures = (struct failure_log){ UINT64_MAX, UINT64_MAX,
		                           { UINT64_MAX, UINT64_MAX },
		                           UINT64_MAX };
	f.bytes_written = UINT64_MAX;
	CHECK(says(&f, "Completed:   18446744073709551 / 18446744073709551 "
	               "(100.0%)"));
	CHECK(strstr(text_of(&f), "615: 18446744073709551615\n") != NULL);
	CHECK(strstr(text_of(&f), "\nLast update: ") != NULL);
	CHECK(strstr(json_of(&f), "12:03:15Z\"}\n") != NULL);
	CHECK(strstr(line_of(&f), "RUNNING 18446744073709551 / ") != NULL);
}

int main(void)
{
	a_run_in_the_middle();
	nothing_is_known_yet();
	statuses();
	ones();
	verifying();
	shares();
	a_finish_on_another_day();
	failures();
	a_disk_that_is_too_small();
	trouble();
	failing_watch();
	long_reasons();
	short_lines();
	large_numbers();
	return 0;
}
