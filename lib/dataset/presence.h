#ifndef VG_COVERAGE_H
#define VG_COVERAGE_H

#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/manifest.h"
#include "plan/plan.h"

/*
 * What of a plan is there: the manifests' entries against the files. A
 * checkpoint is present when an entry says that it holds all its planned
 * samples and its file has the entry's size; it is whole when the file's
 * hash matches as well.
 */

enum coverage_state {
	COVERAGE_MISSING, /* no entry, or one of fewer samples */
	COVERAGE_PRESENT,
	COVERAGE_DAMAGED, /* an entry, but the file is not what it says */
};

struct coverage {
	const struct directory *dir;
	const struct plan *plan;
	struct manifest *manifest;
};

/*
 * Begin to look at DIR, whose plan is P; both must outlive it. Returns 0, or
 * -1 with a diag. Release with coverage_close in either case.
 */
int coverage_open(struct coverage *c, const struct directory *dir,
                  const struct plan *p, struct diag *d);
void coverage_close(struct coverage *c);

/*
 * Look at checkpoint K by its entry and its file's size. A missing or
 * wrong-sized file is COVERAGE_DAMAGED, with the reason in WHY as a data
 * diag. Returns the state, or -1 with a diag in WHY when the system failed.
 */
int coverage_look(const struct coverage *c, uint64_t k, struct diag *why);

/* The same, and the file's hash has to match. */
int coverage_verify(const struct coverage *c, uint64_t k, struct diag *why);

#endif
