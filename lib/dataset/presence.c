#include "dataset/presence.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"

int presence_open(struct presence *c, const struct directory *dir,
                  const struct plan *p, struct diag *d)
{
	int changed;

	c->dir = dir;
	c->plan = p;
	if (manifest_new(&c->manifest, dir, p, d) != 0)
		return -1;
	return manifest_refresh(c->manifest, &changed, d);
}

void presence_close(struct presence *c)
{
	manifest_free(c->manifest);
	c->manifest = NULL;
}

static int damaged(struct diag *why, const struct presence *c, const char *name,
                   const char *what)
{
	(void)diag_data(why, "%s/%s: %s", c->dir->path, name, what);
	return PRESENCE_DAMAGED;
}

int presence_look(const struct presence *c, uint64_t k, struct diag *why)
{
	const struct manifest_entry *e = manifest_find(c->manifest, k);
	char name[PLAN_NAME_MAX];
	struct stat st;

	if (e == NULL || e->count < plan_checkpoint_count(c->plan, k))
		return PRESENCE_MISSING;
	plan_checkpoint_name(k, name);
	if (e->count > plan_checkpoint_count(c->plan, k))
		return damaged(why, c, name, "holds more samples than the "
		               "plan has; was PLAN.txt changed by hand?");
	if (fstatat(c->dir->fd, name, &st, 0) != 0) {
		if (errno == ENOENT)
			return damaged(why, c, name,
			               "is in the manifest, but not there");
		return diag_system(why, errno, "%s/%s: stat", c->dir->path,
		                   name);
	}
	if (!S_ISREG(st.st_mode))
		return damaged(why, c, name, "is not a file");
	if ((uint64_t)st.st_size != e->bytes) {
		(void)diag_data(why, "%s/%s: has %jd bytes, the manifest says %"
		                PRIu64, c->dir->path, name,
		                (intmax_t)st.st_size, e->bytes);
		return PRESENCE_DAMAGED;
	}
	return PRESENCE_PRESENT;
}

int presence_verify(const struct presence *c, uint64_t k, struct diag *why)
{
	const struct manifest_entry *e = manifest_find(c->manifest, k);
	int state = presence_look(c, k, why);
	char name[PLAN_NAME_MAX];
	struct digest128 hash;
	uint64_t bytes;
	int fd, error;

	if (state != PRESENCE_PRESENT)
		return state;
	plan_checkpoint_name(k, name);
	fd = directory_open_file(c->dir, name, why);
	if (fd < 0)
		return -1;
	error = digest_file(fd, &hash, &bytes);
	(void)close(fd);
	/* A disk that cannot give the bytes back has lost them. */
	if (error == EIO)
		return damaged(why, c, name, "cannot be read: I/O error");
	if (error != 0)
		return diag_system(why, error, "%s/%s: read", c->dir->path,
		                   name);
	if (!digest128_equal(hash, e->xxh128))
		return damaged(why, c, name,
		               "damaged: its hash is not the manifest's");
	return PRESENCE_PRESENT;
}
