/* Hash committed files, at once or in steps, and compare with the manifest. */
#include "dataset/hash_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/directory.h"
#include "dataset/presence.h"

#define STEP_BYTES ((size_t)1 << 20)
#define STATE_MASK UINT64_C(3) /* the bits of a mark that hold a hash_state */
#define IDENTITY_WORDS 10

struct hash_check {
	const struct dataset *dataset; /* borrowed */
	/* By checkpoint: the file's identity when hashed, and its state. */
	uint64_t *mark;
	uint64_t marks;
	uint64_t next;      /* checkpoint to hash */
	int fd;             /* of its file, or -1 if it is not open … */
	uint64_t identity;  /* … its identity when it was opened */
	uint64_t offset;    /* … bytes hashed so far */
	struct digest *hash;
	unsigned char *buffer;
};

/*
 * The state of the file of checkpoint K whose hash is GOT, or whose reading
 * failed with the errno value ERROR. Returns an enum hash_state, or -1 when the
 * system failed.
 */
static int judge(const struct dataset *s, uint64_t k, int error,
                 struct digest128 got)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);

	/* The disk has lost the bytes: this is damage, not a system error. */
	if (error == EIO)
		return HASH_UNREADABLE;
	if (error != 0)
		return -1;
	return digest128_equal(got, e->xxh128) ||
	               dataset_prefer(s, k, e->count, e->bytes, &got)
	           ? HASH_MATCHES
	           : HASH_DIFFERS;
}

void hash_check_explain(const struct dataset *s, uint64_t k,
                        enum hash_state state, struct diag *why)
{
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(&s->plan, k, name);
	(void)diag_data(why, "%s/%s: %s", s->dir.path, name,
	                state == HASH_DIFFERS
	                    ? "damaged: its hash differs from the manifest's"
	                    : "cannot be read: I/O error");
}

static int fail_read(const struct dataset *s, uint64_t k, int error,
                     struct diag *d)
{
	char name[PLAN_NAME_MAX];

	plan_checkpoint_name(&s->plan, k, name);
	return diag_system(d, error, "%s/%s: read", s->dir.path, name);
}

int hash_check_file(const struct dataset *s, uint64_t k, struct diag *why)
{
	struct digest128 hash = { 0, 0 };
	int present = presence_look(s, k, NULL, why);
	char name[PLAN_NAME_MAX];
	uint64_t bytes;
	int fd, error, state;

	if (present != PRESENCE_PRESENT)
		return present;
	plan_checkpoint_name(&s->plan, k, name);
	fd = directory_open_file(&s->dir, name, why);
	if (fd < 0)
		return -1;
	error = digest_file(fd, &hash, &bytes);
	(void)close(fd);
	state = judge(s, k, error, hash);
	if (state < 0)
		return fail_read(s, k, error, why);
	if (state == HASH_MATCHES)
		return PRESENCE_PRESENT;
	hash_check_explain(s, k, (enum hash_state)state, why);
	return PRESENCE_DAMAGED;
}

int hash_check_new(struct hash_check **out, const struct dataset *s,
                   struct diag *d)
{
	struct hash_check *h = calloc(1, sizeof *h);

	*out = h;
	if (h == NULL)
		return diag_system(d, ENOMEM, "hash check");
	h->dataset = s;
	h->fd = -1;
	h->hash = digest_new();
	h->buffer = malloc(STEP_BYTES);
	if (h->hash == NULL || h->buffer == NULL)
		return diag_system(d, ENOMEM, "hash check");
	return 0;
}

void hash_check_free(struct hash_check *h)
{
	if (h == NULL)
		return;
	if (h->fd >= 0)
		(void)close(h->fd);
	digest_free(h->hash);
	free(h->buffer);
	free(h->mark);
	free(h);
}

