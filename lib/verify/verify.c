/* Read each checkpoint of a dataset once, and check everything in it. */
#include "verify/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/format_files.h"
#include "base/text.h"
#include "dataset/checkpoint_check.h"
#include "dataset/checkpoint_read.h"
#include "dataset/presence.h"
#include "stream/record.h"
#include "verify/duplicates.h"
#include "verify/video_hashes.h"

struct verify {
	const struct dataset *dataset; /* borrowed */
	struct recheck *recheck; /* borrowed, or NULL */
	struct checkpoint_check check;
	enum verify_depth depth;
	struct findings findings;
	struct digest *all;      /* over all samples' hashes */
	unsigned char *is_whole; /* by checkpoint */
	/* The first pass takes place while the archives are read anyway. */
	struct duplicates duplicates;
	uint64_t first; /* sample of the checkpoint being read */
	struct duplicates videos; /* equal videos, if compared */
	int videos_compared, has_split;
	int gathered_damaged; /* it has hashes of a damaged checkpoint */
	int gathered;         /* 0, or -1 if a hash could not be added … */
	struct diag failure;  /* … because of this */
};

/* The most samples that can be whole, according to the manifests. */
static uint64_t count_entries(const struct dataset *s)
{
	uint64_t samples = 0;

	for (uint64_t k = 0; k < plan_checkpoints(&s->plan); k++)
		if (dataset_entry(s, k) != NULL)
			samples += plan_checkpoint_count(&s->plan, k);
	return samples;
}

/* Count NAME if a loader would take it, with the others, for a checkpoint. */
static int look_for_stray(void *context, const char *name, struct diag *d)
{
	struct verify *v = context;
	const struct plan *p = &v->dataset->plan;
	struct findings *f = &v->findings;
	char planned[PLAN_NAME_MAX] = "";
	struct text t;
	uint64_t k = 0;

	(void)d;
	if (text_after(name, "checkpoint_") == NULL ||
	    format_suffix_of(name) == NULL)
		return 0;
	if (plan_is_checkpoint_name(name, &k))
		plan_checkpoint_name(p, k, planned);
	if (strcmp(name, planned) == 0 &&
	    (k < plan_checkpoints(p) || dataset_entry(v->dataset, k) != NULL))
		return 0; /* planned, or in findings.beyond */
	text_begin(&t, f->stray, sizeof f->stray);
	text_put_shown(&t, name);
	f->strays++;
	return 0;
}

int verify_open(struct verify **out, const struct dataset *s,
                enum verify_depth depth, struct recheck *recheck,
                struct diag *d)
{
	struct verify *v = calloc(1, sizeof *v);

