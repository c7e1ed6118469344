#ifndef VG_BACKGROUND_TASK_H
#define VG_BACKGROUND_TASK_H

#include <sys/types.h>

/*
 * Work that a child process does in the background, again and again: one at
 * a time, and what is asked for meanwhile is taken together. It never holds
 * anybody up. After a while it is killed with all that it started; one that
 * not even that ends, because a dead share holds it, is left alone, and none
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
	BACKGROUND_TASK_OVERDUE,   /* killed, for it took too long */
	BACKGROUND_TASK_NOT_BEGUN, /* no process could be made: *STATUS is the
	                              errno */
};

/* Let it be done, now or when the one that runs has ended. */
void background_task_due(struct background_task *e);

/*
 * See how it does at NOW_S of a steady clock; begin it when it is due, as
 * WORK of CONTEXT in a child that reads nothing, has a process group of its
 * own, and ends with what WORK returns. From then on SIGCHLD has its default.
 */
enum background_task_news background_task_tend(struct background_task *e,
                                               double now_s,
                                               int (*work)(void *context),
                                               void *context, int *status);

/* Whether something is left to be waited for. */
int background_task_waits(const struct background_task *e, double now_s);

#endif
