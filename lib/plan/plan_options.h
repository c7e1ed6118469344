#ifndef VG_PLAN_OPTIONS_H
#define VG_PLAN_OPTIONS_H

#include "base/diag.h"
#include "base/options.h"
#include "plan/plan.h"

/* The plan's keys as command-line options. */

#define PLAN_OPTIONS_MAX (PLAN_KEYS_MAX + 1) /* options */
#define PLAN_OPTIONS_ID 1024                 /* their ids begin here */
#define PLAN_OPTIONS_GIVEN_MAX 256

/*
 * Append the keys' options, and --extra, to the *COUNT specs at SPECS, which
 * has room for PLAN_OPTIONS_MAX more. With SCENE_ONLY the extent keys are
 * left out.
 */
void plan_options_specs(struct option_spec *specs, size_t *count,
                        int scene_only);

/* What was asked for on the command line, in its order. */
struct plan_options {
	size_t given;
	struct {
		int id;
		const char *text; /* argv's */
	} item[PLAN_OPTIONS_GIVEN_MAX];
};

/*
 * Note option ID, if it is one of the plan's, with its argument. Returns 1;
 * 0 when it is not ours; -1 with a diag.
 */
int plan_options_take(struct plan_options *o, int id, const char *text,
                      struct diag *d);

/*
 * Change P as was asked, and check the whole. Returns 0, or -1 with a usage
 * diag.
 */
int plan_options_apply(const struct plan_options *o, struct plan *p,
                       struct diag *d);

/*
 * Compare what was asked for, ASKED, with the plan that SAYS PLAN.txt. Only
 * `samples` may differ, and only be more. Returns 0, or -1 with a data diag
 * that names the key and both values.
 */
int plan_options_agree(const struct plan *says, const struct plan *asked,
                       struct diag *d);

#endif
