#ifndef VG_LOST_PLAN_H
#define VG_LOST_PLAN_H

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"

/* A PLAN.txt that was lost, and what the manifests still tell of it. */

/*
 * Refuse P for DIR, which has no PLAN.txt, if the manifests tell another plan,
 * or a larger one. Returns 0, or -1 with a diag that says how to make the lost
 * plan again.
 */
int lost_plan_agree(const struct directory *dir, const struct plan *p,
                    struct diag *d);

/*
 * Append to D how PLAN.txt in DIR, which does not exist, can be made. Always
 * returns -1.
 */
int lost_plan_advise(const struct directory *dir, struct diag *d);

#endif
