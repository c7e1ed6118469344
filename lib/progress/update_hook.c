/* The command that is run after each update. */
#include "progress/update_hook.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void update_hook_due(struct update_hook *h)
{
	if (h->command != NULL)
		background_task_due(&h->task);
}

/* In the child. What the command prints goes to standard error. */
static int run(void *context)
{
	const struct update_hook *h = context;

	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)execl("/bin/sh", "sh", "-c", h->command, "vg-progress", h->path,
	            (char *)NULL);
	return 127;
}

int update_hook_tend(struct update_hook *h, double now_s, struct diag *d)
{
	int status = 0;
	enum background_task_news news =
	    background_task_tend(&h->task, now_s, run, h, &status);

	if (news == BACKGROUND_TASK_NOTHING)
		return 0;
	h->runs++;
	if (news == BACKGROUND_TASK_ENDED && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return 0;
	h->failures++;
	if (news == BACKGROUND_TASK_OVERDUE)
		(void)snprintf(h->why, sizeof h->why,
		               "killed after %.0f seconds",
		               BACKGROUND_TASK_PATIENCE_S);
	else if (news == BACKGROUND_TASK_NOT_BEGUN)
		(void)snprintf(h->why, sizeof h->why, "fork: %s",
		               strerror(status));
	else if (WIFSIGNALED(status))
		(void)snprintf(h->why, sizeof h->why, "ended by signal %d",
		               WTERMSIG(status));
	else
		(void)snprintf(h->why, sizeof h->why, "status %d",
		               WEXITSTATUS(status));
	return diag_data(d, "--exec %s: %s", h->command, h->why);
}
