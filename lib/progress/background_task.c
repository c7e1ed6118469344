/* Run work in a child process, one at a time, killed when it hangs. */
#include "progress/background_task.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEATH_S 1.0 /* how long it may take to die when killed */

void background_task_due(struct background_task *t)
{
	t->due = 1;
}

int background_task_waits(const struct background_task *t, double now_s)
{
	if (t->pid != 0 && t->killed)
		return now_s - t->begun_s <
		       BACKGROUND_TASK_PATIENCE_S + DEATH_S;
	return t->pid != 0 || t->due;
}

/* In the child. */
static void become(int (*work)(void *context), void *context)
{
	int null = open("/dev/null", O_RDWR);

	(void)setpgid(0, 0);
	if (null >= 0)
		(void)dup2(null, STDIN_FILENO);
	(void)signal(SIGPIPE, SIG_DFL);
	/* If our parent dies, nobody else ends us. */
	(void)alarm((unsigned)BACKGROUND_TASK_PATIENCE_S + 1);
	_exit(work(context));
}

static enum background_task_news begin(struct background_task *t, double now_s,
                                       int (*work)(void *context),
                                       void *context, int *status)
{
	t->due = t->killed = 0;
	/* Ignored, as some parents leave it, it takes a child's status away. */
	(void)signal(SIGCHLD, SIG_DFL);
	t->pid = fork();
	if (t->pid == 0)
		become(work, context);
	if (t->pid < 0) {
		t->pid = 0;
		*status = errno;
		return BACKGROUND_TASK_NOT_BEGUN;
	}
	/* Both do it: either may be first. */
	(void)setpgid(t->pid, t->pid);
	t->begun_s = now_s;
	return BACKGROUND_TASK_NOTHING;
}

enum background_task_news background_task_tend(struct background_task *t,
                                               double now_s,
                                               int (*work)(void *context),
                                               void *context, int *status)
{
	if (t->pid != 0 && waitpid(t->pid, status, WNOHANG) == t->pid) {
		t->pid = 0;
		if (!t->killed)
			return BACKGROUND_TASK_ENDED;
	}
	if (t->pid != 0 && !t->killed &&
	    now_s - t->begun_s > BACKGROUND_TASK_PATIENCE_S) {
		(void)kill(-t->pid, SIGKILL);
		t->killed = 1;
		return BACKGROUND_TASK_OVERDUE;
	}
	if (t->pid == 0 && t->due)
		return begin(t, now_s, work, context, status);
	return BACKGROUND_TASK_NOTHING;
}
