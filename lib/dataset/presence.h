#ifndef VG_PRESENCE_H
#define VG_PRESENCE_H

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

enum presence_state {
	PRESENCE_MISSING, /* no entry, or one of fewer samples */
	PRESENCE_PRESENT,
	PRESENCE_DAMAGED, /* an entry, but the file is not what it says */
};

struct presence {
	const struct directory *dir;
	const struct plan *plan;
	struct manifest *manifest;
};

/*
 * Begin to look at DIR, whose plan is P; both must outlive it. Returns 0, or
 * -1 with a diag. Release with presence_close in either case.
 */
int presence_open(struct presence *c, const struct directory *dir,
                  const struct plan *p, struct diag *d);
void presence_close(struct presence *c);

/*
 * Look at checkpoint K by its entry and its file's size. A missing or
 * wrong-sized file is PRESENCE_DAMAGED, with the reason in WHY as a data
 * diag. Returns the state, or -1 with a diag in WHY when the system failed.
 */
int presence_look(const struct presence *c, uint64_t k, struct diag *why);

/* The same, and the file's hash has to match. */
int presence_verify(const struct presence *c, uint64_t k, struct diag *why);

#endif
