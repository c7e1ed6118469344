#ifndef VG_ATOMICFILE_H
#define VG_ATOMICFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/directory.h"

/*
 * A file that appears under its name whole and durable, or not at all: a
 * hidden temporary beside it is written, synced, closed, then linked or
 * renamed, and the directory synced.
 *
 * The temporary is locked while its owner lives, so that a leftover can be
 * told from work in progress on any host (atomicfile_sweep).
 */

#define ATOMICFILE_NAME_MAX 64 /* of the final name, with its NUL */

struct atomicfile {
	const struct directory *dir;
	int fd; /* -1 when there is nothing to abandon */
	int finished;
	char name[ATOMICFILE_NAME_MAX];
	char temporary[ATOMICFILE_NAME_MAX + 64];
};

/* Begin the file that is to be NAME in DIR. Returns 0, or -1 with a diag. */
int atomicfile_create(struct atomicfile *f, const struct directory *dir,
                      const char *name, struct diag *d);

/* Add SIZE bytes. Returns 0, or -1 with a diag. */
int atomicfile_write(struct atomicfile *f, const void *data, size_t size,
                     struct diag *d);

/* Write SIZE bytes over what stands at OFFSET already. Returns 0 or -1. */
int atomicfile_write_at(struct atomicfile *f, const void *data, size_t size,
                        uint64_t offset, struct diag *d);

/* XXH128 and size of what was written, read back. Returns 0 or -1. */
int atomicfile_digest(const struct atomicfile *f, struct digest128 *out,
                      uint64_t *bytes, struct diag *d);

/*
 * Make what was written durable and close it, checked. The two functions
 * below do this first, unless it is done. Returns 0, or -1 with a diag.
 */
int atomicfile_finish(struct atomicfile *f, struct diag *d);

/*
 * Publish it under its name, where nothing may stand yet. Returns 0; 1 when
 * something does stand there, and the temporary is still to be published or
 * abandoned; -1 with a diag.
 */
int atomicfile_publish_new(struct atomicfile *f, struct diag *d);

/* The same, in the place of what may stand there. Returns 0 or -1. */
int atomicfile_replace(struct atomicfile *f, struct diag *d);

/* Remove the temporary, if it is still there. */
void atomicfile_abandon(struct atomicfile *f);

/*
 * Open a file without a name in DIR, for working data that need not outlive
 * the process. Returns the descriptor, or -1 with a diag.
 */
int atomicfile_scratch(const struct directory *dir, struct diag *d);

/* Whether NAME is that of a temporary. */
int atomicfile_is_temporary(const char *name);

/*
 * Remove the temporaries in DIR whose owners are gone: those of file NAME, or
 * all, if it is NULL. Returns 0, or -1 with a diag.
 */
int atomicfile_sweep(const struct directory *dir, const char *name,
                     struct diag *d);

/* A file that is kept true: replaced whole, again and again. */

#define ATOMICFILE_PATH_MAX 4096

struct atomicfile_path {
	char dir[ATOMICFILE_PATH_MAX];
	char name[ATOMICFILE_NAME_MAX];
};

/*
 * Begin with the file at PATH. Returns 0, or -1 with a invalid-input diag when
 * that is not the name of a file, or too long.
 */
int atomicfile_path_init(struct atomicfile_path *o, const char *path,
                         struct diag *d);

/* Replace it by the SIZE bytes at TEXT. Returns 0, or -1 with a diag. */
int atomicfile_write_whole(const struct atomicfile_path *o, const char *text,
                           size_t size, struct diag *d);

/* Remove what killed writers of it have left, as far as that can be done. */
void atomicfile_sweep_path(const struct atomicfile_path *o);

#endif
