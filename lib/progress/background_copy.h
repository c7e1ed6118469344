#ifndef VG_COPY_H
#define VG_COPY_H

#include <stddef.h>

#include "base/diag.h"
#include "base/outlet.h"
#include "progress/background_task.h"

/*
 * An outlet that a child process writes, as an errand, so that a share that
 * hangs holds nobody up. The newest text wins.
 */

struct copy {
	struct outlet outlet;
	const char *text; /* the newest, borrowed */
	size_t size;
	struct errand errand;
	int pipe[2];      /* on which the child says what failed */
	int failed;       /* the last time, or it hangs … */
	struct diag why;  /* … and this is why */
};

/*
 * Begin with the file at PATH. Returns 0, or -1 with a diag. Release with
 * copy_free in either case.
 */
int copy_init(struct copy *c, const char *path, struct diag *d);
void copy_free(struct copy *c);

/*
 * Replace it by the SIZE bytes at TEXT, now or when the child has ended.
 * They must stay until the next call, or copy_free.
 */
void copy_send(struct copy *c, const char *text, size_t size);

/*
 * See how it does at NOW_S of a steady clock; begin when it is due. Returns
 * 0, or -1 when it begins to fail, with c->why.
 */
int copy_tend(struct copy *c, double now_s);

/* Whether something is left to be waited for. */
int copy_waits(const struct copy *c, double now_s);

#endif
