#ifndef VG_APPARENT_H
#define VG_APPARENT_H

#include "base/diag.h"
#include "plan/plan.h"

/* How large the labelled object appears, and how fast, in pixels. */

struct apparent_range {
	double low, median, high;
};

struct apparent {
	unsigned samples; /* measured: the first ones of the plan */
	struct apparent_range across; /* in any frame */
	struct apparent_range step;   /* to the next frame; 0 if there is none */
};

/*
 * Measure the first dozens of samples of PLAN, which scene_check has passed,
 * in every frame of every camera. Returns 0, or -1 with a diag when memory is
 * short.
 */
int apparent_measure(struct apparent *out, const struct plan *plan,
                     struct diag *d);

#endif