/* The identity of a file and its entry, in the upper 62 bits; never 0. */
static uint64_t identity_of(const struct stat *st,
                            const struct checkpoint_entry *e)
{
	unsigned char bytes[IDENTITY_WORDS * 8];
	uint64_t word[IDENTITY_WORDS] = {
		(uint64_t)st->st_dev, (uint64_t)st->st_ino,
		(uint64_t)st->st_size, (uint64_t)st->st_mtime,
		(uint64_t)st->st_ctime,
#ifdef __APPLE__ /* has other names for POSIX's nanoseconds */
		(uint64_t)st->st_mtimensec, (uint64_t)st->st_ctimensec,
#else
		(uint64_t)st->st_mtim.tv_nsec, (uint64_t)st->st_ctim.tv_nsec,
#endif
		e->xxh128.high, e->xxh128.low, e->count };

	for (unsigned i = 0; i < IDENTITY_WORDS; i++)
		bytes_put64(bytes + 8 * i, word[i]);
	return (digest64(bytes, sizeof bytes) | 4) & ~STATE_MASK;
}

enum hash_state hash_check_of(const struct hash_check *h, uint64_t k,
                              const struct stat *st)
{
	const struct checkpoint_entry *e = dataset_entry(h->dataset, k);

	if (k >= h->marks || h->mark[k] == 0 || e == NULL ||
	    identity_of(st, e) != (h->mark[k] & ~STATE_MASK))
		return HASH_UNKNOWN;
	return (enum hash_state)(h->mark[k] & STATE_MASK);
}

/* Make room for a mark of each planned checkpoint. */
static int reserve(struct hash_check *h, struct diag *d)
{
	uint64_t planned = plan_checkpoints(&h->dataset->plan);
	uint64_t *mark;

	if (planned <= h->marks)
		return 0;
	mark = realloc(h->mark, (size_t)planned * sizeof *mark);
	if (mark == NULL)
		return diag_system(d, ENOMEM, "hash check");
	memset(mark + h->marks, 0, (size_t)(planned - h->marks) * sizeof *mark);
	h->mark = mark;
	h->marks = planned;
	return 0;
}

/* Open checkpoint h->next; h->fd stays -1 if it was deleted meanwhile. */
static int open_next(struct hash_check *h, struct diag *d)
{
	const struct dataset *s = h->dataset;
	char name[PLAN_NAME_MAX];
	struct stat st;

	plan_checkpoint_name(&s->plan, h->next, name);
	h->fd = directory_open_file(&s->dir, name, d);
	if (h->fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstat(h->fd, &st) != 0)
		return diag_system(d, errno, "%s/%s: stat", s->dir.path, name);
	h->identity = identity_of(&st, dataset_entry(s, h->next));
	h->offset = 0;
	digest_reset128(h->hash);
	return 0;
}

/* Open the next file whose state is unknown. Returns 1, 0 or -1. */
static int begin(struct hash_check *h, struct diag *d)
{
	uint64_t planned = plan_checkpoints(&h->dataset->plan);

	if (reserve(h, d) != 0)
		return -1;
	for (; h->fd < 0 && h->next < planned; h->next++) {
		struct stat st;
		int present = presence_look(h->dataset, h->next, &st, d);

		if (present < 0)
			return -1;
		if (present != PRESENCE_PRESENT ||
		    hash_check_of(h, h->next, &st) != HASH_UNKNOWN)
			continue;
		if (open_next(h, d) != 0)
			return -1;
		if (h->fd >= 0)
			return 1;
	}
	h->next = 0; /* the next step begins with the first file again */
	return 0;
}

/* Note the state of the file, read to its end or to the errno value ERROR. */
static int conclude(struct hash_check *h, int error, struct diag *d)
{
	const struct dataset *s = h->dataset;
	int state = judge(s, h->next, error, digest_result128(h->hash));
	struct stat st;

	if (state < 0) {
		/* The next step opens it again. */
		(void)close(h->fd);
		h->fd = -1;
		return fail_read(s, h->next, error, d);
	}
	/*
	 * A file that changed while it was read must be read again, and one
	 * that turned out to have another entry.
	 */
	if (fstat(h->fd, &st) == 0 &&
	    identity_of(&st, dataset_entry(s, h->next)) == h->identity)
		h->mark[h->next] = h->identity | (uint64_t)state;
	(void)close(h->fd);
	h->fd = -1;
	h->next++;
	return 1;
}

int hash_check_step(struct hash_check *h, struct diag *d)
{
	int error, more;

	if (h->fd < 0) {
		int begun = begin(h, d);

		if (begun <= 0)
			return begun;
	}
	error = digest_file_piece(h->hash, h->fd, h->buffer, STEP_BYTES,
	                          &h->offset, &more);
	return error == 0 && more ? 1 : conclude(h, error, d);
}
