#ifndef VG_RUN_LOCK_H
#define VG_RUN_LOCK_H

#include "base/diag.h"
#include "base/directory.h"

/*
 * One run of a dataset at a time. The run holds the lock of a hidden file by
 * an open descriptor: it ends with the process, however that ends, and says
 * nothing about process numbers or host names, which other containers share.
 * The file's text tells people who holds it; nothing is decided by it.
 */

#define RUN_LOCK_FILE ".run.lock"

struct run_lock {
	const struct directory *dir; /* borrowed */
	int fd;                      /* -1: not held */
};

/*
 * Take the lock of the dataset in DIR, which must outlive L. Returns 0; 1 if
 * another run holds it, with a data diag that says who; -1 with a diag.
 * Release with run_lock_release in any case.
 */
int run_lock_take(struct run_lock *l, const struct directory *dir,
                  struct diag *d);

/* Remove the file, unless this user may not, and release the lock. */
void run_lock_release(struct run_lock *l);

#endif
