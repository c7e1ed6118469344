#ifndef VG_HOOK_H
#define VG_HOOK_H

#include <sys/types.h>

#include "diag.h"

/*
 * A shell command that is run in the background after each update of a
 * file. It never holds anybody up: one at a time, while it runs further
 * updates are taken together, and after a while it is killed with all that
 * it started.
 */

#define HOOK_PATIENCE_S 10.0

struct hook {
	const char *command; /* or NULL: there is none; borrowed */
	const char *path;    /* its $1; borrowed */
	pid_t pid;           /* 0: does not run */
	double begun_s;
	int due, killed;
};

/* The file was updated: run the command, now or when it has ended. */
void hook_due(struct hook *h);

/*
 * See how it does at NOW_S of a steady clock; begin it when it is due.
 * Returns 0, or -1 with a diag when it has failed or was killed.
 */
int hook_tend(struct hook *h, double now_s, struct diag *d);

/* Whether anything is left to tend. */
int hook_busy(const struct hook *h);

#endif
