#ifndef VG_ERRAND_H
#define VG_ERRAND_H

#include <sys/types.h>

/*
 * Work that a child process does in the background, again and again: one at
 * a time, and what is asked for meanwhile is taken together. It never holds
 * anybody up. After a while it is killed with all that it started; one that
 * not even that ends, because a dead share holds it, is left alone, and none
 * is begun beside it.
 */

#define ERRAND_PATIENCE_S 10.0

struct errand {
	pid_t pid; /* 0: does not run */
	double begun_s;
	int due, killed;
};

enum errand_news {
	ERRAND_NOTHING,
	ERRAND_ENDED,     /* by itself, with *STATUS as of waitpid */
	ERRAND_OVERDUE,   /* killed, for it took too long */
	ERRAND_NOT_BEGUN, /* no process could be made: *STATUS is the errno */
};

/* Let it be done, now or when the one that runs has ended. */
void errand_due(struct errand *e);

/*
 * See how it does at NOW_S of a steady clock; begin it when it is due, as
 * WORK of CONTEXT in a child that reads nothing, has a process group of its
 * own, and ends with what WORK returns. From then on SIGCHLD has its default.
 */
enum errand_news errand_tend(struct errand *e, double now_s,
                             int (*work)(void *context), void *context,
                             int *status);

/* Whether something is left to be waited for. */
int errand_waits(const struct errand *e, double now_s);

#endif
