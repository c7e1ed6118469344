#ifndef VG_REHEARSAL_H
#define VG_REHEARSAL_H

#include <stddef.h>

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"
#include "run/place.h"
#include "run/workers.h"

/*
 * REHEARSAL.txt: that a run of a plan was rehearsed, and where. It counts only
 * for the same plan, tools, machine and workers; host names do not matter.
 */

#define REHEARSAL_FILE "REHEARSAL.txt"
#define REHEARSAL_TEXT_MAX 1024

/*
 * The lines of REHEARSAL.txt that must be the same now for it to count, into
 * TEXT. Returns 0, or -1 with a diag.
 */
int rehearsal_binding(char text[REHEARSAL_TEXT_MAX], const struct plan *plan,
                      const struct place *place, uint64_t jobs,
                      enum workers_engine engine, struct diag *d);

/*
 * Whether a rehearsal in DIR has passed that has the lines of BINDING. Returns
 * 1; 0 with a data diag that says why not; -1 with a diag.
 */
int rehearsal_stands(const struct directory *dir, const char *binding,
                     struct diag *d);

/*
 * Record in REHEARSAL.txt that a run begins without a rehearsal, although one
 * is asked for because WHY. Returns 0, or -1 with a diag.
 */
int rehearsal_override(const struct directory *dir, const char *why,
                       struct diag *d);

/* Replace REHEARSAL.txt by TEXT, atomically. Returns 0, or -1 with a diag. */
int rehearsal_write(const struct directory *dir, const char *text,
                    struct diag *d);

#endif
