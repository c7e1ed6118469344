/* Open a directory, its plan and its manifests as one dataset. */
#include "dataset/dataset.h"

#include <stddef.h>

#include "dataset/lost_plan.h"
#include "dataset/manifest.h"
#include "plan/plan_file.h"

int dataset_open_unplanned(struct dataset *s, const char *path,
                           struct diag *d)
{
	s->manifest = NULL;
	plan_defaults(&s->plan);
	return directory_open(&s->dir, path, 1, d);
}

/* Read PLAN.txt, which must exist, into *P. */
static int open_plan(struct plan *p, const struct directory *dir,
                     struct diag *d)
{
	int found = plan_file_read(p, dir, d);

	if (found != 0)
		return found > 0 ? 0 : -1;
	(void)diag_data(d, "%s/%s: does not exist", dir->path, PLAN_FILE_NAME);
	return lost_plan_advise(dir, d);
}

int dataset_open(struct dataset *s, const char *path, struct diag *d)
{
	s->manifest = NULL;
	if (directory_open(&s->dir, path, 0, d) != 0)
		return -1;
	return open_plan(&s->plan, &s->dir, d);
}

void dataset_close(struct dataset *s)
{
	dataset_forget(s);
	directory_close(&s->dir);
}

int dataset_refresh(struct dataset *s, int *changed, struct diag *d)
{
	int ignored;

	if (s->manifest == NULL &&
	    manifest_new(&s->manifest, &s->dir, &s->plan, d) != 0) {
		dataset_forget(s);
		return -1;
	}
	return manifest_refresh(s->manifest,
	                        changed != NULL ? changed : &ignored, d);
}

void dataset_forget(struct dataset *s)
{
	manifest_free(s->manifest);
	s->manifest = NULL;
}

/* Check that plan NOW differs from that of S only as it may. */
static int check_same(const struct dataset *s, const struct plan *now,
                      struct diag *d)
{
	uint64_t was, is;

	if (plan_fingerprint(&s->plan, &was, d) != 0 ||
	    plan_fingerprint(now, &is, d) != 0)
		return -1;
	if (was == is && now->interval == s->plan.interval &&
	    (plan_same_storage(now, &s->plan) || dataset_entries_end(s) == 0))
		return 0;
	return diag_data(d, "%s/%s: was replaced by another plan meanwhile",
	                 s->dir.path, PLAN_FILE_NAME);
}

int dataset_refresh_samples(struct dataset *s, struct diag *d)
{
	struct plan now;

	if (open_plan(&now, &s->dir, d) != 0 || check_same(s, &now, d) != 0)
		return -1;
	s->plan.samples = now.samples;
	s->plan.format = now.format;
	s->plan.compress = now.compress;
	return 0;
}

int dataset_check_storage(const struct dataset *s, struct diag *d)
{
	struct plan now;
	int found = plan_file_read(&now, &s->dir, d);

	if (found <= 0 || plan_same_storage(&now, &s->plan))
		return found < 0 ? -1 : 0;
	return diag_data(d, "%s/%s: format or compress has changed; "
	                 "run the same command again",
	                 s->dir.path, PLAN_FILE_NAME);
}

const struct checkpoint_entry *dataset_entry(const struct dataset *s,
                                             uint64_t k)
{
	return s->manifest != NULL ? manifest_find(s->manifest, k) : NULL;
}

int dataset_is_contested(const struct dataset *s, uint64_t k)
{
	return s->manifest != NULL && manifest_has_several(s->manifest, k);
}

int dataset_prefer(const struct dataset *s, uint64_t k, uint64_t count,
                   uint64_t bytes, const struct digest128 *xxh128)
{
	return s->manifest != NULL &&
	       manifest_prefer(s->manifest, k, count, bytes, xxh128);
}

const struct record_head *dataset_fields(const struct dataset *s)
{
	return s->manifest != NULL ? manifest_fields(s->manifest) : NULL;
}

uint64_t dataset_entries_end(const struct dataset *s)
{
	return s->manifest != NULL ? manifest_end(s->manifest) : 0;
}

int dataset_saw_temporary(const struct dataset *s)
{
	return s->manifest != NULL && manifest_saw_temporary(s->manifest);
}
