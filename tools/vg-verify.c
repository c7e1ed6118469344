/* vg-verify: check a dataset against its plan. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/fdio.h"
#include "base/options.h"
#include "base/range.h"
#include "base/text.h"
#include "dataset/dataset.h"
#include "dataset/manifest_text.h"
#include "dataset/presence.h"
#include "plan/plan.h"
#include "verify/duplicates.h"
#include "verify/findings.h"
#include "verify/rebuild.h"
#include "verify/recheck.h"
#include "verify/verify.h"

#include "status.h"

struct request {
	const char *dir;
	int list, rebuild, recheck, videos, content;
	struct recheck_share share; /* with recheck */
};

static int parse_share(const struct option_spec *s, void *value,
                       const char *text, struct diag *d)
{
	(void)s;
	return recheck_parse(text, value, d);
}

#define BEYOND_TEXT 1024

/* Videos of at most this size are compared without being asked: it is quick. */
#define FEW_VIDEO_BYTES (UINT64_C(64) << 20)

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "content",
	  .help = "unpack every sample and hash it again",
	  OPTION_IS_FLAG(struct request, content) },
	{ .name = "recheck", .argument = "K",
	  .help = "render K samples again and compare; or K%, or all",
	  .type = OPTION_OTHER, .parse = parse_share,
	  .offset = offsetof(struct request, share) },
	{ .name = "videos",
	  .help = "count equal videos, even if they have more than 64 MiB in "
	          "total",
	  OPTION_IS_FLAG(struct request, videos) },
	{ .name = "rebuild", .excludes = "list",
	  .help = "first add intact archives that no manifest lists to "
	          "MANIFEST.tsv",
	  OPTION_IS_FLAG(struct request, rebuild) },
	{ .name = "list",
	  .help = "print only the missing and damaged ranges, for vg-render",
	  OPTION_IS_FLAG(struct request, list) },
};

static const struct tool tool = {
	.name = "vg-verify",
	.summary = "Check that a dataset is complete and undamaged, and print "
	           "its digest.",
	.options = options,
	.count = sizeof options / sizeof *options,
};

/* Returns as options_parse does. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	int go = options_parse(&tool, argc, argv, r, d);

	r->recheck = r->share.amount > 0;
	return go;
}

/* Check checkpoint K; name a bad or deleted file, or with --list its range. */
static int report_checkpoint(const struct request *r, const struct dataset *s,
                             uint64_t k, struct verify *v, struct diag *d)
{
	struct diag why;
	int state = verify_checkpoint(v, k, &why);

	if (state < 0) {
		*d = why;
		return -1;
	}
	if (state == PRESENCE_DAMAGED || state == PRESENCE_DELETED)
		diag_report(&why, tool.name);
	if (state == PRESENCE_PRESENT || state == PRESENCE_BEYOND || !r->list)
		return 0;
	return range_print(plan_checkpoint_range(&s->plan, k), d);
}

static void print_classes(const struct findings *f)
{
	(void)printf("Classes:     ");
	for (uint64_t c = 0; c < f->plan->classes; c++)
		(void)printf(" %" PRIu64, f->class_samples[c]);
	(void)printf("%s\n", f->unbalanced ? ", not balanced" : "");
}

/* What the plan does not cover, and how it would. DIR is the dataset's. */
static void describe_beyond(const struct findings *f, const char *dir,
                            struct text *t)
{
	uint64_t n = f->beyond.checkpoints;

	text_put(t, "%" PRIu64 " checkpoint%s; to keep %s, let the plan grow: "
	         "vg-plan -d ", n, n == 1 ? "" : "s", n == 1 ? "it" : "them");
	text_put_shell(t, dir);
	text_put(t, " -n %" PRIu64, f->beyond.samples);
}

/* A list has no place for it, and yet the status is 1. */
static void warn_beyond(const struct request *r, const struct findings *f)
{
	char text[BEYOND_TEXT];
	struct text beyond;
	struct diag d;

	if (f->beyond.checkpoints == 0)
		return;
	text_begin(&beyond, text, sizeof text);
	describe_beyond(f, r->dir, &beyond);
	(void)diag_data(&d, "%s: beyond the plan: %s", r->dir, text);
	diag_report(&d, tool.name);
}

/* " (7 = 3, 9 = 3, ...)": the first of the pairs in S, if there are any. */
static void print_pairs(const struct duplicates *s)
{
	for (unsigned i = 0; i < s->named; i++)
		(void)printf("%s%" PRIu64 " = %" PRIu64, i == 0 ? " (" : ", ",
		             s->pair[i].index, s->pair[i].earlier);
	if (s->named > 0)
		(void)printf("%s)", s->found > s->named ? ", ..." : "");
}

/* Equal samples and equal videos, and whether they may be. */
static void print_equal(const struct findings *f, struct verify_equal equal)
{
	(void)printf("Duplicates:   %" PRIu64 " sample%s", f->duplicates,
	             f->duplicates == 1 ? "" : "s");
	print_pairs(equal.samples);
	(void)printf("%s\n", findings_alike(f)
	                         ? "; every sample must be different"
	                         : "");
	if (equal.videos == NULL) {
		(void)printf("Equal videos: not counted; use --videos\n");
		return;
	}
	(void)printf("Equal videos: %" PRIu64, equal.videos->found);
	print_pairs(equal.videos);
	if (equal.videos->found > 0 && equal.has_split)
		(void)printf(", %" PRIu64 " with an earlier one in another "
		             "part", equal.videos->crossing);
	(void)printf("\n");
}

