#ifndef VG_NEIGHBOURS_H
#define VG_NEIGHBOURS_H

#include <stddef.h>

#include "base/disk_space.h"

/* The unfinished datasets beside one, which will take of the same disk. */

#define NEIGHBOURS_LISTED 10 /* the largest ones */
#define NEIGHBOURS_NAME_MAX 256

struct neighbour {
	char name[NEIGHBOURS_NAME_MAX]; /* of its directory; untrusted */
	double bytes;                   /* that it still needs */
};

struct neighbours {
	double bytes; /* that all of them need */
	size_t count; /* of the listed ones, the largest first */
	struct neighbour listed[NEIGHBOURS_LISTED];
};

/*
 * Find the datasets in the directory that has PATH, on the file system of
 * DISK, that are begun and not finished. PATH itself, which may not exist yet,
 * is not one, nor is what cannot be read.
 */
void neighbours_find(struct neighbours *n, const char *path,
                     const struct disk_space *disk);

#endif
