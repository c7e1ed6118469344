#ifndef VG_DATASET_H
#define VG_DATASET_H

#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/checkpoint_entry.h"
#include "plan/plan.h"
#include "stream/record.h"

/*
 * A dataset: its directory, its plan, and the entries of its manifests. Every
 * tool that works on a directory begins here. Whether the file of an entry is
 * present, presence.h says.
 */

struct manifest;

struct dataset {
	struct directory dir; /* fd -1 when closed */
	struct plan plan;
	/* For lib/dataset only; NULL before the first refresh. */
	struct manifest *manifest;
};

/* A dataset that is not open; dataset_close accepts it. */
#define DATASET_CLOSED { .dir = { .fd = -1 } }

/*
 * Open the dataset in directory PATH, a string that must outlive S, and read
 * its plan. S must not move afterwards. Returns 0, or -1 with a diag.
 * Release with dataset_close in either case.
 */
int dataset_open(struct dataset *s, const char *path, struct diag *d);

/*
 * Open directory PATH, and make it if it does not exist, for a caller that
 * reads or makes the plan itself: S->plan has the defaults. Otherwise as
 * dataset_open.
 */
int dataset_open_unplanned(struct dataset *s, const char *path,
                           struct diag *d);

void dataset_close(struct dataset *s);

/*
 * Read what was appended to the manifests since the last call, or all of them.
 * *CHANGED, unless CHANGED is NULL, says whether there was anything new. Lines
 * of another plan are refused. Returns 0, or -1 with a diag.
 */
int dataset_refresh(struct dataset *s, int *changed, struct diag *d);

/* Forget all entries: the next refresh reads the manifests anew. */
void dataset_forget(struct dataset *s);

/*
 * Read PLAN.txt again, and update S->plan.samples and, while nothing is committed,
 * its storage keys. If it has become another plan, that is a data diag. Returns 0,
 * or -1 with a diag.
 */
int dataset_refresh_samples(struct dataset *s, struct diag *d);

/*
 * Read PLAN.txt again, and refuse storage keys other than those of S->plan,
 * which vg-plan may change until something is committed. A lost PLAN.txt is not
 * refused. Returns 0, or -1 with a diag.
 */
int dataset_check_storage(const struct dataset *s, struct diag *d);

/*
 * The entry of checkpoint K as of the last refresh, or NULL. Valid until the
 * next refresh; of several, presence_look may let another one count.
 */
const struct checkpoint_entry *dataset_entry(const struct dataset *s,
                                             uint64_t k);

/*
 * Two hosts that commit one checkpoint at the same time each have an entry of it,
 * and one of them had its file replaced: the file says which, no clock does.
 * dataset_is_contested says whether several manifests have an entry of checkpoint
 * K; dataset_prefer lets that one count from now on which has COUNT samples in
 * BYTES bytes and, unless XXH128 is NULL, this hash of the file. It returns
 * whether there is one; if not, nothing changes. presence.h and hash_check.h call
 * these; S is const because what the dataset is does not change.
 */
int dataset_is_contested(const struct dataset *s, uint64_t k);
int dataset_prefer(const struct dataset *s, uint64_t k, uint64_t count,
                   uint64_t bytes, const struct digest128 *xxh128);

/*
 * The arrays of every checkpoint as a manifest names them, or NULL if none does:
 * only those of another renderer do. Valid until dataset_forget.
 */
const struct record_head *dataset_fields(const struct dataset *s);

/* One more than the largest checkpoint number with an entry. */
uint64_t dataset_entries_end(const struct dataset *s);

/*
 * Whether the last refresh saw temporaries in the directory. If not, the caller
 * can save leftovers_sweep, which would read a large directory again.
 */
int dataset_saw_temporary(const struct dataset *s);

#endif
