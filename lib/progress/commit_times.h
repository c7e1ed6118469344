#ifndef VG_COMMIT_TIMES_H
#define VG_COMMIT_TIMES_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/dataset.h"
#include "estimate/replay.h"

/*
 * When the present checkpoints of S were committed, in *OUT, for the caller to
 * free, by a steady clock that is OFFSET_S seconds ahead of those since 1970.
 * None is later than now. Returns how many there are, or -1 with a diag.
 */
int64_t commit_times(struct replay_commit **out, const struct dataset *s,
                     double offset_s, struct diag *d);

#endif
