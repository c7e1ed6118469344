/* Open a file that several processes append to, each under its lock. */
#include "base/appendfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomicfile.h"
#include "base/fdio.h"

#define COPY_BYTES ((size_t)1 << 16)
#define TRIES 1000 /* each fails only because somebody replaced the file */

static int fail(const struct directory *dir, const char *name, int errnum,
                const char *call, struct diag *d)
{
	return diag_system(d, errnum, "%s/%s: %s", dir->path, name, call);
}

/* Copy all bytes of FD to F. Returns 0, or -1 with a diag. */
static int copy_bytes(struct atomicfile *f, int fd, struct diag *d)
{
	char buffer[COPY_BYTES];
	uint64_t at = 0;
	size_t got;

	do {
		int error = fdio_read_at(fd, buffer, sizeof buffer, at, &got);

		if (error != 0)
			return fail(f->dir, f->name, error, "read", d);
		if (atomicfile_write(f, buffer, got, d) != 0)
			return -1;
		at += got;
	} while (got == sizeof buffer);
	return 0;
}

/*
 * Replace NAME, which is open and locked as FD and has ST, by a copy. The
 * lock keeps others from appending meanwhile, under whatever name.
 */
static int unshare(const struct directory *dir, const char *name, int fd,
                   const struct stat *st, struct diag *d)
{
	struct atomicfile f;
	int result = atomicfile_create(&f, dir, name, d);

	if (result == 0 && fchmod(f.fd, st->st_mode & 0777) != 0)
		result = fail(dir, name, errno, "chmod the copy", d);
	if (result == 0)
		result = copy_bytes(&f, fd, d);
	if (result == 0)
		result = atomicfile_replace(&f, d);
	atomicfile_abandon(&f);
	return result;
}

/*
 * Lock FD, which was opened as NAME, and see whether it still is and has no
 * other name. Returns 1 if so; 0 to open NAME again; -1 with a diag.
 */
static int claim(const struct directory *dir, const char *name, int fd,
                 struct diag *d)
{
	struct stat locked, named;
	int error;

	error = fdio_lock(fd, 1);
	if (error != 0)
		return directory_fail_lock(dir, name, error, d);
	if (fstat(fd, &locked) != 0)
		return fail(dir, name, errno, "stat", d);
	if (fstatat(dir->fd, name, &named, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : fail(dir, name, errno, "stat", d);
	if (locked.st_dev != named.st_dev || locked.st_ino != named.st_ino)
		return 0;
	if (locked.st_nlink <= 1)
		return 1;
	return unshare(dir, name, fd, &locked, d);
}

int appendfile_open(const struct directory *dir, const char *name,
                    struct diag *d)
{
	for (int i = 0; i < TRIES; i++) {
		int fd = directory_open_as(dir, name,
		                           O_RDWR | O_CREAT | O_APPEND, d);
		int claimed;

		if (fd < 0)
			return -1;
		claimed = claim(dir, name, fd, d);
		if (claimed > 0)
			return fd;
		(void)close(fd);
		if (claimed < 0)
			return -1;
	}
	return diag_data(d, "%s/%s: changes all the time", dir->path, name);
}
