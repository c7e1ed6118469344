#ifndef VG_LEFTOVERS_H
#define VG_LEFTOVERS_H

#include "base/diag.h"
#include "base/directory.h"

/*
 * What workers that were killed leave in a dataset's directory: temporaries of
 * the files that vg makes in it. Hidden files of others are not among them.
 */

/* Whether NAME is the name of a leftover, or of a temporary in use. */
int leftovers_has_name(const char *name);

/* Remove the leftovers in DIR, not what is in use. Returns 0, or -1. */
int leftovers_sweep(const struct directory *dir, struct diag *d);

#endif
