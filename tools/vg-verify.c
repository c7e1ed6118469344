/* vg-verify: does a directory hold what its plan says? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/fdio.h"
#include "base/options.h"
#include "base/range.h"
#include "dataset/checkpoint_read.h"
#include "dataset/dataset.h"
#include "dataset/hash_check.h"
#include "dataset/presence.h"
#include "plan/plan.h"
#include "plan/sample_fields.h"
#include "verify/duplicates.h"
#include "verify/recheck.h"

#include "status.h"

struct request {
	const char *dir;
	int list, recheck;
	struct recheck_share share; /* with recheck */
};

static int parse_share(const struct option_spec *s, void *value,
                       const char *text, struct diag *d)
{
	(void)s;
	return recheck_parse(text, value, d);
}

static const struct option_spec options[] = {
	{ .name = "dir", .letter = 'd', .argument = "DIR", .required = 1,
	  .help = "dataset directory",
	  OPTION_IS_TEXT(struct request, dir) },
	{ .name = "recheck", .argument = "K",
	  .help = "render K samples again and compare; or K%, or all",
	  .type = OPTION_OTHER, .parse = parse_share,
	  .offset = offsetof(struct request, share) },
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

/* What has been found so far. */
struct findings {
	const struct plan *plan;
	struct record_head head; /* of our own renderer's samples */
	struct recheck *recheck; /* or NULL */
	struct duplicates duplicates;
	unsigned char *is_whole; /* by checkpoint */
	struct digest *dataset; /* over all samples' hashes */
	struct digest *content; /* over one checkpoint's */
	uint64_t first;         /* sample of the current checkpoint */
	uint64_t whole, damaged, missing, samples;
	uint64_t classes[PLAN_CLASSES_MAX]; /* samples of each */
	int unbalanced;  /* some prefix was */
	int wrong_index, wrong_label;
};

/* Returns as options_parse does. */
static int parse(struct request *r, int argc, char **argv, struct diag *d)
{
	int go = options_parse(&tool, argc, argv, r, d);

	r->recheck = r->share.amount > 0;
	return go;
}

/* Count a label; no class may ever be two ahead of another. */
static void count_label(struct findings *f, uint64_t label)
{
	uint64_t most = 0, least = UINT64_MAX;

	if (label >= f->plan->classes) {
		f->wrong_label = 1;
		return;
	}
	f->classes[label]++;
	for (uint64_t c = 0; c < f->plan->classes; c++) {
		most = f->classes[c] > most ? f->classes[c] : most;
		least = f->classes[c] < least ? f->classes[c] : least;
	}
	/* With gaps before it, a prefix is not a prefix. */
	if (most > least + 1 && f->damaged + f->missing == 0)
		f->unbalanced = 1;
}

static void visit(void *context, enum checkpoint_column column, uint64_t i,
                  uint64_t value)
{
	struct findings *f = context;

	if (column == CHECKPOINT_COLUMN_LABELS) {
		count_label(f, value);
	} else if (column == CHECKPOINT_COLUMN_INDEX) {
		if (value != f->first + i)
			f->wrong_index = 1;
	} else {
		digest_update64(f->dataset, value);
		digest_update64(f->content, value);
	}
}

/* What an archive's arrays must be; NULL where they are not ours. */
static const struct record_head *own_head(const struct findings *f)
{
	return plan_is_ours(f->plan) ? &f->head : NULL;
}

/* The arrays of a file whose hash is right: are they what is promised? */
static int look_inside(const struct dataset *s, uint64_t k, struct findings *f,
                       struct diag *why)
{
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(k, name);
	f->first = k * s->plan.interval;
	f->wrong_index = f->wrong_label = 0;
	digest_reset64(f->content);
	if (checkpoint_scan(s, k, own_head(f), visit, f, why) != 0)
		return -1;
	if (f->wrong_index)
		return diag_data(why,
		                 "%s/%s: index: not the samples that "
		                 "belong here",
		                 s->dir.path, name);
	if (f->wrong_label)
		return diag_data(why,
		                 "%s/%s: labels: a class that the plan "
		                 "does not have",
		                 s->dir.path, name);
	if (digest_result64(f->content) != dataset_entry(s, k)->content)
		return diag_data(why,
		                 "%s/%s: sample_xxh3: not the manifest's "
		                 "content",
		                 s->dir.path, name);
	if (f->recheck != NULL)
		return recheck_checkpoint(f->recheck, s, k, why);
	return 0;
}

static int verify_one(const struct dataset *s, uint64_t k,
                      const struct request *r, struct findings *f,
                      struct diag *d)
{
	struct diag why;
	int state = hash_check_file(s, k, &why);

	if (state == PRESENCE_PRESENT && look_inside(s, k, f, &why) != 0)
		state = why.kind == DIAG_DATA ? PRESENCE_DAMAGED : -1;
	if (state < 0) {
		*d = why;
		return -1;
	}
	if (state == PRESENCE_PRESENT) {
		f->whole++;
		f->is_whole[k] = 1;
		f->samples += plan_checkpoint_count(&s->plan, k);
		return 0;
	}
	if (state == PRESENCE_MISSING) {
		f->missing++;
	} else {
		f->damaged++;
		diag_report(&why, tool.name);
	}
	if (!r->list)
		return 0;
	return range_print(plan_checkpoint_range(&s->plan, k), d);
}

/* What a scan for duplicates hands to its visits. */
struct gathering {
	struct duplicates *set;
	int result;
	struct diag d;
};

static void gather(void *context, enum checkpoint_column column, uint64_t i,
                   uint64_t value)
{
	struct gathering *g = context;

	(void)i;
	if (column == CHECKPOINT_COLUMN_HASH && g->result == 0)
		g->result = duplicates_add(g->set, value, &g->d);
}

/* Add the hashes of whole checkpoint K that are for this pass. */
static int gather_one(const struct dataset *s, uint64_t k, struct findings *f,
                      struct diag *d)
{
	struct gathering g = { .set = &f->duplicates };

	if (checkpoint_scan(s, k, own_head(f), gather, &g, d) != 0)
		return -1;
	if (g.result != 0)
		*d = g.d;
	return g.result;
}

/* Which samples of the whole checkpoints have a hash that another has? */
static int find_duplicates(const struct dataset *s, struct findings *f,
                           struct diag *d)
{
	struct duplicates *set = &f->duplicates;

	if (duplicates_init(set, f->samples, d) != 0)
		return -1;
	for (; set->pass < set->passes; duplicates_next(set))
		for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++)
			if (f->is_whole[k] && gather_one(s, k, f, d) != 0)
				return -1;
	return 0;
}

