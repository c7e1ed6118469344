/* Compare checkpoints before and after a kill, and of two datasets. */
#include "run/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"
#include "dataset/dataset.h"
#include "dataset/presence.h"

/* Inode and hash of file NAME in DIR. Returns 0 or -1. */
static int see(const struct directory *dir, const char *name,
               struct kept_file *out)
{
	struct diag ignored;
	struct stat st;
	uint64_t bytes;
	int fd, ok;

	fd = directory_open_file(dir, name, &ignored);
	if (fd < 0)
		return -1;
	ok = fstat(fd, &st) == 0 && digest_file(fd, &out->xxh128, &bytes) == 0;
	(void)close(fd);
	out->inode = st.st_ino;
	return ok ? 0 : -1;
}

void kept_free(struct kept *kept)
{
	free(kept->file);
	*kept = (struct kept){ .count = 0 };
}

int kept_mark(struct kept *kept, const char *dir, struct diag *d)
{
	struct dataset s = DATASET_CLOSED;
	struct diag why;
	uint64_t planned;
	int result = dataset_open(&s, dir, d);

	*kept = (struct kept){ .count = 0 };
	if (result == 0)
		result = dataset_refresh(&s, NULL, d);
	planned = result == 0 ? plan_checkpoints(&s.plan) : 0;
	kept->file = calloc((size_t)planned + 1, sizeof *kept->file);
	if (result == 0 && kept->file == NULL)
		result = diag_system(d, ENOMEM, "%s", dir);
	for (uint64_t k = 0; result == 0 && k < planned; k++) {
		struct kept_file *file = &kept->file[kept->count];

		plan_checkpoint_name(&s.plan, k, file->name);
		if (presence_look(&s, k, NULL, &why) == PRESENCE_PRESENT &&
		    see(&s.dir, file->name, file) == 0)
			kept->count++;
	}
	dataset_close(&s);
	return result;
}

int kept_judge(const struct kept *kept, const char *dir,
               char said[WATCH_SAID_MAX])
{
	struct directory now = { .fd = -1 };
	struct diag ignored;
	size_t left = 0;

	if (directory_open(&now, dir, 0, &ignored) == 0)
		for (size_t i = 0; i < kept->count; i++) {
			const struct kept_file *was = &kept->file[i];
			struct kept_file is;

			left += see(&now, was->name, &is) == 0 &&
			        is.inode == was->inode &&
			        digest128_equal(is.xxh128, was->xxh128);
		}
	directory_close(&now);
	(void)snprintf(said, WATCH_SAID_MAX, "%zu of %zu checkpoints kept",
	               left, kept->count);
	return kept->count > 0 && left == kept->count;
}

static int open_entries(struct dataset *s, const char *dir)
{
	struct diag ignored;

	return dataset_open(s, dir, &ignored) == 0 &&
	       dataset_refresh(s, NULL, &ignored) == 0;
}

int kept_judge_equal(const char *a, const char *b, char said[WATCH_SAID_MAX])
{
	struct dataset one = DATASET_CLOSED, two = DATASET_CLOSED;
	uint64_t planned = 0, differ = 0;

	if (open_entries(&one, a) && open_entries(&two, b))
		planned = plan_checkpoints(&one.plan);
	for (uint64_t k = 0; k < planned; k++) {
		const struct checkpoint_entry *x = dataset_entry(&one, k);
		const struct checkpoint_entry *y = dataset_entry(&two, k);

		differ += x == NULL || y == NULL ||
		          !digest128_equal(x->xxh128, y->xxh128) ||
		          x->content != y->content;
	}
	dataset_close(&one);
	dataset_close(&two);
	if (planned == 0)
		(void)snprintf(said, WATCH_SAID_MAX, "cannot be compared");
	else if (differ > 0)
		(void)snprintf(said, WATCH_SAID_MAX, "%" PRIu64
		               " archives differ", differ);
	else
		(void)snprintf(said, WATCH_SAID_MAX, "all %" PRIu64
		               " archives do", planned);
	return planned > 0 && differ == 0;
}

int kept_same_file(const char *a, const char *b)
{
	const char *const path[] = { a, b };
	struct digest128 hash[2];
	uint64_t bytes[2] = { 0, 1 };

	for (int i = 0; i < 2; i++) {
		int fd = open(path[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		int error = fd < 0 ? errno
		                   : digest_file(fd, &hash[i], &bytes[i]);

		if (fd >= 0)
			(void)close(fd);
		if (error != 0)
			return 0;
	}
	return bytes[0] == bytes[1] && digest128_equal(hash[0], hash[1]);
}
