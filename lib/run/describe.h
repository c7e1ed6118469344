#ifndef VG_DESCRIBE_H
#define VG_DESCRIBE_H

#include "base/diag.h"
#include "dataset/dataset.h"
#include "run/signals.h"

/*
 * Let vg-index describe S, which is complete, if MADE says that samples were
 * made, or if it has no README.md yet. *SAID becomes a sentence for people, a
 * constant, or NULL if there was nothing to do: that the description failed
 * does not make a dataset incomplete. Returns 0, the number of a signal that
 * SIGNALS took, or -1 with a diag.
 */
int describe(const struct dataset *s, int made, const struct signals *signals,
             const char **said, struct diag *d);

#endif
