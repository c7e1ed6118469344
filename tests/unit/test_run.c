/* The judgements of a run and of its rehearsal, and what workers report. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/option.h"
#include "check.h"
#include "forecast/part_size.h"
#include "run/rehearsal_size.h"
#include "run/reports.h"
#include "run/watch.h"

/* What the callbacks got. */
struct got {
	uint64_t commits, sum;
	char said[64];
};

static void committed(void *context, uint64_t k)
{
	struct got *g = context;

	g->commits++;
	g->sum += k;
}

static void said(void *context, const char *message)
{
	struct got *g = context;

	(void)snprintf(g->said, sizeof g->said, "%.60s", message);
}

/* Feed TEXT in pieces of STEP bytes. */
static struct reports feed(struct got *g, const char *text, size_t step)
{
	struct reports r = { .committed = committed, .said = said,
		             .context = g };
	size_t length = strlen(text);
	struct diag d;
	int fd[2];

	CHECK(pipe(fd) == 0);
	CHECK(fcntl(fd[0], F_SETFL, O_NONBLOCK) == 0);
	r.fd = fd[0];
	for (size_t at = 0; at < length; at += step) {
		size_t n = length - at < step ? length - at : step;

		CHECK(write(fd[1], text + at, n) == (ssize_t)n);
		CHECK(reports_take(&r, &d) == 0);
	}
	CHECK(r.fd >= 0);
	(void)close(fd[1]);
	CHECK(reports_take(&r, &d) == 0);
	CHECK(r.fd < 0);
	return r;
}

static void reports_are_taken_however_they_are_cut(void)
{
	static const char text[] =
	    "begin\nout/checkpoint_00007.npz\nnew\nline/checkpoint_100000.npz\n"
	    "failed\t20-39\t1\tlamp broken\nfailed\t0-19\t137\t\n"
	    "failed\tx-19\t1\tno range\nfailed\t0-19\t1000\tno status\n"
	    "failed\t20-39\t3\tlamp \033[31mburnt\n"
	    "said\tit \033 flickers\nstop\tno room\nout/checkpoint_1x.npz\n"
	    "xargs: aborting";

	for (size_t step = 1; step < sizeof text; step += 6) {
		struct got g = { .commits = 0 };
		struct reports r = feed(&g, text, step);
		const struct reports_failure *f = reports_find(&r, 20);

		CHECK(g.commits == 2 && g.sum == 100007);
		CHECK(strcmp(g.said, "it \\x1b flickers") == 0);
		CHECK(strcmp(r.stopped, "no room") == 0);
		CHECK(strcmp(r.engine, "xargs: aborting") == 0);
		CHECK(r.failures == 2);
		CHECK(f != NULL && f->status == 3 && f->times == 2);
		CHECK(strcmp(f->why, "lamp \\x1b[31mburnt") == 0);
		f = reports_find(&r, 0);
		CHECK(f != NULL && f->status == 137 && f->why[0] == '\0');
		CHECK(reports_find(&r, 40) == NULL);
		reports_free(&r);
	}
}

static void a_line_without_end_is_cut(void)
{
	static char text[20001];
	struct got g = { .commits = 0 };
	struct reports r;

	memset(text, 'a', sizeof text - 1);
	memcpy(text, "failed\t0-9\t1\t", 13);
	r = feed(&g, text, 4000);
	CHECK(r.failures == 1);
	CHECK(strlen(r.failure[0].why) == REPORTS_WHY_MAX - 1);
	reports_free(&r);
}

/* The sizes of the parts that are made where EACH sample takes SECONDS. */
static unsigned parts(double start_s, double each_s, uint64_t missing,
                      enum verdict_result result, uint64_t size[8])
{
	struct part_size s = { .each = 0 };
	struct verdict_facts f = { .rest.samples = missing };
	struct verdict v = { .result = result };
	unsigned n = 0;
	uint64_t each;

	while ((each = part_size_next(&s, &f, &v, 2, 0)) > 0) {
		CHECK(n < 8);
		size[n++] = each;
		f.made.seconds = start_s + 2 * (double)each * each_s;
	}
	return n;
}

