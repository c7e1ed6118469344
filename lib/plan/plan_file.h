#ifndef VG_PLAN_FILE_H
#define VG_PLAN_FILE_H

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"

#define PLAN_FILE_NAME "PLAN.txt"

/*
 * Read PLAN.txt in DIR into P. Returns 1; 0 if there is no such file: P then
 * has the defaults; -1 with a diag.
 */
int plan_file_read(struct plan *p, const struct directory *dir, struct diag *d);

/*
 * Parse TEXT, the content of a PLAN.txt, into P; TEXT is modified. Every key
 * must be present exactly once. Returns 0, or -1 with a data diag that names
 * the line.
 */
int plan_file_parse(struct plan *p, char *text, struct diag *d);

/*
 * Write P as PLAN.txt in DIR, atomically and durably. Without REPLACE, the file
 * must not exist yet. Returns 0; 1 if it does exist; -1 with a diag.
 */
int plan_file_write(const struct plan *p, const struct directory *dir,
                    int replace, struct diag *d);

#endif