/* Another renderer may have reasons to make the same sample twice. */
static int alike(const struct findings *f)
{
	return plan_is_ours(f->plan) && f->duplicates.found > 0;
}

static int complete(const struct findings *f)
{
	return f->damaged + f->missing == 0 && !f->unbalanced && !alike(f);
}

static void print_classes(const struct findings *f)
{
	(void)printf("Classes:     ");
	for (uint64_t c = 0; c < f->plan->classes; c++)
		(void)printf(" %" PRIu64, f->classes[c]);
	(void)printf("%s\n", f->unbalanced ? ", not balanced" : "");
}

static int print_report(const struct findings *f, struct diag *d)
{
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
	if (plan_is_ours(f->plan))
		print_classes(f);
	(void)printf("Duplicates:   %" PRIu64 "%s\n", f->duplicates.found,
	             alike(f) ? ", but no two samples of a plan are alike"
	                      : "");
	if (f->recheck != NULL)
		(void)printf("Recheck:      %" PRIu64 " of %" PRIu64 " samples "
		             "rendered again, %" PRIu64 " differ\n",
		             recheck_looked(f->recheck), f->plan->samples,
		             recheck_differing(f->recheck));
	if (f->damaged + f->missing == 0) {
		digest128_format(digest_result128(f->dataset), digest);
		(void)printf("Digest:       %s\n", digest);
	}
	(void)printf("Result:       %s\n",
	             complete(f) ? "COMPLETE" : "INCOMPLETE");
	return 0;
}

/* Get ready for what R asks of the plan in F. Returns 0 or -1. */
static int prepare(const struct request *r, struct findings *f,
                   struct diag *d)
{
	const struct plan *p = f->plan;

	f->dataset = digest_new();
	f->content = digest_new();
	f->is_whole = calloc((size_t)plan_checkpoints(p), 1);
	if (f->dataset == NULL || f->content == NULL || f->is_whole == NULL)
		return diag_system(d, ENOMEM, "findings");
	digest_reset128(f->dataset);
	if (plan_is_ours(p) && sample_fields_add(p, &f->head, d) != 0)
		return -1;
	if (!r->recheck)
		return 0;
	return recheck_open(&f->recheck, p, recheck_count(r->share, p->samples),
	                    d);
}

static void release(struct findings *f)
{
	recheck_close(f->recheck);
	duplicates_free(&f->duplicates);
	digest_free(f->dataset);
	digest_free(f->content);
	free(f->is_whole);
}

/* Go over every checkpoint of S and report. Returns 0 or -1. */
static int verify_all(const struct request *r, const struct dataset *s,
                      struct findings *f, struct diag *d)
{
	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++)
		if (verify_one(s, k, r, f, d) != 0)
			return -1;
	if (find_duplicates(s, f, d) != 0 ||
	    (!r->list && print_report(f, d) != 0))
		return -1;
	if (fflush(stdout) != 0)
		return diag_system(d, errno, "standard output: write");
	return 0;
}

/* Returns 0, or -1; *YES says whether the dataset is complete. */
static int verify(const struct request *r, int *yes, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	struct findings f = { .plan = &s.plan };
	int result = dataset_open(&s, r->dir, d);

	if (result == 0)
		result = prepare(r, &f, d);
	if (result == 0)
		result = dataset_refresh(&s, NULL, d);
	if (result == 0)
		result = verify_all(r, &s, &f, d);
	*yes = result == 0 && complete(&f);
	dataset_close(&s);
	release(&f);
	return result;
}

int main(int argc, char **argv)
{
	struct request r = { 0 };
	struct diag d;
	int go, yes;

	fdio_guard_standard();
	go = parse(&r, argc, argv, &d);
	if (go == 0)
		return STATUS_DONE;
	if (go < 0 || verify(&r, &yes, &d) != 0)
		return status_report(&d, tool.name);
	return yes ? STATUS_DONE : STATUS_DATA;
}
