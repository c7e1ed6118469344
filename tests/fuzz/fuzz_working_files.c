/*
 * What workers, runs and watchers leave for each other, as somebody else may
 * have written it. Input: a byte that says for which reader, then the text.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/fdio.h"
#include "dataset/failure_log.h"
#include "dataset/heartbeat.h"
#include "forecast/memory_log.h"
#include "run/rehearsal.h"
#include "run/reports.h"

#define PIPE_MAX 65536 /* bytes that fit into any pipe */
#define READERS 5

static void check_printable(const char *text)
{
	for (; *text != '\0'; text++)
		REQUIRE((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void check_heartbeat(const uint8_t *data, size_t size)
{
	struct heartbeat_seen seen[2];
	char again[80];
	struct diag d;
	unsigned n;

	fuzz_write(".inflight.1.0.tmp", data, size);
	REQUIRE(heartbeat_read(fuzz_directory(), seen, 2, &n, &d) == 0);
	REQUIRE(n <= 1);
	if (n == 0)
		return;
	REQUIRE(!seen[0].alive && seen[0].done <= seen[0].count);
	REQUIRE(seen[0].count > 0 && seen[0].seconds >= 0);
	(void)snprintf(again, sizeof again, "%018llu %018llu %018llu ",
	               (unsigned long long)seen[0].first,
	               (unsigned long long)seen[0].count,
	               (unsigned long long)seen[0].done);
	for (size_t i = 0; again[i] != '\0'; i++)
		REQUIRE(again[i] == ' ' || again[i] == (char)data[i]);
}

static void count_failures(struct failure_log *f)
{
	failure_log_count(fuzz_directory(), 0, f);
	REQUIRE(f->ranges <= f->times && f->worst_times <= f->times);
	REQUIRE((f->ranges == 0) == (f->worst_times == 0));
	REQUIRE(f->worst.first <= f->worst.last);
}

/* A log that ends with a whole line can go on, whatever is in it. */
static void check_failures(const uint8_t *data, size_t size)
{
	const struct range range = { 5, 9 };
	struct failure_log before, after;

	fuzz_write(".failures", data, size);
	count_failures(&before);
	if (size > 0 && data[size - 1] != '\n')
		return;
	failure_log_note(fuzz_directory(), &range, 1700000000);
	count_failures(&after);
	REQUIRE(after.times == before.times + 1);
	REQUIRE(after.ranges >= before.ranges && after.worst_times > 0);
}

static void check_rehearsal(const uint8_t *data, size_t size)
{
	static const struct place place = { "a processor", 4, 1 << 30, 1 << 30 };
	char binding[REHEARSAL_TEXT_MAX], *text = fuzz_string(data, size);
	struct plan plan;
	struct diag d;
	int stands;

	plan_defaults(&plan);
	plan_settle(&plan);
	REQUIRE(rehearsal_binding(binding, &plan, &place, 2, WORKERS_XARGS,
	                          &d) == 0);
	fuzz_write(REHEARSAL_FILE, data, size);
	stands = rehearsal_stands(fuzz_directory(), binding, &d);
	REQUIRE(stands >= 0);
	if (stands > 0)
		REQUIRE(strstr(text, "Result:") != NULL);
	else
		check_printable(d.message);
	free(text);
}

static void check_memory(const uint8_t *data, size_t size)
{
	char path[256];
	struct memory_log m;
	struct diag d;

	fuzz_write("input", data, size);
	(void)snprintf(path, sizeof path, "%s/input", fuzz_directory()->path);
	if (memory_log_read(&m, path, &d) != 0)
		return;
	REQUIRE(m.peak_bytes >= 0 && isfinite(m.peak_bytes));
	REQUIRE(!m.drift_mb.known || (isfinite(m.drift_mb.before) &&
	                              isfinite(m.drift_mb.after)));
}

static void said(void *context, const char *message)
{
	(void)context;
	check_printable(message);
}

static void check_reports(const uint8_t *data, size_t size)
{
	struct reports r = { .said = said };
	struct diag d;
	int ends[2];

	REQUIRE(pipe(ends) == 0);
	REQUIRE(fdio_write(ends[1], data, size) == 0 && close(ends[1]) == 0);
	r.fd = ends[0];
	REQUIRE(reports_take(&r, &d) == 0 && r.fd == -1);
	check_printable(r.stopped);
	check_printable(r.engine);
	for (size_t i = 0; i < r.failures; i++) {
		check_printable(r.failure[i].why);
		REQUIRE(strlen(r.failure[i].why) < REPORTS_WHY_MAX);
		REQUIRE(r.failure[i].times > 0 && r.failure[i].status <= 255);
	}
	for (size_t i = 0; i < r.failures; i++)
		REQUIRE(reports_find(&r, r.failure[i].range.first) != NULL);
	reports_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const check[READERS])(const uint8_t *, size_t) = {
		check_heartbeat, check_failures, check_rehearsal, check_memory,
		check_reports,
	};

	if (size > 0 && size <= PIPE_MAX)
		check[data[0] % READERS](data + 1, size - 1);
	return 0;
}
