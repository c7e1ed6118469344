/* Open a directory, list it, and open the regular files in it. */
#include "base/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"

int directory_open(struct directory *dir, const char *path, int create,
                   struct diag *d)
{
	dir->path = path;
	dir->fd = -1;
	if (create && mkdir(path, 0777) != 0 && errno != EEXIST)
		return diag_system(d, errno, "%s: make directory", path);
	dir->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->fd < 0)
		return diag_system(d, errno, "%s: open directory", path);
	return 0;
}

/* What it means that the path of DIR cannot be used, because of ERROR. */
static int not_in_place(const struct directory *dir, int error, struct diag *d)
{
	if (error == ENOENT || error == ENOTDIR)
		return 0;
	return diag_system(d, error, "%s: open directory", dir->path);
}

int directory_in_place(const struct directory *dir, struct diag *d)
{
	struct stat open_one, named;

	if (stat(dir->path, &named) != 0)
		return not_in_place(dir, errno, d);
	if (fstat(dir->fd, &open_one) != 0)
		return diag_system(d, errno, "%s: stat", dir->path);
	return named.st_dev == open_one.st_dev &&
	       named.st_ino == open_one.st_ino;
}

int directory_reopen(struct directory *dir, struct diag *d)
{
	int fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return not_in_place(dir, errno, d);
	directory_close(dir);
	dir->fd = fd;
	return 1;
}

/* Report that NAME in DIR could not be opened because of ERROR. */
static int fail_open(const struct directory *dir, const char *name, int error,
                     struct diag *d)
{
	/* EMLINK: FreeBSD's word for a link with O_NOFOLLOW */
	if (error == ELOOP || error == EMLINK)
		return diag_data(d, "%s/%s: is a symbolic link, which vg does "
		                 "not follow in a dataset", dir->path, name);
	/* ENXIO: a socket, or a FIFO that nobody reads; EISDIR: to be written */
	if (error == EINVAL || error == ENXIO || error == EISDIR)
		return diag_data(d, "%s/%s: not a regular file", dir->path,
		                 name);
	return diag_system(d, error, "%s/%s: open", dir->path, name);
}

int directory_open_as(const struct directory *dir, const char *name, int flags,
                      struct diag *d)
{
	int fd = openat(dir->fd, name,
	                flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	struct stat st;
	int error;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	error = fd < 0 ? errno : EINVAL;
	if (fd >= 0)
		(void)close(fd);
	(void)fail_open(dir, name, error, d);
	errno = error;
	return -1;
}

int directory_open_file(const struct directory *dir, const char *name,
                        struct diag *d)
{
	return directory_open_as(dir, name, O_RDONLY, d);
}

void directory_close(struct directory *dir)
{
	/* Nothing was written through this descriptor. */
	if (dir->fd >= 0)
		(void)close(dir->fd);
	dir->fd = -1;
}

size_t directory_above(const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	return length;
}

int directory_each(const struct directory *dir, directory_visit *visit,
                   void *context, struct diag *d)
{
	int fd = openat(dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int result = 0;

	if (list == NULL) {
		int error = errno;

		if (fd >= 0)
			(void)close(fd);
		return diag_system(d, error, "%s: read directory", dir->path);
	}
	while (result == 0 && (errno = 0, entry = readdir(list)) != NULL)
		result = visit(context, entry->d_name, d);
	if (result == 0 && errno != 0)
		result = diag_system(d, errno, "%s: read directory", dir->path);
	(void)closedir(list);
	return result;
}

int directory_fail_lock(const struct directory *dir, const char *name,
                        int error, struct diag *d)
{
	if (fdio_has_no_locks(error))
		return diag_system(d, error, "%s: this file system has no file "
		                   "locks, which vg needs so that workers wait "
		                   "for each other; use another file system: "
		                   "flock", dir->path);
	return diag_system(d, error, "%s/%s: lock", dir->path, name);
}
