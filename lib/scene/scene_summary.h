#ifndef VG_SCENE_SUMMARY_H
#define VG_SCENE_SUMMARY_H

#include "base/diag.h"
#include "plan/plan.h"

/*
 * What a plan comes to, in words and numbers for a person: arrays, bytes,
 * workspace, cameras. Returns a string for the caller to free, or NULL with
 * a diag.
 */
char *scene_summary_print(const struct plan *plan, struct diag *d);

#endif