static void a_part_is_as_large_as_it_must_be(void)
{
	uint64_t size[8];

	/* a few quick samples: one part tells enough */
	CHECK(parts(0.02, 0.0001, 200, VERDICT_FITS, size) == 1);
	CHECK(size[0] == 1);
	/* many: the second size, which would tell nothing, is left out */
	CHECK(parts(0.02, 0.0001, 100000, VERDICT_FITS, size) >= 2);
	CHECK(size[0] == 1 && size[1] == 64);
	/* slow samples: twice as many take twice as long */
	CHECK(parts(0.02, 2, 1000000, VERDICT_LONG, size) == 2);
	CHECK(size[1] == 2);
	CHECK(parts(0.02, 8, 1000000, VERDICT_LONG, size) == 1);
	/* slow starts: parts grow until the samples tell, or are a quarter of all */
	for (int start_s = 1; start_s < 12; start_s++) {
		CHECK(parts(start_s, 0.0001, 1000000, VERDICT_LONG, size) == 6);
		CHECK(size[5] == 1024);
		CHECK(parts(start_s, 0.0001, 10000, VERDICT_LONG, size) == 5);
		CHECK(size[4] == 256);
	}
	CHECK(parts(3, 0.02, 100000, VERDICT_LONG, size) == 5);
	CHECK(size[4] == 256);
	/* what fits is not known to, while starts are all that was measured */
	CHECK(parts(1, 0.001, 2000, VERDICT_FITS, size) == 4);
	CHECK(size[3] == 64);
	/* no more than a quarter of all */
	CHECK(parts(0.2, 0.01, 100, VERDICT_LONG, size) == 1);
}

static void a_rehearsal_keeps_its_time_and_its_rounds(void)
{
	struct plan p;
	struct rehearsal_size s;

	plan_defaults(&p);
	p.samples = 30000;
	p.interval = 2000;
	s = rehearsal_size(&p, 1000, 2, OPTION_NOT_GIVEN, 120);
	CHECK(s.samples >= 4900 && s.samples <= 5000); /* five seconds */
	CHECK(s.checkpoints == 24 && s.interval * 24 == s.samples);
	s = rehearsal_size(&p, 10, 2, OPTION_NOT_GIVEN, 120);
	CHECK(s.samples <= 480); /* two fifths of the time */
	s = rehearsal_size(&p, 0.1, 2, OPTION_NOT_GIVEN, 120);
	CHECK(s.samples >= 1 && s.interval == 1);
	s = rehearsal_size(&p, 1e6, 64, 20000, 120);
	CHECK(s.samples <= 20000 && s.checkpoints % 64 == 0);
}

/* A watch that saw these numbers of checkpoints, one look each second. */
static int judge(const uint64_t *seen, size_t n, uint64_t planned, char *text)
{
	struct watch_look look[16];
	struct watch w = { .planned = planned, .look = look, .looks = n };

	for (size_t i = 0; i < n; i++)
		look[i] = (struct watch_look){ .at_s = (double)i,
			                       .checkpoints = seen[i] };
	return watch_judge_checkpoints(&w, text);
}

static void checkpoints_must_appear_all_along(void)
{
	char text[WATCH_SAID_MAX];

	CHECK(judge((const uint64_t[]){ 0, 1, 2, 3, 4 }, 5, 4, text));
	CHECK(strcmp(text, "4 of 4, up to 1.0 s apart") == 0);
	CHECK(!judge((const uint64_t[]){ 0, 1, 2, 3, 3 }, 5, 4, text));
	CHECK(strcmp(text, "3 of 4 appeared") == 0);
	CHECK(!judge((const uint64_t[]){ 0, 2, 1, 3, 4 }, 5, 4, text));
	CHECK(strcmp(text, "1 vanished") == 0);
	CHECK(!judge((const uint64_t[]){ 0, 1, 4, 4, 4 }, 5, 4, text));
	CHECK(strstr(text, "3 of 4 appeared at once") != NULL);
	CHECK(!judge((const uint64_t[]){ 0, 1, 2, 2, 2, 2, 2, 3, 4 }, 9, 4,
	             text));
	CHECK(strstr(text, "none appeared for 5.0 s") != NULL);
}

static void the_page_must_be_whole_and_change(void)
{
	struct watch_look look[] = { { 0, 0, 0, 1, 0 }, { 1, 0, 5, 1, 0 },
		                     { 2, 0, 6, 1, 0 }, { 3, 0, 6, 1, 0 },
		                     { 6, 0, 7, 1, 0 } };
	struct watch w = { .look = look, .looks = 5 };
	char text[WATCH_SAID_MAX];

	CHECK(watch_judge_page(&w, 5, text));
	CHECK(!watch_judge_page(&w, 3, text));
	CHECK(strstr(text, "did not change for 4.0 s") != NULL);
	look[2].whole = 0;
	CHECK(!watch_judge_page(&w, 5, text));
	CHECK(strcmp(text, "half-written when read after 2.0 s") == 0);
	w.looks = 1;
	CHECK(!watch_judge_page(&w, 5, text));
	CHECK(strcmp(text, "it never appeared") == 0);
}

int main(void)
{
	reports_are_taken_however_they_are_cut();
	a_line_without_end_is_cut();
	a_part_is_as_large_as_it_must_be();
	a_rehearsal_keeps_its_time_and_its_rounds();
	checkpoints_must_appear_all_along();
	the_page_must_be_whole_and_change();
	return 0;
}
