#ifndef VG_PLAN_FILE_H
#define VG_PLAN_FILE_H

#include "base/diag.h"
#include "base/directory.h"
#include "plan/plan.h"

#define PLAN_FILE_NAME "PLAN.txt"

/*
 * Read PLAN.txt in DIR into P. Returns 1 when read; 0 when there is no such
 * file, P then holding the defaults; -1 with a diag.
 */
int plan_file_read(struct plan *p, const struct directory *dir, struct diag *d);

/* As plan_file_read, but a missing PLAN.txt is an error. Returns 0 or -1. */
int plan_file_open(struct plan *p, const struct directory *dir, struct diag *d);

/*
 * Parse the text of a PLAN.txt, a string that is changed on the way, into P.
 * Every key must be there once. Returns 0, or -1 with a data diag that names
 * the line.
 */
int plan_file_parse(struct plan *p, char *text, struct diag *d);

/*
 * Write P as PLAN.txt in DIR, atomically and durably. Unless REPLACE, it
 * must not exist yet. Returns 0; 1 when it does exist; -1 with a diag.
 */
int plan_file_write(const struct plan *p, const struct directory *dir,
                    int replace, struct diag *d);

#endif
