#ifndef VG_DESCRIBE_H
#define VG_DESCRIBE_H

#include "base/diag.h"
#include "plan/plan.h"

/*
 * What a plan comes to, in words and numbers for a person: arrays, bytes,
 * workspace, cameras. Returns a string for the caller to free, or NULL with
 * a diag.
 */
char *describe_plan(const struct plan *plan, struct diag *d);

#endif