static const char *result_of(const struct findings *f)
{
	if (findings_complete(f))
		return "COMPLETE";
	if (findings_plan_small(f))
		return "PLAN TOO SMALL";
	return findings_only_strays(f) ? "FILES NOT PLANNED"
	                                              : "INCOMPLETE";
}

static int print_report(const struct request *r, const struct verify *v,
                        const struct recheck *recheck, struct diag *d)
{
	const struct findings *f = verify_findings(v);
	char text[BEYOND_TEXT];
	struct text beyond;
	char digest[DIGEST128_TEXT];
	uint64_t fingerprint;

	if (plan_fingerprint(f->plan, &fingerprint, d) != 0)
		return -1;
	(void)printf("Plan:         %" PRIu64 " samples, interval %" PRIu64
	             ", fingerprint %016" PRIx64 "\n", f->plan->samples,
	             f->plan->interval, fingerprint);
	(void)printf("Coverage:     %" PRIu64 " / %" PRIu64 " samples\n",
	             f->samples, f->plan->samples);
	(void)printf("Checkpoints:  %" PRIu64 " whole, %" PRIu64
	             " damaged, %" PRIu64 " missing\n", f->whole, f->damaged,
	             f->missing);
	text_begin(&beyond, text, sizeof text);
	describe_beyond(f, r->dir, &beyond);
	if (f->beyond.checkpoints > 0)
		(void)printf("Beyond plan:  %s\n", text);
	if (f->unlisted > 0)
		(void)printf("Unlisted:     %" PRIu64 " of the missing have a "
		             "file; --rebuild lists intact ones\n",
		             f->unlisted);
	if (f->strays > 0)
		(void)printf("Not planned:  %" PRIu64 " file%s that a loader may "
		             "take for a checkpoint: %s\n", f->strays,
		             f->strays == 1 ? "" : "s", f->stray);
	if (plan_is_ours(f->plan))
		print_classes(f);
	print_equal(f, verify_equal(v));
	(void)printf("Content:      %s\n",
	             r->content ? "every sample unpacked and hashed again"
	                        : "believed: --content unpacks and hashes every "
	                          "sample");
	if (recheck != NULL)
		(void)printf("Recheck:      %" PRIu64 " of %" PRIu64 " samples "
		             "rendered again, %" PRIu64 " differ\n",
		             recheck_looked(recheck), f->plan->samples,
		             recheck_differing(recheck));
	if (findings_all_whole(f)) {
		digest128_format(verify_digest(v), digest);
		(void)printf("Digest:       %s\n", digest);
	}
	(void)printf("Result:       %s\n", result_of(f));
	return 0;
}

/* Check every checkpoint of S and report. Returns a status, or -1. */
static int answer(const struct request *r, const struct dataset *s,
                  struct recheck *recheck, struct diag *d)
{
	struct verify *v;
	int status = STATUS_DATA;
	int result = verify_open(&v, s,
	                         r->content ? VERIFY_CONTENT : VERIFY_FILES,
	                         recheck, d);

	for (uint64_t k = 0; result == 0 && k < plan_checkpoints(&s->plan); k++)
		result = report_checkpoint(r, s, k, v, d);
	if (result == 0)
		result = verify_finish(v, d);
	if (result == 0 && !r->list)
		result = verify_videos(v, r->videos ? UINT64_MAX
		                                    : FEW_VIDEO_BYTES, d);
	if (result == 0 && r->list)
		warn_beyond(r, verify_findings(v));
	else if (result == 0)
		result = print_report(r, v, recheck, d);
	if (result == 0 && fflush(stdout) != 0)
		result = diag_system(d, errno, "standard output: write");
	if (result == 0 && findings_complete(verify_findings(v)))
		status = STATUS_DONE;
	verify_close(v);
	return result == 0 ? status : -1;
}

/* Prepare to render the samples again that R asks for. */
static int open_recheck(const struct request *r, const struct dataset *s,
                        struct recheck **recheck, struct diag *d)
{
	uint64_t count = recheck_count(r->share, s->plan.samples);

	if (recheck_open(recheck, &s->plan, count, d) != 0)
		return diag_within(d, "--recheck");
	return 0;
}

static void report_refused(void *context, const struct diag *why)
{
	(void)context;
	diag_report(why, tool.name);
}

static int rebuild(struct dataset *s, struct diag *d)
{
	struct rebuild_count count;

	if (rebuild_manifest(s, (int64_t)time(NULL), report_refused, NULL,
	                     &count, d) != 0)
		return -1;
	(void)printf("Rebuilt:      %" PRIu64 " lines added to %s, %" PRIu64
	             " archives refused\n", count.added, MANIFEST_NAME,
	             count.refused);
	return 0;
}

/* Open all that R asks for and answer it. Returns a status, or -1. */
static int verify(const struct request *r, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	struct recheck *recheck = NULL;
	int result = dataset_open(&s, r->dir, d);

	if (result == 0 && r->recheck)
		result = open_recheck(r, &s, &recheck, d);
	if (result == 0)
		result = r->rebuild ? rebuild(&s, d)
		                    : dataset_refresh(&s, NULL, d);
	if (result == 0)
		result = answer(r, &s, recheck, d);
	recheck_close(recheck);
	dataset_close(&s);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go, result;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	result = go < 0 ? -1 : verify(&r, &d);
	return result >= 0 ? result : status_report(&d, tool.name);
}
