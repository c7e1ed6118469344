#ifndef VG_EXCERPT_H
#define VG_EXCERPT_H

#include "base/diag.h"
#include "plan/plan.h"
#include "stream/record.h"

/*
 * A few samples of a plan, rendered quickly, to try on them what would be done
 * with all. Of large samples they have fewer cameras and frames.
 */
struct excerpt {
	struct record_head head; /* of head.count samples */
	unsigned char *payloads; /* one after another, owned */
	double of_sample;        /* bytes of a sample of the plan for each here */
};

/*
 * Render an excerpt of about 8 MiB of PLAN, which is of our own renderer.
 * Returns 0, or -1 with a diag. Release with excerpt_free in either case.
 */
int excerpt_make(struct excerpt *e, const struct plan *plan, struct diag *d);
void excerpt_free(struct excerpt *e);

#endif
