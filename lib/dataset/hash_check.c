#include "dataset/hash_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/directory.h"
#include "base/fdio.h"

#define STEP_BYTES ((size_t)1 << 20)
#define STATE_MASK UINT64_C(3) /* the lowest bits of a mark */
#define SEEN_WORDS 10

struct hash_check {
	const struct presence *coverage;
	uint64_t *mark; /* by checkpoint: what it was like, and its state */
	uint64_t marks;
	uint64_t next;  /* checkpoint to look at */
	int fd;         /* of the one that is being hashed, or -1 … */
	uint64_t like, offset; /* … what it was like then, and read so far */
	struct digest *hash;
	unsigned char *buffer;
};

int hash_check_new(struct hash_check **out, const struct presence *c,
                   struct diag *d)
{
	struct hash_check *v = calloc(1, sizeof *v);

	*out = v;
	if (v == NULL)
		return diag_system(d, ENOMEM, "verification");
	v->coverage = c;
	v->fd = -1;
	v->hash = digest_new();
	v->buffer = malloc(STEP_BYTES);
	if (v->hash == NULL || v->buffer == NULL)
		return diag_system(d, ENOMEM, "verification");
	return 0;
}

void hash_check_free(struct hash_check *v)
{
	if (v == NULL)
		return;
	if (v->fd >= 0)
		(void)close(v->fd);
	digest_free(v->hash);
	free(v->buffer);
	free(v->mark);
	free(v);
}

/* What the file of ST and its entry are like, in 62 bits; never 0. */
static uint64_t likeness(const struct stat *st,
                         const struct manifest_entry *e)
{
	unsigned char seen[SEEN_WORDS * 8];
	uint64_t word[SEEN_WORDS] = {
		(uint64_t)st->st_dev, (uint64_t)st->st_ino,
		(uint64_t)st->st_size, (uint64_t)st->st_mtime,
		(uint64_t)st->st_ctime,
#ifdef __APPLE__ /* which has POSIX's times under names of its own */
		(uint64_t)st->st_mtimensec, (uint64_t)st->st_ctimensec,
#else
		(uint64_t)st->st_mtim.tv_nsec, (uint64_t)st->st_ctim.tv_nsec,
#endif
		e->xxh128.high, e->xxh128.low, e->count };

	for (unsigned i = 0; i < SEEN_WORDS; i++)
		bytes_put64(seen + 8 * i, word[i]);
	return (digest64(seen, sizeof seen) | 4) & ~STATE_MASK;
}

enum hash_check_state hash_check_of(const struct hash_check *v, uint64_t k)
{
	const struct presence *c = v->coverage;
	const struct manifest_entry *e = manifest_find(c->manifest, k);
	char name[PLAN_NAME_MAX];
	struct stat st;

	if (k >= v->marks || v->mark[k] == 0 || e == NULL)
		return HASH_CHECK_UNKNOWN;
	plan_checkpoint_name(k, name);
	if (fstatat(c->dir->fd, name, &st, 0) != 0 ||
	    likeness(&st, e) != (v->mark[k] & ~STATE_MASK))
		return HASH_CHECK_UNKNOWN;
	return (enum hash_check_state)(v->mark[k] & STATE_MASK);
}

/* Room for a mark of each planned checkpoint. */
static int reserve(struct hash_check *v, struct diag *d)
{
	uint64_t planned = plan_checkpoints(v->coverage->plan);
	uint64_t *mark;

	if (planned <= v->marks)
		return 0;
	mark = realloc(v->mark, (size_t)planned * sizeof *mark);
	if (mark == NULL)
		return diag_system(d, ENOMEM, "verification");
	memset(mark + v->marks, 0,
	       (size_t)(planned - v->marks) * sizeof *mark);
	v->mark = mark;
	v->marks = planned;
	return 0;
}

/* Open checkpoint v->next. One that is gone meanwhile is not opened. */
static int open_next(struct hash_check *v, struct diag *d)
{
	const struct presence *c = v->coverage;
	char name[PLAN_NAME_MAX];
	struct stat st;

	plan_checkpoint_name(v->next, name);
	v->fd = directory_open_file(c->dir, name, d);
	if (v->fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstat(v->fd, &st) != 0)
		return diag_system(d, errno, "%s/%s: stat", c->dir->path,
		                   name);
	v->like = likeness(&st, manifest_find(c->manifest, v->next));
	v->offset = 0;
	digest_reset128(v->hash);
	return 0;
}

/* Go to the next one of which nothing is known. Returns 1, 0 or -1. */
static int begin(struct hash_check *v, struct diag *d)
{
	const struct presence *c = v->coverage;
	uint64_t planned = plan_checkpoints(c->plan);

	if (reserve(v, d) != 0)
		return -1;
	for (; v->fd < 0 && v->next < planned; v->next++) {
		int state = presence_look(c, v->next, d);

		if (state < 0)
			return -1;
		if (state != PRESENCE_PRESENT ||
		    hash_check_of(v, v->next) != HASH_CHECK_UNKNOWN)
			continue;
		if (open_next(v, d) != 0)
			return -1;
		if (v->fd >= 0)
			return 1;
	}
	v->next = 0; /* the next time, all again */
	return 0;
}

/* The file was read to its end, or as far as it can be: ERROR is an errno. */
static int conclude(struct hash_check *v, int error, struct diag *d)
{
	const struct presence *c = v->coverage;
	const struct manifest_entry *e = manifest_find(c->manifest, v->next);
	enum hash_check_state state = HASH_CHECK_UNREADABLE;
	char name[PLAN_NAME_MAX];
	struct stat st;

	plan_checkpoint_name(v->next, name);
	/* A disk that cannot give the bytes back has lost them. */
	if (error != 0 && error != EIO)
		return diag_system(d, error, "%s/%s: read", c->dir->path,
		                   name);
	if (error == 0)
		state = digest128_equal(digest_result128(v->hash), e->xxh128)
		            ? HASH_CHECK_WHOLE
		            : HASH_CHECK_WRONG;
	/* One that changed while it was read is to be read again. */
	if (fstat(v->fd, &st) == 0 && likeness(&st, e) == v->like)
		v->mark[v->next] = v->like | (uint64_t)state;
	(void)close(v->fd);
	v->fd = -1;
	v->next++;
	return 1;
}

int hash_check_step(struct hash_check *v, struct diag *d)
{
	size_t got;
	int error;

	if (v->fd < 0) {
		int begun = begin(v, d);

		if (begun <= 0)
			return begun;
	}
	error = fdio_read_at(v->fd, v->buffer, STEP_BYTES, v->offset, &got);
	digest_update(v->hash, v->buffer, got);
	v->offset += got;
	if (error == 0 && got == STEP_BYTES)
		return 1;
	return conclude(v, error, d);
}
