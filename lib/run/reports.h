#ifndef VG_REPORTS_H
#define VG_REPORTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"

/*
 * What workers report over a pipe, a line each:
 *
 *   begin                       a job begins; fails when the run is gone
 *   PATH                        vg-pack committed checkpoint PATH
 *   failed RANGE STATUS WHY     separated by tabs; STATUS of a shell
 *   stop WHY                    no job may begin any more, because WHY
 *   said MESSAGE                for the user
 *
 * Any other line is the engine's: it is only of use where no job said why it
 * failed.
 */

#define REPORTS_WHY_MAX 512  /* bytes of a reason, with its NUL; cut to it */
#define REPORTS_KEPT_MAX 65536 /* failures that are kept, the first ones */

/* A range that failed. */
struct reports_failure {
	struct range range;
	unsigned status;
	unsigned times;
	char *why; /* of the last time, printable, "" if nothing was said */
};

struct reports {
	int fd; /* of the pipe, not blocking; -1 at its end. Owned. */
	char line[4096];
	size_t length;  /* of the line that has begun */
	int skipping;   /* the rest of a line that was too long */
	struct reports_failure *failure;
	size_t failures;
	int sorted; /* by range */
	char stopped[REPORTS_WHY_MAX]; /* why, or "" */
	char engine[REPORTS_WHY_MAX];  /* its last line, or "" */
	/* called for each commit, with CONTEXT and the checkpoint, or NULL */
	void (*committed)(void *context, uint64_t k);
	/* called for each message, printable */
	void (*said)(void *context, const char *message);
	void *context;
};

/* A zeroed R is ready when fd and the functions are set. */
void reports_free(struct reports *r);

/*
 * Take what can be read now. At its end, the pipe is closed and fd -1.
 * Returns 0, or -1 with a diag.
 */
int reports_take(struct reports *r, struct diag *d);

/*
 * A failure of the range that begins at FIRST, or NULL. Only when all was
 * taken: the first call sorts the failures.
 */
const struct reports_failure *reports_find(struct reports *r, uint64_t first);

#endif
