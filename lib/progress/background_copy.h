#ifndef VG_BACKGROUND_COPY_H
#define VG_BACKGROUND_COPY_H

#include <stddef.h>

#include "base/diag.h"
#include "progress/background_task.h"

/*
 * A file that a child process writes in the background, so that a share that
 * hangs holds nobody up. The newest text wins.
 */

struct background_copy {
	const char *path, *dataset; /* borrowed */
	int checking;     /* the child only looks whether it may write */
	const char *text; /* the newest, borrowed */
	size_t size;
	struct background_task task;
	int pipe[2];      /* on which the child says what failed */
	int failed;       /* the last write failed or hangs … */
	struct diag why;  /* … because of this */
};

/*
 * Begin with the file at PATH, which is to be none of the dataset in directory
 * DATASET; both strings must outlive C. A child looks at once whether the file
 * may be written. Returns 0, or -1 with a diag. Release with
 * background_copy_free in either case.
 */
int background_copy_init(struct background_copy *c, const char *path,
                         const char *dataset, struct diag *d);
void background_copy_free(struct background_copy *c);

/*
 * Replace the file by the SIZE bytes at TEXT, now or when the child has
 * ended. It borrows them until the next call, or background_copy_free.
 */
void background_copy_send(struct background_copy *c, const char *text,
                          size_t size);

/*
 * See how the child does at NOW_S of a steady clock; begin one when that is
 * due. Returns 0, or -1 when writing begins to fail, with c->why: an
 * invalid-input diag if the file must not be written.
 */
int background_copy_tend(struct background_copy *c, double now_s);

/* Whether there is something to wait for. */
int background_copy_waits(const struct background_copy *c, double now_s);

#endif
