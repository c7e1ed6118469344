#ifndef VG_VIDEO_HASHES_H
#define VG_VIDEO_HASHES_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"
#include "stream/record.h"

/*
 * Hashes of the videos alone, that is of the first array of a sample: the hash
 * of a sample covers all its arrays, so that equal videos may hide in it.
 */

/*
 * Called for sample I of a checkpoint: the XXH3-64 of its video, and its split,
 * 0 to 7, or 0 if there is no array split of the form that vg makes. Returns 0,
 * or -1 with a diag.
 */
typedef int video_hashes_visit(void *context, uint64_t i, uint64_t hash,
                               unsigned part, struct diag *d);

/*
 * Unpack the videos of checkpoint K of S and call VISIT for each. S, K and HEAD
 * are as for checkpoint_open. *HAS_PARTS says whether the samples have a split.
 * The memory used is that of one sample. Returns 0, or -1 with a diag.
 */
int video_hashes_each(const struct dataset *s, uint64_t k,
                      const struct record_head *head, int *has_parts,
                      video_hashes_visit *visit, void *context,
                      struct diag *d);

#endif
