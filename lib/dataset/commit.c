/* Publish a finished checkpoint, and record it in a manifest. */
#include "dataset/commit.h"

#include <unistd.h>

#include "base/atomicfile.h"
#include "base/digest.h"
#include "base/directory.h"
#include "base/fdio.h"
#include "dataset/checkpoint_check.h"
#include "dataset/manifest_append.h"
#include "dataset/presence.h"

enum verdict { KEEP, ADOPT, REPLACE, FAIL };

/* The size and hash of the file of checkpoint K into *E. Returns 0 or -1. */
static int describe(const struct dataset *s, uint64_t k,
                    struct checkpoint_entry *e)
{
	char name[PLAN_NAME_MAX];
	struct diag ignored;
	int fd, error;

	plan_checkpoint_name(&s->plan, k, name);
	fd = directory_open_file(&s->dir, name, &ignored);
	if (fd < 0)
		return -1;
	error = digest_file(fd, &e->xxh128, &e->bytes);
	(void)close(fd);
	return error == 0 ? 0 : -1;
}

/*
 * Whether the file of checkpoint K, which no line describes, is whole and has the
 * samples of E: then *E describes it. Its run died before it appended the line, or
 * another host is about to.
 */
static int can_adopt(struct checkpoint_check *check, uint64_t k,
                     struct checkpoint_entry *e)
{
	const struct dataset *s = check->dataset;
	struct checkpoint_entry found = *e;
	struct diag ignored;

	if (checkpoint_check_read(check, k, 1, NULL, NULL, &found.content,
	                          &ignored) != 0 ||
	    found.content != e->content || describe(s, k, &found) != 0 ||
	    fdio_sync_directory(s->dir.fd) != 0)
		return 0;
	*e = found;
	return 1;
}

/*
 * What to do about the file that has checkpoint K's name already. CHECK looks at
 * all of it: what only seems whole would never be replaced.
 */
static enum verdict judge(const struct commit *how,
                          struct checkpoint_check *check, uint64_t k,
                          struct checkpoint_entry *e, struct diag *d)
{
	const struct dataset *s = how->dataset;
	int state = presence_look(s, k, NULL, d);

	if (state == PRESENCE_BEYOND)
		(void)diag_data(d, "exists with more samples: the plan has "
		                "grown meanwhile");
	if (state < 0 || state == PRESENCE_BEYOND)
		return FAIL;
	if (how->replace)
		return REPLACE;
	if (state == PRESENCE_PRESENT)
		state = checkpoint_check_file(check, k, 1, NULL, NULL, d);
	if (state < 0)
		return FAIL;
	if (state != PRESENCE_PRESENT)
		return can_adopt(check, k, e) ? ADOPT : REPLACE;
	if (dataset_entry(s, k)->content == e->content)
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
	struct checkpoint_check check = { .content = NULL };
	enum verdict verdict = FAIL;

	dataset_forget(dataset);
	if (dataset_refresh(dataset, NULL, d) == 0 &&
	    checkpoint_check_init(&check, dataset, d) == 0) {
		/* What it is compared with are these records. */
		check.head = *how->head;
		check.has_head = 1;
		verdict = judge(how, &check, k, e, d);
		make_later(e, dataset_entry(dataset, k));
		if (verdict == FAIL && d->kind == DIAG_DATA)
			(void)diag_within(d, "%s/%s", dataset->dir.path,
			                  file->name);
	}
	checkpoint_check_free(&check);
	dataset_forget(dataset);
	*kept = verdict == KEEP;
	if (verdict == REPLACE)
		return atomicfile_replace(file, d);
	return verdict == FAIL ? -1 : 0;
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
		result = manifest_append(&w, &how->dataset->plan, k, how->head,
		                         &e, d);
	manifest_unlock(&w);
	return result;
}
