#ifndef VG_DISK_SPACE_H
#define VG_DISK_SPACE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"

/* How much room the file system of a file or directory has. */

#define DISK_SPACE_UNLIMITED UINT64_MAX

struct disk_space {
	uint64_t free_bytes;  /* for this user */
	uint64_t total_bytes; /* of the whole file system */
	uint64_t free_files;  /* for this user, or DISK_SPACE_UNLIMITED */
	dev_t device;         /* as of stat(2); the same for one file system */
};

/*
 * Look at the file system that holds PATH. Returns 0, or -1 with a system
 * diag that names PATH.
 */
int disk_space_at(const char *path, struct disk_space *out, struct diag *d);

/* The same for open file FD, which messages call PATH. */
int disk_space_of(int fd, const char *path, struct disk_space *out,
                  struct diag *d);

#endif
