#ifndef VG_DATASET_H
#define VG_DATASET_H

#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/checkpoint_entry.h"
#include "plan/plan.h"

/*
 * A dataset: its directory, its plan, and what its manifests say is
 * committed. Every tool that works on a directory begins here; what is
 * present by its files is presence.h's to say.
 */

struct manifest;

struct dataset {
	struct directory dir; /* fd -1 when closed */
	struct plan plan;
	struct manifest *manifest; /* of this room alone; NULL until refreshed */
};

/* A dataset that is not open, which dataset_close may be given. */
#define DATASET_CLOSED { .dir = { .fd = -1 } }

/*
 * Open the dataset in directory PATH, a string that must outlive S, and read
 * its plan. S must not move afterwards. Returns 0, or -1 with a diag.
 * Release with dataset_close in either case.
 */
int dataset_open(struct dataset *s, const char *path, struct diag *d);

/*
 * Open directory PATH, which is made if nothing is there, for a dataset
 * whose plan the caller reads or makes: S->plan holds the defaults. The rest
 * is as for dataset_open.
 */
int dataset_open_unplanned(struct dataset *s, const char *path,
                           struct diag *d);

void dataset_close(struct dataset *s);

/*
 * Read what was appended to the manifests since the last call: the first
 * reads all of them. *CHANGED, unless it is NULL, says whether there was
 * anything. A line made under another plan is refused. Returns 0, or -1 with
 * a diag.
 */
int dataset_refresh(struct dataset *s, int *changed, struct diag *d);

/* Forget what was read of the manifests: the next refresh reads all. */
void dataset_forget(struct dataset *s);

/*
 * Read PLAN.txt again and take over how many samples it has now. Returns 0,
 * or -1 with a diag.
 */
int dataset_refresh_samples(struct dataset *s, struct diag *d);

/*
 * The entry of checkpoint K, by the manifests as of the last refresh, or
 * NULL. Valid until the next one.
 */
const struct checkpoint_entry *dataset_entry(const struct dataset *s,
                                             uint64_t k);

/* One more than the largest checkpoint number with an entry. */
uint64_t dataset_entries_end(const struct dataset *s);

/*
 * Whether the last refresh saw temporaries beside the manifests, for
 * atomicfile_sweep: a large directory need not be read again to know.
 */
int dataset_saw_temporary(const struct dataset *s);

#endif
