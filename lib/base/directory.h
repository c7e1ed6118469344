#ifndef VG_DIRECTORY_H
#define VG_DIRECTORY_H

#include <stddef.h>

#include "base/diag.h"

/* An open directory, and its name for messages. */
struct directory {
	int fd;           /* -1 when closed */
	const char *path; /* borrowed from the caller */
};

/*
 * Open PATH; with CREATE, make it first if it does not exist (its parent
 * must). Returns 0, or -1 with a diag. Close with directory_close in either
 * case.
 */
int directory_open(struct directory *dir, const char *path, int create,
                   struct diag *d);
void directory_close(struct directory *dir);

/*
 * Whether DIR is still the directory at its path: it may have been removed or
 * renamed. Returns 1, 0 when it is not, or -1 with a diag when that cannot be
 * told now.
 */
int directory_in_place(const struct directory *dir, struct diag *d);

/*
 * Open the path of DIR again, for example because a share has come back under
 * another handle. Returns 1; 0 when no directory is there; -1 with a diag. DIR
 * is as before unless it returns 1.
 */
int directory_reopen(struct directory *dir, struct diag *d);

/*
 * How many bytes of PATH stand before its last name: followed by ".", they are
 * the directory that PATH is in by its name, also if it does not exist.
 */
size_t directory_above(const char *path);

/* Called for the entry NAME. Returns 0, or -1 with a diag to stop. */
typedef int directory_visit(void *context, const char *name, struct diag *d);

/*
 * Call VISIT with CONTEXT for the name of each entry of DIR. Returns 0, or -1
 * with a diag.
 */
int directory_each(const struct directory *dir, directory_visit *visit,
                   void *context, struct diag *d);

/*
 * Open NAME in DIR with FLAGS of open(2), and mode 0666 if they create it. It
 * must be a regular file, because opening a pipe could block, and no symbolic
 * link, because whoever can write in DIR could have planted it. Returns a
 * descriptor for the caller to close, or -1 with a diag and errno set, which is
 * ENOENT if there is no such file.
 */
int directory_open_as(const struct directory *dir, const char *name, int flags,
                      struct diag *d);

/* The same for reading. */
int directory_open_file(const struct directory *dir, const char *name,
                        struct diag *d);

/*
 * Report that locking NAME in DIR failed with the errno value ERROR; if it
 * means that the file system has no locks, say that. Always returns -1.
 */
int directory_fail_lock(const struct directory *dir, const char *name,
                        int error, struct diag *d);

#endif
