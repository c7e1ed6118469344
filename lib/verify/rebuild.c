/* List archives in the manifest again, by what they hold. */
#include "verify/rebuild.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dataset/checkpoint_check.h"
#include "dataset/manifest_append.h"

struct rebuild {
	struct dataset *dataset;
	struct checkpoint_check check;
};

static int refuse(const struct rebuild *r, const char *name, const char *what,
                  struct diag *why)
{
	return diag_data(why, "%s/%s: %s", r->dataset->dir.path, name, what);
}

/* The size and hash of file NAME into *E. Returns 0, or -1 with a diag. */
static int hash(const struct rebuild *r, const char *name,
                struct checkpoint_entry *e, struct diag *why)
{
	const struct directory *dir = &r->dataset->dir;
	int fd = directory_open_file(dir, name, why), error;

	if (fd < 0)
		return -1;
	error = digest_file(fd, &e->xxh128, &e->bytes);
	(void)close(fd);
	return error == 0 ? 0
	                  : diag_system(why, error, "%s/%s: read", dir->path,
	                                name);
}

/* Whether the file that had status A has status B, and is as it was. */
static int is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size && a->st_mtime == b->st_mtime;
}

/*
 * Read the archive NAME of checkpoint K, which has status ST, strictly, and
 * describe it in *E. Returns 0, or -1 with the reason in WHY.
 */
static int examine(struct rebuild *r, uint64_t k, const char *name,
                   const struct stat *st, struct checkpoint_entry *e,
                   struct diag *why)
{
	const struct dataset *s = r->dataset;
	struct stat after;

	if (checkpoint_check_read(&r->check, k, 1, NULL, NULL, &e->content,
	                          why) != 0 ||
	    hash(r, name, e, why) != 0)
		return -1;
	if (fstatat(s->dir.fd, name, &after, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !is_same(st, &after))
		return refuse(r, name, "changed while it was read", why);
	return 0;
}

/*
 * Add the line of checkpoint K, if it has a file and no line. Returns 1 if it
 * was added; 0 if there was nothing to do; -1 with the reason in WHY.
 */
static int rebuild_one(struct rebuild *r, struct manifest_writer *w,
                       uint64_t k, int64_t now_s, struct diag *why)
{
	const struct dataset *s = r->dataset;
	struct checkpoint_entry e = { .count = 0 };
	char name[PLAN_NAME_MAX];
	struct stat st;

	plan_checkpoint_name(&s->plan, k, name);
	if (dataset_entry(s, k) != NULL)
		return 0;
	if (fstatat(s->dir.fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT
		           ? 0
		           : diag_system(why, errno, "%s/%s: stat",
		                         s->dir.path, name);
	e.count = plan_checkpoint_count(&s->plan, k);
	e.committed_s = (int64_t)st.st_mtime;
	if (e.committed_s < 0 || e.committed_s > now_s)
		e.committed_s = now_s;
	if (examine(r, k, name, &st, &e, why) != 0)
		return -1;
	return manifest_append(w, &s->plan, k, &r->check.head, &e, why) == 0 ? 1 : -1;
}

static int rebuild_all(struct rebuild *r, struct manifest_writer *w,
                       int64_t now_s, rebuild_refused *refused, void *context,
                       struct rebuild_count *count, struct diag *d)
{
	const struct plan *p = &r->dataset->plan;
	struct diag why;

	/* Under the lock: what was committed until now is not done again. */
	if (dataset_refresh(r->dataset, NULL, d) != 0)
		return -1;
	for (uint64_t k = 0; k < plan_checkpoints(p); k++) {
		int done = rebuild_one(r, w, k, now_s, &why);

		if (done < 0 && why.kind != DIAG_DATA) {
			*d = why;
			return -1;
		}
		if (done < 0) {
			count->refused++;
			refused(context, &why);
		}
		count->added += done > 0;
	}
	return dataset_refresh(r->dataset, NULL, d);
}

int rebuild_manifest(struct dataset *s, int64_t now_s, rebuild_refused *refused,
                     void *context, struct rebuild_count *count,
                     struct diag *d)
{
	struct rebuild r = { .dataset = s };
	struct manifest_writer w = { .fd = -1 };
	int result = checkpoint_check_init(&r.check, s, d);

	*count = (struct rebuild_count){ 0, 0 };
	if (result == 0)
		result = manifest_lock(&w, &s->dir, MANIFEST_NAME, d);
	if (result == 0)
		result = rebuild_all(&r, &w, now_s, refused, context, count, d);
	manifest_unlock(&w);
	checkpoint_check_free(&r.check);
	return result;
}
