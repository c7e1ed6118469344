#ifndef VG_SUPERVISE_H
#define VG_SUPERVISE_H

#include <sys/types.h>

#include "base/diag.h"
#include "run/reports.h"
#include "run/signals.h"
#include "run/workers.h"

/*
 * Wait for the processes of a run, and pass on the signals that it gets: an
 * ending signal ends the workers, also stopped ones; Ctrl-Z stops all, and
 * CONT continues all.
 */

#define SUPERVISE_GRACE_S 5.0 /* from TERM to KILL */

/*
 * Wait until the workers W of SETUP have ended and no process of theirs is
 * left, except daemons, and take their reports into R, whose fd is W's.
 * FOLLOWER, 0 for none, is stopped and continued with them. *STATUS is the
 * engine's exit status, as from child_ended; its process number is not used
 * again before child_forget. Returns 0; the number of the signal that ended
 * the run; or -1 with a diag.
 */
int supervise_workers(struct workers *w, const struct workers_setup *setup,
                      struct reports *r, pid_t follower,
                      const struct signals *s, int *status, struct diag *d);

/*
 * Wait until CHILD has ended; *STATUS is its status. An ending signal is
 * passed on to it; with KEEP, only after SUPERVISE_GRACE_S, for one that ends
 * by itself. Returns 0, or the number of that signal.
 */
int supervise_child(pid_t child, int keep, const struct signals *s,
                    int *status);

#endif
