/* Free bytes and files of a file system. */
#include "base/disk_space.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static void take(struct disk_space *out, const struct statvfs *fs,
                 const struct stat *st)
{
	out->free_bytes = (uint64_t)fs->f_bavail * fs->f_frsize;
	out->total_bytes = (uint64_t)fs->f_blocks * fs->f_frsize;
	/* File systems that make inodes as they need them say 0 of 0. */
	out->free_files =
	    fs->f_files > 0 ? (uint64_t)fs->f_favail : DISK_SPACE_UNLIMITED;
	out->device = st->st_dev;
}

int disk_space_at(const char *path, struct disk_space *out, struct diag *d)
{
	struct statvfs fs;
	struct stat st;

	if (statvfs(path, &fs) != 0 || stat(path, &st) != 0)
		return diag_system(d, errno, "%s: read free space", path);
	take(out, &fs, &st);
	return 0;
}

int disk_space_of(int fd, const char *path, struct disk_space *out,
                  struct diag *d)
{
	struct statvfs fs;
	struct stat st;

	if (fstatvfs(fd, &fs) != 0 || fstat(fd, &st) != 0)
		return diag_system(d, errno, "%s: read free space", path);
	take(out, &fs, &st);
	return 0;
}
