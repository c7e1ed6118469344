#ifndef VG_BACKGROUND_COPY_H
#define VG_BACKGROUND_COPY_H

#include <stddef.h>

#include "base/diag.h"
#include "base/atomicfile.h"
#include "progress/background_task.h"

/*
 * An outlet that a child process writes, as an errand, so that a share that
 * hangs holds nobody up. The newest text wins.
 */

struct background_copy {
	struct atomicfile_path outlet;
	const char *text; /* the newest, borrowed */
	size_t size;
	struct background_task errand;
	int pipe[2];      /* on which the child says what failed */
	int failed;       /* the last time, or it hangs … */
	struct diag why;  /* … and this is why */
};

/*
 * Begin with the file at PATH. Returns 0, or -1 with a diag. Release with
 * background_copy_free in either case.
 */
int background_copy_init(struct background_copy *c, const char *path,
                         struct diag *d);
void background_copy_free(struct background_copy *c);

/*
 * Replace it by the SIZE bytes at TEXT, now or when the child has ended.
 * They must stay until the next call, or background_copy_free.
 */
void background_copy_send(struct background_copy *c, const char *text,
                          size_t size);

/*
 * See how it does at NOW_S of a steady clock; begin when it is due. Returns
 * 0, or -1 when it begins to fail, with c->why.
 */
int background_copy_tend(struct background_copy *c, double now_s);

/* Whether something is left to be waited for. */
int background_copy_waits(const struct background_copy *c, double now_s);

#endif
