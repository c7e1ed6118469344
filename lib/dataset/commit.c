/* Publish a finished checkpoint, and record it in a manifest. */
#include "dataset/commit.h"

#include "base/atomicfile.h"
#include "dataset/hash_check.h"
#include "dataset/manifest_append.h"
#include "dataset/presence.h"

enum verdict { KEEP, REPLACE, FAIL };

/* What to do about the file that has checkpoint K's name already. */
static enum verdict judge(const struct dataset *s, uint64_t k, uint64_t content,
                          int replace, struct diag *d)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	uint64_t planned = plan_checkpoint_count(&s->plan, k);
	int state;

	/* In no manifest: its run died before it appended the line. */
	if (e == NULL || e->count < planned)
		return REPLACE;
	if (e->count > planned) {
		(void)diag_data(d, "exists with more samples: the plan has "
		                "grown meanwhile");
		return FAIL;
	}
	if (replace)
		return REPLACE;
	state = hash_check_file(s, k, d);
	if (state < 0)
		return FAIL;
	if (state != PRESENCE_PRESENT)
		return REPLACE;
	if (e->content == content)
		return KEEP;
	(void)diag_data(d, "exists, undamaged, with other samples; the same "
	                "plan must give the same samples");
	return FAIL;
}

/*
 * With several manifests, the later entry counts. So an entry that replaces
 * another must be later, even if the clocks of two hosts differ.
 */
static void make_later(struct checkpoint_entry *e,
                       const struct checkpoint_entry *replaced)
{
	if (replaced != NULL && replaced->committed_s >= e->committed_s)
		e->committed_s = replaced->committed_s + 1;
}

/* The name is taken: read the manifests, under the lock, and decide. */
static int resolve_existing(struct atomicfile *file, const struct commit *how,
                            uint64_t k, struct checkpoint_entry *e, int *kept,
                            struct diag *d)
{
	struct dataset *dataset = how->dataset;
	enum verdict verdict = FAIL;

	dataset_forget(dataset);
	if (dataset_refresh(dataset, NULL, d) == 0) {
		verdict = judge(dataset, k, e->content, how->replace, d);
		make_later(e, dataset_entry(dataset, k));
		if (verdict == FAIL && d->kind == DIAG_DATA)
			(void)diag_within(d, "%s/%s", dataset->dir.path,
			                  file->name);
	}
	dataset_forget(dataset);
	*kept = verdict == KEEP;
	if (verdict == REPLACE)
		return atomicfile_replace(file, d);
	return verdict == KEEP ? 0 : -1;
}

int commit_checkpoint(struct checkpoint *c,
                      const struct checkpoint_summary *summary,
                      const struct commit *how, uint64_t k, struct diag *d)
{
	struct checkpoint_entry e = {
		.xxh128 = summary->xxh128,
		.count = plan_checkpoint_count(&how->dataset->plan, k),
		.bytes = summary->bytes,
		.content = summary->content,
		.committed_s = how->now_s,
	};
	struct atomicfile *file = checkpoint_file(c);
	struct manifest_writer w;
	int kept = 0, result;

	/* Syncing takes the longest, so do it before the lock. */
	if (atomicfile_finish(file, d) != 0 ||
	    manifest_lock(&w, &how->dataset->dir, how->manifest, d) != 0)
		return -1;
	result = dataset_check_storage(how->dataset, d);
	if (result == 0)
		result = atomicfile_publish_new(file, d);
	if (result == 1)
		result = resolve_existing(file, how, k, &e, &kept, d);
	if (result == 0 && !kept)
		result = manifest_append(&w, &how->dataset->plan, k, &e, d);
	manifest_unlock(&w);
	return result;
}
