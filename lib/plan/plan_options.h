#ifndef VG_PLAN_OPTIONS_H
#define VG_PLAN_OPTIONS_H

#include <stddef.h>

#include "base/diag.h"
#include "base/options.h"
#include "plan/plan.h"

/* The plan's keys as command-line options. */

#define PLAN_OPTIONS_GIVEN_MAX 256

/* What was given on the command line, in its order. */
struct plan_options {
	size_t given;
	struct {
		const struct plan_key *key; /* NULL: --extra */
		const char *text;           /* argv's */
	} item[PLAN_OPTIONS_GIVEN_MAX];
};

/*
 * Parse the command line of OWN into REQUEST as options_parse does, with an
 * option for each key, and --extra, after OWN's. They are collected in the
 * zeroed struct plan_options at OFFSET of REQUEST. With SCENE_ONLY there are
 * none for the extent and storage keys, and the others exclude --dir, whose
 * PLAN.txt has the scene.
 */
int plan_options_parse(const struct tool *own, size_t offset, int scene_only,
                       int argc, char **argv, void *request, struct diag *d);

/*
 * Change P as was asked, settle what is left open, and check the whole. Returns
 * 0, or -1 with an
 * invalid-input diag.
 */
int plan_options_apply(const struct plan_options *o, struct plan *p,
                       struct diag *d);

/* The text that was given last for the key NAME, or NULL. */
const char *plan_options_text(const struct plan_options *o, const char *name);

/*
 * Compare what was asked for, ASKED, with the plan that FILE SAYS. Only
 * `samples` may differ, and only be more. Returns 0, or -1 with a data diag
 * that names the key, FILE and both values.
 */
int plan_options_agree(const struct plan *says, const struct plan *asked,
                       const char *file, struct diag *d);

#endif
