#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

int directory_open_file(const struct directory *dir, const char *name,
                        struct diag *d)
{
	int fd = openat(dir->fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int error;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	error = fd < 0 ? errno : EINVAL;
	if (fd >= 0)
		(void)close(fd);
	(void)diag_system(d, error, "%s/%s: open", dir->path, name);
	if (fd >= 0)
		(void)diag_data(d, "%s/%s: is not a file", dir->path, name);
	errno = error;
	return -1;
}

void directory_close(struct directory *dir)
{
	/* Nothing was written through it: there is nothing to lose. */
	if (dir->fd >= 0)
		(void)close(dir->fd);
	dir->fd = -1;
}
