#ifndef VG_FOLLOWER_H
#define VG_FOLLOWER_H

#include <sys/types.h>

#include "base/diag.h"
#include "run/run_options.h"

/* vg-progress, as a run starts it. */

/*
 * Start vg-progress on the dataset of O, to end after process ENGINE has.
 * Returns its process number, or -1 with a diag.
 */
pid_t follower_start(const struct run_options *o, pid_t engine,
                     struct diag *d);

/*
 * Start vg-progress to write PROGRESS.txt once, and what is beside it, as
 * things are: with work going on if WORKS. Returns its process number, or -1
 * with a diag.
 */
pid_t follower_start_once(const struct run_options *o, int works,
                          struct diag *d);

#endif
