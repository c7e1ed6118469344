#ifndef VG_BACKGROUND_TASK_H
#define VG_BACKGROUND_TASK_H

#include <sys/types.h>

/*
 * Work that a child process does in the background, again and again: one
 * child at a time, and one run for all that was asked for meanwhile. Nobody
 * waits for it. A child that takes too long is killed with all that it
 * started; one that a dead share keeps even then is left alone, and no other
 * is begun beside it.
 */

#define BACKGROUND_TASK_PATIENCE_S 10.0

struct background_task {
	pid_t pid; /* 0: does not run */
	double begun_s;
	int due, killed;
};

enum background_task_news {
	BACKGROUND_TASK_NOTHING,
	BACKGROUND_TASK_ENDED,     /* by itself, with *STATUS as of waitpid */
	BACKGROUND_TASK_OVERDUE,   /* killed: it took too long */
	BACKGROUND_TASK_NOT_BEGUN, /* no process could be made: *STATUS is the
	                              errno */
};

/* Ask for one run, now or when the child has ended. */
void background_task_due(struct background_task *t);

/*
 * See how the child does at NOW_S of a steady clock; begin one when that is
 * due: WORK of CONTEXT, with no input, in a process group of its own, ending
 * with what WORK returns. From then on SIGCHLD has its default.
 */
enum background_task_news background_task_tend(struct background_task *t,
                                               double now_s,
                                               int (*work)(void *context),
                                               void *context, int *status);

/* Whether there is something to wait for. */
int background_task_waits(const struct background_task *t, double now_s);

#endif
