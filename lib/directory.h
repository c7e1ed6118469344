#ifndef VG_DIRECTORY_H
#define VG_DIRECTORY_H

#include "diag.h"

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

#endif
