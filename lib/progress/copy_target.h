#ifndef VG_COPY_TARGET_H
#define VG_COPY_TARGET_H

#include <stddef.h>

#include "base/atomicfile.h"
#include "base/diag.h"

/*
 * A file of the user's that is replaced again and again. A symbolic link stays,
 * and the file that it leads to is replaced.
 */

/*
 * Find the file that PATH leads to, into OUT, and check that it may be
 * replaced: it is a regular file, or none yet, none of a dataset in its
 * directory, and not the PROGRESS.txt of the one in directory DATASET. Returns
 * 0, or -1 with a diag, which is an invalid-input diag if the file must not be
 * replaced.
 */
int copy_target_find(struct atomicfile_path *out, const char *path,
                     const char *dataset, struct diag *d);

/*
 * Replace the file at P by the SIZE bytes at TEXT: atomically or, if the file
 * cannot be replaced by another, because it is a mount point or its directory is
 * not writable, by writing into it. Returns 0, or -1 with a diag.
 */
int copy_target_write(const struct atomicfile_path *p, const char *text,
                      size_t size, struct diag *d);

#endif
