/* Rename a file to a name that must not exist yet. */

/* For Linux's renameat2(). */
#define _GNU_SOURCE

#include "base/newname.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"

/* Whether link() failing with ERROR may mean that there are no hard links. */
static int has_no_links(int error)
{
	/* EACCES and EPERM: FAT, SMB, FUSE; EMLINK: no second name at all. */
	return error == EACCES || error == EPERM || error == EXDEV ||
	       error == EMLINK || error == EINVAL || error == ENOTSUP ||
	       error == EOPNOTSUPP || error == ENOSYS;
}

static int by_link(int dir, const char *from, const char *to)
{
	if (linkat(dir, from, dir, to, 0) != 0)
		return errno;
	return unlinkat(dir, from, 0) == 0 || errno == ENOENT ? 0 : errno;
}

static int by_rename(int dir, const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
	return renameat2(dir, from, dir, to, RENAME_NOREPLACE) == 0 ? 0 : errno;
#else
	(void)dir;
	(void)from;
	(void)to;
	return ENOSYS;
#endif
}

/* Check, then rename: the lock of the directory makes others wait. */
static int by_check(int dir, const char *from, const char *to)
{
	struct stat st;
	int error = fdio_lock(dir, 1);

	if (error != 0)
		return error;
	if (fstatat(dir, to, &st, AT_SYMLINK_NOFOLLOW) == 0)
		error = EEXIST;
	else if (errno != ENOENT)
		error = errno;
	else if (renameat(dir, from, dir, to) != 0)
		error = errno;
	fdio_unlock(dir);
	return error;
}

int newname(int dir, const char *from, const char *to)
{
	int error = by_link(dir, from, to);

	if (has_no_links(error))
		error = by_rename(dir, from, to);
	if (error == EINVAL || error == ENOSYS || error == ENOTSUP ||
	    error == EOPNOTSUPP)
		error = by_check(dir, from, to);
	return error;
}
