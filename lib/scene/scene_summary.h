#ifndef VG_SCENE_SUMMARY_H
#define VG_SCENE_SUMMARY_H

#include "base/diag.h"
#include "plan/plan.h"

/*
 * A description of the dataset of PLAN for people: its arrays, bytes, workspace
 * and cameras. Returns a string for the caller to free, or NULL with a diag.
 */
char *scene_summary_format(const struct plan *plan, struct diag *d);

#endif
