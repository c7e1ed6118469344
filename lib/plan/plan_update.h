#ifndef VG_PLAN_UPDATE_H
#define VG_PLAN_UPDATE_H

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"

/*
 * Creates PLAN.txt, or lets it grow, while others do the same: no change is
 * lost, and `samples` never becomes smaller.
 */

/*
 * Make *P the wanted plan. SAYS is what PLAN.txt says now, which *P equals, or
 * NULL if there is no PLAN.txt: *P then has the defaults. Only `samples` and
 * the storage keys may differ from SAYS. Called again whenever PLAN.txt has
 * changed meanwhile. Returns 0, or -1 with a diag to leave everything as it is.
 */
typedef int plan_wish(void *context, const struct plan *says, struct plan *p,
                      struct diag *d);

/*
 * Make *P the plan that WISH wants, called with CONTEXT, and PLAN.txt in DIR
 * the same unless it says so already. Others wait
 * meanwhile: PLAN.txt is locked. With DRY_RUN nothing is written. Returns 0,
 * or -1 with a diag.
 */
int plan_update(struct plan *p, const struct directory *dir, plan_wish *wish,
                void *context, int dry_run, struct diag *d);

#endif
