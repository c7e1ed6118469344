#ifndef VG_KEPT_H
#define VG_KEPT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "base/digest.h"
#include "plan/plan.h"
#include "run/watch.h"

/* Whether a run that was killed kept what it had made, and made the same. */

struct kept_file {
	char name[PLAN_NAME_MAX];
	ino_t inode;
	struct digest128 xxh128;
};

/* The checkpoints that a manifest had when the run was killed. */
struct kept {
	struct kept_file *file;
	size_t count;
};

/* Mark those of DIR. Returns 0, or -1 with a diag. Release with kept_free. */
int kept_mark(struct kept *kept, const char *dir, struct diag *d);
void kept_free(struct kept *kept);

/* Whether all are still there, the same files with the same bytes. */
int kept_judge(const struct kept *kept, const char *dir,
               char said[WATCH_SAID_MAX]);

/* Whether the datasets in A and B have the same checkpoints. */
int kept_judge_equal(const char *a, const char *b, char said[WATCH_SAID_MAX]);

/* Whether the files at paths A and B have the same bytes. */
int kept_same_file(const char *a, const char *b);

#endif
