#ifndef VG_SCENE_SUMMARY_H
#define VG_SCENE_SUMMARY_H

#include "base/diag.h"
#include "plan/plan.h"

/*
 * A description of the dataset of PLAN for people: its arrays, bytes, object,
 * workspace and cameras. PACKED is the estimate of the bytes that a sample
 * takes in a checkpoint, or 0 if there is none. Returns a string for the caller
 * to free, or NULL with a diag.
 */
char *scene_summary_format(const struct plan *plan, double packed,
                           struct diag *d);

#endif
