#include "progress/background_task.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEATH_S 1.0 /* that being killed may take */

void background_task_due(struct background_task *e)
{
	e->due = 1;
}

int background_task_waits(const struct background_task *e, double now_s)
{
	if (e->pid != 0 && e->killed)
		return now_s - e->begun_s <
		       BACKGROUND_TASK_PATIENCE_S + DEATH_S;
	return e->pid != 0 || e->due;
}

/* In the child. */
static void become(int (*work)(void *context), void *context)
{
	int null = open("/dev/null", O_RDWR);

	(void)setpgid(0, 0);
	if (null >= 0)
		(void)dup2(null, STDIN_FILENO);
	(void)signal(SIGPIPE, SIG_DFL);
	/* Should we be killed meanwhile, nobody else would end it. */
	(void)alarm((unsigned)BACKGROUND_TASK_PATIENCE_S + 1);
	_exit(work(context));
}

static enum background_task_news begin(struct background_task *e, double now_s,
                                       int (*work)(void *context),
                                       void *context, int *status)
{
	e->due = e->killed = 0;
	/* Ignored, as some parents leave it, it takes a child's status away. */
	(void)signal(SIGCHLD, SIG_DFL);
	e->pid = fork();
	if (e->pid == 0)
		become(work, context);
	if (e->pid < 0) {
		e->pid = 0;
		*status = errno;
		return BACKGROUND_TASK_NOT_BEGUN;
	}
	(void)setpgid(e->pid, e->pid); /* whoever of both is first */
	e->begun_s = now_s;
	return BACKGROUND_TASK_NOTHING;
}

enum background_task_news background_task_tend(struct background_task *e,
                                               double now_s,
                                               int (*work)(void *context),
                                               void *context, int *status)
{
	if (e->pid != 0 && waitpid(e->pid, status, WNOHANG) == e->pid) {
		e->pid = 0;
		if (!e->killed)
			return BACKGROUND_TASK_ENDED;
	}
	if (e->pid != 0 && !e->killed &&
	    now_s - e->begun_s > BACKGROUND_TASK_PATIENCE_S) {
		(void)kill(-e->pid, SIGKILL);
		e->killed = 1;
		return BACKGROUND_TASK_OVERDUE;
	}
	if (e->pid == 0 && e->due)
		return begin(e, now_s, work, context, status);
	return BACKGROUND_TASK_NOTHING;
}