	*out = v;
	if (v == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	v->dataset = s;
	v->depth = depth;
	v->recheck = recheck;
	findings_init(&v->findings, &s->plan);
	v->all = digest_new();
	v->is_whole = calloc((size_t)plan_checkpoints(&s->plan), 1);
	if (v->all == NULL || v->is_whole == NULL)
		return diag_system(d, ENOMEM, "%s", s->dir.path);
	digest_reset128(v->all);
	if (checkpoint_check_init(&v->check, s, d) != 0)
		return -1;
	if (directory_each(&s->dir, look_for_stray, v, d) != 0)
		return -1;
	return duplicates_init(&v->duplicates, count_entries(s), d);
}

void verify_close(struct verify *v)
{
	if (v == NULL)
		return;
	duplicates_free(&v->duplicates);
	duplicates_free(&v->videos);
	digest_free(v->all);
	checkpoint_check_free(&v->check);
	free(v->is_whole);
	free(v);
}

/* Add the hash of sample I of the checkpoint to the pass of duplicates. */
static void gather(struct verify *v, uint64_t i, uint64_t hash)
{
	if (v->gathered == 0)
		v->gathered = duplicates_add(&v->duplicates, hash, v->first + i,
		                             0, &v->failure);
}

static void visit(void *context, enum checkpoint_column column, uint64_t i,
                  uint64_t value)
{
	struct verify *v = context;

	switch (column) {
	case CHECKPOINT_COLUMN_LABELS:
		findings_label(&v->findings, value);
		break;
	case CHECKPOINT_COLUMN_INDEX:
		break;
	case CHECKPOINT_COLUMN_HASH:
		digest_update64(v->all, value);
		gather(v, i, value);
		break;
	}
}

/* Whether checkpoint K has a file, and no manifest has it. */
static int is_unlisted(const struct dataset *s, uint64_t k)
{
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(&s->plan, k, name);
	return dataset_entry(s, k) == NULL &&
	       faccessat(s->dir.fd, name, F_OK, 0) == 0;
}

/* Look at checkpoint K as deep as is asked for. Returns as verify_checkpoint. */
static int look(struct verify *v, uint64_t k, struct diag *why)
{
	int state;

	v->first = plan_checkpoint_range(&v->dataset->plan, k).first;
	if (v->depth != VERIFY_ARRAYS)
		return checkpoint_check_file(&v->check, k,
		                             v->depth == VERIFY_CONTENT, visit,
		                             v, why);
	state = presence_look(v->dataset, k, NULL, why);
	if (state != PRESENCE_PRESENT ||
	    checkpoint_check_entry(&v->check, k, 0, visit, v, why) == 0)
		return state;
	return why->kind == DIAG_DATA ? PRESENCE_DAMAGED : -1;
}

int verify_checkpoint(struct verify *v, uint64_t k, struct diag *why)
{
	int state = look(v, k, why);

	if (state == PRESENCE_PRESENT && v->gathered != 0) {
		*why = v->failure;
		return -1;
	}
	/* Samples may have been counted before the fault was found. */
	v->gathered_damaged |= state == PRESENCE_DAMAGED;
	if (state == PRESENCE_PRESENT && v->recheck != NULL &&
	    recheck_checkpoint(v->recheck, v->dataset, k, why) != 0) {
		if (why->kind != DIAG_DATA)
			return -1;
		state = PRESENCE_DAMAGED;
		v->gathered_damaged = 1;
	}
	if (state < 0)
		return -1;
	v->is_whole[k] = state == PRESENCE_PRESENT;
	if (state == PRESENCE_MISSING && is_unlisted(v->dataset, k))
		v->findings.unlisted++;
	findings_end(&v->findings, k, (enum presence)state);
	return state;
}

static void visit_again(void *context, enum checkpoint_column column,
                        uint64_t i, uint64_t value)
{
	if (column == CHECKPOINT_COLUMN_HASH)
		gather(context, i, value);
}

/* Add the hashes of checkpoint K to the pass. Returns 0, or -1 with a diag. */
static int gather_again(struct verify *v, uint64_t k, struct diag *d)
{
	v->first = plan_checkpoint_range(&v->dataset->plan, k).first;
	if (checkpoint_check_entry(&v->check, k, 0, visit_again, v, d) != 0)
		return -1;
	if (v->gathered != 0)
		*d = v->failure;
	return v->gathered;
}

int verify_finish(struct verify *v, struct diag *d)
{
	struct duplicates *set = &v->duplicates;
	uint64_t planned = plan_checkpoints(&v->dataset->plan);

	if (v->gathered_damaged)
		duplicates_clear(set);
	else
		duplicates_next(set);
	for (; set->pass < set->passes; duplicates_next(set))
		for (uint64_t k = 0; k < planned; k++)
			if (v->is_whole[k] && gather_again(v, k, d) != 0)
				return -1;
	v->findings.duplicates = set->found;
	v->findings.beyond = presence_beyond(v->dataset);
	return 0;
}

void verify_finish_first(struct verify *v)
{
	duplicates_next(&v->duplicates); /* counts those of this pass */
	v->findings.beyond = presence_beyond(v->dataset);
	v->findings.duplicates = v->duplicates.found;
}

/* The arrays that files have; NULL if none was read yet. */
static const struct record_head *head_of(const struct verify *v)
{
	return v->check.has_head ? &v->check.head : NULL;
}

/* Bytes of a sample's video in checkpoint K, into *OUT. Returns 0 or -1. */
static int find_video_bytes(const struct verify *v, uint64_t k, uint64_t *out,
                            struct diag *d)
{
	struct checkpoint_reader *r;
	int result = checkpoint_open(&r, v->dataset, k, head_of(v), d);

	if (result == 0)
		*out = checkpoint_head(r)->field[0].bytes;
	checkpoint_close(r);
	return result;
}

/* Whether the videos of all whole checkpoints have at most MOST bytes, or -1. */
static int are_few(const struct verify *v, uint64_t most, struct diag *d)
{
	uint64_t planned = plan_checkpoints(&v->dataset->plan);

	for (uint64_t k = 0; k < planned; k++) {
		uint64_t bytes = 0;
		uint64_t samples = plan_checkpoint_count(&v->dataset->plan, k);

		if (!v->is_whole[k])
			continue;
		if (find_video_bytes(v, k, &bytes, d) != 0)
			return -1;
		if (bytes > 0 && samples > most / bytes)
			return 0;
		most -= samples * bytes;
	}
	return 1;
}

static int visit_video(void *context, uint64_t i, uint64_t hash, unsigned part,
                       struct diag *d)
{
	struct verify *v = context;

	return duplicates_add(&v->videos, hash, v->first + i, part, d);
}

/* Add the videos of all whole checkpoints to the current pass. */
static int gather_videos(struct verify *v, struct diag *d)
{
	const struct plan *plan = &v->dataset->plan;

	for (uint64_t k = 0; k < plan_checkpoints(plan); k++) {
		int has_split;

		if (!v->is_whole[k])
			continue;
		v->first = plan_checkpoint_range(plan, k).first;
		if (video_hashes_each(v->dataset, k, head_of(v), &has_split,
		                      visit_video, v, d) != 0)
			return -1;
		v->has_split = v->has_split && has_split;
	}
	return 0;
}

int verify_videos(struct verify *v, uint64_t most_bytes, struct diag *d)
{
	struct duplicates *set = &v->videos;
	int result = most_bytes < UINT64_MAX ? are_few(v, most_bytes, d) : 1;

	if (result <= 0)
		return result;
	duplicates_free(&v->duplicates);
	v->has_split = 1;
	result = duplicates_init(set, v->findings.samples, d);
	for (; result == 0 && set->pass < set->passes; duplicates_next(set))
		result = gather_videos(v, d);
	v->videos_compared = result == 0;
	return result;
}

struct verify_equal verify_equal(const struct verify *v)
{
	return (struct verify_equal){
		.samples = &v->duplicates,
		.videos = v->videos_compared ? &v->videos : NULL,
		.has_split = v->has_split,
	};
}

const struct findings *verify_findings(const struct verify *v)
{
	return &v->findings;
}

struct digest128 verify_digest(const struct verify *v)
{
	return digest_result128(v->all);
}
