#ifndef VG_PROCESSES_H
#define VG_PROCESSES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"

/* A process and all its descendants, seen from outside: by /proc, or by ps. */

#define PROCESS_NAME_MAX 32

struct process {
	pid_t pid, parent;
	uint64_t kib;                /* of memory that is in use */
	char name[PROCESS_NAME_MAX]; /* of its program, cut to this */
};

struct processes {
	struct process *process;
	size_t count;
};

/*
 * List ROOT and its descendants. Returns 0, or -1 with a diag: the system does
 * not show its processes. Release with processes_free in either case.
 */
int processes_of(struct processes *p, pid_t root, struct diag *d);
void processes_free(struct processes *p);

/*
 * Stop ROOT and its descendants, until no new one appears, except those whose
 * name is in NOT, which a NULL ends. Returns 0, or -1 with a diag.
 */
int processes_stop(pid_t root, const char *const *not, struct diag *d);

/* Continue ROOT and its descendants. Errors are ignored. */
void processes_continue(pid_t root);

/*
 * Kill ROOT and its descendants at once, as a power cut would. Returns 0, or
 * -1 with a diag: then only ROOT was killed.
 */
int processes_kill(pid_t root, struct diag *d);

#endif
