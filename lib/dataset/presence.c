/* Decide which checkpoints are present, by manifest and file size. */
#include "dataset/presence.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

static enum presence explain(struct diag *why, const struct dataset *s,
                             const char *name, enum presence state,
                             const char *what)
{
	(void)diag_data(why, "%s/%s: %s", s->dir.path, name, what);
	return state;
}

/* Of the entries of several manifests, the one of the file counts. */
static const struct checkpoint_entry *find_entry(const struct dataset *s,
                                                 uint64_t k)
{
	uint64_t planned = plan_checkpoint_count(&s->plan, k);
	char name[PLAN_NAME_MAX];
	struct stat st;

	plan_checkpoint_name(&s->plan, k, name);
	if (dataset_is_contested(s, k) &&
	    fstatat(s->dir.fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		(void)dataset_prefer(s, k, planned, (uint64_t)st.st_size, NULL);
	return dataset_entry(s, k);
}

int presence_look(const struct dataset *s, uint64_t k, struct stat *st,
                  struct diag *why)
{
	const struct checkpoint_entry *e = find_entry(s, k);
	uint64_t planned = plan_checkpoint_count(&s->plan, k);
	char name[PLAN_NAME_MAX];
	struct stat own;

	if (e == NULL || e->count < planned)
		return PRESENCE_MISSING;
	if (e->count > planned)
		return PRESENCE_BEYOND;
	if (st == NULL)
		st = &own;
	plan_checkpoint_name(&s->plan, k, name);
	if (fstatat(s->dir.fd, name, st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return (int)explain(
			    why, s, name, PRESENCE_DELETED,
			    "missing, but listed in the manifest");
		return diag_system(why, errno, "%s/%s: stat", s->dir.path,
		                   name);
	}
	if (!S_ISREG(st->st_mode))
		return (int)explain(why, s, name, PRESENCE_DAMAGED,
		                    "not a regular file");
	if ((uint64_t)st->st_size != e->bytes) {
		(void)diag_data(
		    why, "%s/%s: has %jd bytes; the manifest says %" PRIu64,
		    s->dir.path, name, (intmax_t)st->st_size, e->bytes);
		return PRESENCE_DAMAGED;
	}
	return PRESENCE_PRESENT;
}

struct presence_beyond presence_beyond(const struct dataset *s)
{
	uint64_t planned = plan_checkpoints(&s->plan);
	struct presence_beyond beyond = { 0, 0 };

	for (uint64_t k = 0; k < dataset_entries_end(s); k++) {
		const struct checkpoint_entry *e = dataset_entry(s, k);

		if (e == NULL ||
		    (k < planned &&
		     e->count <= plan_checkpoint_count(&s->plan, k)))
			continue;
		beyond.checkpoints++;
		beyond.samples = k * s->plan.interval + e->count;
	}
	return beyond;
}
