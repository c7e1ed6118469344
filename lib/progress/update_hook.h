#ifndef VG_UPDATE_HOOK_H
#define VG_UPDATE_HOOK_H

#include "base/diag.h"
#include "progress/background_task.h"

/* A shell command that is run in the background when a file was updated. */

#define UPDATE_HOOK_WHY_MAX 48

struct update_hook {
	const char *command; /* or NULL: there is none; borrowed */
	const char *path;    /* its $1; borrowed */
	struct background_task task;
	unsigned long runs, failures;
	char why[UPDATE_HOOK_WHY_MAX]; /* of the last failure */
};

/* The file was updated: run the command, now or when it has ended. */
void update_hook_due(struct update_hook *h);

/*
 * See how the command does at NOW_S of a steady clock; begin it when that is
 * due. Returns 0, or -1 with a diag when it has failed or was killed.
 */
int update_hook_tend(struct update_hook *h, double now_s, struct diag *d);

#endif
