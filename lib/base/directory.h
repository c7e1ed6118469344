#ifndef VG_DIRECTORY_H
#define VG_DIRECTORY_H

#include "base/diag.h"

/* An open directory and the name it has in messages. */
struct directory {
	int fd;
	const char *path; /* the caller's, borrowed */
};

/*
 * Open PATH; with CREATE, make it first if nothing is there (its parent must
 * exist). Returns 0, or -1 with a diag. Close with directory_close.
 */
int directory_open(struct directory *dir, const char *path, int create,
                   struct diag *d);
void directory_close(struct directory *dir);

/* What is done with an entry. Returns 0, or -1 with a diag to stop. */
typedef int directory_visit(void *context, const char *name, struct diag *d);

/*
 * Call VISIT with CONTEXT for the name of each entry of DIR. Returns 0, or -1
 * with a diag.
 */
int directory_each(const struct directory *dir, directory_visit *visit,
                   void *context, struct diag *d);

/*
 * Open NAME in DIR for reading; it must be a regular file (a pipe would make
 * us wait for its writer). Returns the descriptor; -1 with a diag, and errno
 * ENOENT if that is why.
 */
int directory_open_file(const struct directory *dir, const char *name,
                        struct diag *d);

#endif
