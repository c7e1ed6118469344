#ifndef VG_REPLAN_H
#define VG_REPLAN_H

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"

/*
 * Check that plan ASKED may take the place of the plan that PLAN.txt in DIR
 * SAYS: as plan_options_agree, but the storage keys may change until something
 * is committed. Returns 0, or -1 with a diag.
 */
int replan_agree(const struct directory *dir, const struct plan *says,
                 const struct plan *asked, struct diag *d);

#endif
