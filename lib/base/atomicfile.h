#ifndef VG_ATOMICFILE_H
#define VG_ATOMICFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/directory.h"

/*
 * A file that appears under its name whole and durable, or not at all: a
 * hidden temporary in the same directory is written, synced and closed, then
 * linked or renamed, and the directory is synced.
 *
 * The owner locks the temporary while it lives. So atomicfile_sweep can tell
 * a leftover from work in progress, on any host.
 */

#define ATOMICFILE_NAME_MAX 64 /* of the final name, with its NUL */

struct atomicfile {
	const struct directory *dir; /* borrowed */
	int fd;       /* of the temporary; -1: nothing to abandon */
	int finished; /* synced and closed: fd only holds the lock */
	uint64_t size_bytes; /* appended so far */
	char name[ATOMICFILE_NAME_MAX];           /* final */
	char temporary[ATOMICFILE_NAME_MAX + 64]; /* until it is published */
};

/*
 * Create the temporary for file NAME in DIR, which must outlive F. Returns
 * 0, or -1 with a diag. Release with atomicfile_abandon in either case.
 */
int atomicfile_create(struct atomicfile *f, const struct directory *dir,
                      const char *name, struct diag *d);

/* Append SIZE bytes. Returns 0, or -1 with a diag. */
int atomicfile_write(struct atomicfile *f, const void *data, size_t size,
                     struct diag *d);

/* Overwrite SIZE bytes at OFFSET. Returns 0, or -1 with a diag. */
int atomicfile_write_at(struct atomicfile *f, const void *data, size_t size,
                        uint64_t offset, struct diag *d);

/*
 * Cut the file to its first SIZE bytes. Returns 0, or -1 with a diag.
 */
int atomicfile_cut(struct atomicfile *f, size_t size, struct diag *d);

/*
 * Read back what was written: its XXH128 into *OUT. Returns 0, or -1 with a
 * diag, also if the file does not have the bytes that were written.
 */
int atomicfile_digest(const struct atomicfile *f, struct digest128 *out,
                      struct diag *d);

/*
 * Sync and close the file, and check both. The two functions below call this
 * if the caller has not. Returns 0, or -1 with a diag.
 */
int atomicfile_finish(struct atomicfile *f, struct diag *d);

/*
 * Publish the file under its name if no file has that name yet. Returns 0;
 * 1 if one has, and F can still be replaced or abandoned; -1 with a diag.
 */
int atomicfile_publish_new(struct atomicfile *f, struct diag *d);

/*
 * Give the file the permissions of the file that it is to replace, if there is
 * one. Errors are ignored: some file systems have no permissions.
 */
void atomicfile_keep_mode(const struct atomicfile *f);

/*
 * Publish the file under its name, in place of any file of that name.
 * Returns 0, or -1 with a diag.
 */
int atomicfile_replace(struct atomicfile *f, struct diag *d);

/* Remove the temporary, unless it was published. */
void atomicfile_abandon(struct atomicfile *f);

#define ATOMICFILE_SCRATCH "scratch" /* for the temporary's name */

/*
 * Open an unnamed file in DIR, for working data that end with the process.
 * Returns a descriptor for the caller to close, or -1 with a diag.
 */
int atomicfile_scratch(const struct directory *dir, struct diag *d);

/*
 * Whether NAME can be that of a temporary; FINAL is then the name of the file
 * that it was to become.
 */
int atomicfile_is_temporary(const char *name, char final[ATOMICFILE_NAME_MAX]);

/* Whether temporaries of the file FINAL may be removed. */
typedef int atomicfile_wanted(const void *context, const char *final);

/*
 * Remove the temporaries in DIR whose owners have died, of files that are
 * WANTED, which is called with CONTEXT. Returns 0, or -1 with a diag.
 */
int atomicfile_sweep(const struct directory *dir, atomicfile_wanted *wanted,
                     const void *context, struct diag *d);

/* The path of a file that is replaced as a whole, again and again. */

#define ATOMICFILE_PATH_MAX 4096 /* of the directory, with its NUL */

struct atomicfile_path {
	char dir[ATOMICFILE_PATH_MAX];
	char name[ATOMICFILE_NAME_MAX];
};

/*
 * Split PATH into directory and name. Returns 0, or -1 with an invalid-input
 * diag when the name is empty, or a part is too long.
 */
int atomicfile_path_init(struct atomicfile_path *p, const char *path,
                         struct diag *d);

/*
 * Replace the file at P by the SIZE bytes at TEXT, with its permissions. Returns
 * 0, or -1 with a diag.
 */
int atomicfile_write_whole(const struct atomicfile_path *p, const char *text,
                           size_t size, struct diag *d);

/* Remove temporaries that killed writers left at P. Errors are ignored. */
void atomicfile_sweep_path(const struct atomicfile_path *p);

#endif
