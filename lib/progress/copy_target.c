/* Replace a file that the user has named, wherever the name leads. */
#include "progress/copy_target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/fdio.h"
#include "dataset/manifest_text.h"
#include "plan/plan_file.h"
#include "progress/progress_file.h"

#define LINKS_MAX 40 /* as many as Linux follows */

/* Make *P the path in the symbolic link at P. Returns 0, or -1 with a diag. */
static int follow(struct atomicfile_path *p, const char *link, struct diag *d)
{
	char to[ATOMICFILE_PATH_MAX], path[2 * ATOMICFILE_PATH_MAX + 2];
	ssize_t n = readlink(link, to, sizeof to);

	if (n < 0)
		return diag_system(d, errno, "%s: read link", link);
	if ((size_t)n == sizeof to)
		return diag_invalid(d, "%s: the link is too long", link);
	to[n] = '\0';
	(void)snprintf(path, sizeof path, "%s%s%s",
	               to[0] == '/' ? "" : p->dir, to[0] == '/' ? "" : "/", to);
	return atomicfile_path_init(p, path, d);
}

static const char *kind_of(const struct stat *st)
{
	return S_ISDIR(st->st_mode)    ? "a directory"
	       : S_ISFIFO(st->st_mode) ? "a pipe"
	       : S_ISSOCK(st->st_mode) ? "a socket"
	                               : "a device";
}

/*
 * Whether a file called NAME is one of a dataset, this one or another; hidden ones
 * are working files.
 */
static int is_data(const char *name)
{
	uint64_t k;

	return name[0] == '.' || strcmp(name, PLAN_FILE_NAME) == 0 ||
	       strcmp(name, PROGRESS_FILE_NAME) == 0 ||
	       strcmp(name, "REHEARSAL.txt") == 0 || manifest_name_ok(name) ||
	       plan_is_checkpoint_name(name, &k);
}

/* Whether directory DIR is a dataset's. */
static int has_plan(const char *dir)
{
	char path[ATOMICFILE_PATH_MAX + sizeof PLAN_FILE_NAME];
	struct stat st;

	(void)snprintf(path, sizeof path, "%s/" PLAN_FILE_NAME, dir);
	return lstat(path, &st) == 0;
}

static int same_directory(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

int copy_target_find(struct atomicfile_path *out, const char *path,
                     const char *dataset, struct diag *d)
{
	struct stat st;
	int found = 1;

	if (atomicfile_path_init(out, path, d) != 0)
		return -1;
	for (unsigned links = 0;; links++) {
		char at[ATOMICFILE_PATH_MAX + ATOMICFILE_NAME_MAX];

		(void)snprintf(at, sizeof at, "%s/%s", out->dir, out->name);
		found = lstat(at, &st) == 0;
		if (!found && errno != ENOENT)
			return diag_system(d, errno, "%s: stat", path);
		if (!found || !S_ISLNK(st.st_mode))
			break;
		if (links == LINKS_MAX)
			return diag_invalid(d, "%s: too many symbolic links",
			                    path);
		if (follow(out, at, d) != 0)
			return -1;
	}
	if (found && !S_ISREG(st.st_mode))
		return diag_invalid(d, "%s: must be a regular file; it is %s",
		                    path, kind_of(&st));
	if (is_data(out->name) &&
	    (has_plan(out->dir) || same_directory(out->dir, dataset)))
		return diag_invalid(d, "%s: must not be a file of a dataset",
		                    path);
	return 0;
}

/* Open the existing file for writing. Returns a descriptor, or -1. */
static int open_existing(const struct atomicfile_path *p)
{
	struct directory dir;
	struct diag ignored;
	int fd;

	if (directory_open(&dir, p->dir, 0, &ignored) != 0)
		return -1;
	fd = openat(dir.fd, p->name,
	            O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	directory_close(&dir);
	return fd;
}

/*
 * Write into the file, of which a reader may see a part. Closes FD. Returns 0,
 * or -1 with a diag.
 */
static int write_into(int fd, const struct atomicfile_path *p,
                      const char *text, size_t size, struct diag *d)
{
	int error = fdio_write_at(fd, text, size, 0);

	if (error == 0 && ftruncate(fd, (off_t)size) != 0)
		error = errno;
	if (error == 0)
		error = fdio_sync(fd);
	if (close(fd) != 0 && error == 0)
		error = errno;
	if (error == 0)
		return 0;
	return diag_system(d, error, "%s/%s: write", p->dir, p->name);
}

/* Whether a file cannot be replaced by another, because of ERROR. */
static int is_fixed(int error)
{
	return error == EBUSY || error == EACCES || error == EPERM ||
	       error == EROFS;
}

int copy_target_write(const struct atomicfile_path *p, const char *text,
                      size_t size, struct diag *d)
{
	int fd;

	if (atomicfile_write_whole(p, text, size, d) == 0)
		return 0;
	if (!is_fixed(d->errnum))
		return -1;
	fd = open_existing(p);
	return fd >= 0 ? write_into(fd, p, text, size, d) : -1;
}
