#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

void hook_due(struct hook *h)
{
	h->due = h->command != NULL;
}

int hook_busy(const struct hook *h)
{
	return h->pid != 0 || h->due;
}

/* In the child: what it prints is a message, and it reads nothing. */
static void become(const struct hook *h)
{
	int null = open("/dev/null", O_RDWR);

	(void)setpgid(0, 0);
	if (null >= 0)
		(void)dup2(null, STDIN_FILENO);
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)signal(SIGPIPE, SIG_DFL);
	/* Should we be killed meanwhile, nobody else would end it. */
	(void)alarm((unsigned)HOOK_PATIENCE_S + 1);
	(void)execl("/bin/sh", "sh", "-c", h->command, "vg-progress", h->path,
	            (char *)NULL);
	_exit(127);
}

static int begin(struct hook *h, double now_s, struct diag *d)
{
	h->due = h->killed = 0;
	h->pid = fork();
	if (h->pid == 0)
		become(h);
	if (h->pid < 0) {
		h->pid = 0;
		return diag_system(d, errno, "--exec: fork");
	}
	(void)setpgid(h->pid, h->pid); /* whoever of both is first */
	h->begun_s = now_s;
	return 0;
}

static int ended(const struct hook *h, int status, struct diag *d)
{
	if (h->killed)
		return diag_data(d, "--exec %s: killed after %.0f seconds",
		                 h->command, HOOK_PATIENCE_S);
	if (WIFSIGNALED(status))
		return diag_data(d, "--exec %s: ended by signal %d",
		                 h->command, WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return diag_data(d, "--exec %s: status %d", h->command,
		                 WEXITSTATUS(status));
	return 0;
}

int hook_tend(struct hook *h, double now_s, struct diag *d)
{
	int status = 0, result = 0;
	pid_t gone = h->pid != 0 ? waitpid(h->pid, &status, WNOHANG) : 0;

	if (h->pid != 0 && gone == h->pid) {
		result = ended(h, status, d);
		h->pid = 0;
	} else if (h->pid != 0 && !h->killed &&
	           now_s - h->begun_s > HOOK_PATIENCE_S) {
		(void)kill(-h->pid, SIGKILL);
		h->killed = 1;
	}
	if (h->pid == 0 && h->due && result == 0)
		result = begin(h, now_s, d);
	return result;
}
