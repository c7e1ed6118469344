#include "progress/update_hook.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void hook_due(struct hook *h)
{
	if (h->command != NULL)
		errand_due(&h->errand);
}

/* In the child: what it prints is a message. */
static int run(void *context)
{
	const struct hook *h = context;

	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)execl("/bin/sh", "sh", "-c", h->command, "vg-progress", h->path,
	            (char *)NULL);
	return 127;
}

int hook_tend(struct hook *h, double now_s, struct diag *d)
{
	int status = 0;
	enum errand_news news = errand_tend(&h->errand, now_s, run, h,
	                                    &status);

	if (news == ERRAND_NOTHING)
		return 0;
	h->runs++;
	if (news == ERRAND_ENDED && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return 0;
	h->failures++;
	if (news == ERRAND_OVERDUE)
		(void)snprintf(h->why, sizeof h->why,
		               "killed after %.0f seconds", ERRAND_PATIENCE_S);
	else if (news == ERRAND_NOT_BEGUN)
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
