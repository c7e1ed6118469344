#ifndef VG_GATE_H
#define VG_GATE_H

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"
#include "run/part.h"
#include "run/rehearsal.h"
#include "run/run_options.h"

/* Whether a run may begin, after its forecast. */

struct gate {
	int overridden; /* only because of --no-rehearsal, which is to be … */
	char why[REHEARSAL_TEXT_MAX]; /* … recorded with this */
};

/*
 * Decide whether the run of O, to make ASKED in DIR, NULL if that does not
 * exist yet, may begin after forecast F: it must fit, and if it is likely to
 * take long, a rehearsal must stand. Returns 0, or -1 with a diag, a data diag
 * with the reason if it may not.
 */
int gate_pass(struct gate *g, const struct run_options *o,
              const struct plan *asked, const struct directory *dir,
              const struct part_forecast *f, struct diag *d);

#endif
