#ifndef VG_REBUILD_H
#define VG_REBUILD_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"

/*
 * Lists archives in the manifest that no manifest lists, by what they hold: for
 * a manifest that was lost. Each is read to its end, so that its CRCs are
 * checked, and must have the arrays, samples and labels of the plan. Whether
 * the samples are those that the plan's seed gives, only recheck.h tells.
 */
struct rebuild_count {
	uint64_t added;   /* lines */
	uint64_t refused; /* archives that were left out */
};

/* Called for an archive that is left out, with the reason WHY. */
typedef void rebuild_refused(void *context, const struct diag *why);

/*
 * Add the missing lines to MANIFEST.tsv of S, and refresh S; entries that exist
 * stay as they are. NOW_S is Unix time: no line is dated later. Others cannot
 * commit meanwhile. *COUNT says what was done. Returns 0, or -1 with a diag.
 */
int rebuild_manifest(struct dataset *s, int64_t now_s, rebuild_refused *refused,
                     void *context, struct rebuild_count *count,
                     struct diag *d);

#endif
