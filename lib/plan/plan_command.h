#ifndef VG_PLAN_COMMAND_H
#define VG_PLAN_COMMAND_H

#include "plan/plan.h"

/* A plan as the vg-plan command that makes it. */

/* Bytes of any plan's command with a short directory, with its NUL. */
#define PLAN_COMMAND_MAX ((size_t)60000)

/*
 * The command line that makes P in directory DIR, quoted for a shell, as a
 * string for the caller to free; NULL when memory is short. It has the extent,
 * the renderer, on which the defaults depend, and what is not a default.
 */
char *plan_command(const struct plan *p, const char *dir);

/*
 * Parse COMMAND, which plan_command has written with DIR ".", into P. Nothing
 * else is accepted. Returns 0, or -1, also when memory is short.
 */
int plan_command_parse(struct plan *p, const char *command);

#endif
