#include "progress/background_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fdio.h"

int copy_init(struct copy *c, const char *path, struct diag *d)
{
	memset(c, 0, sizeof *c);
	c->pipe[0] = c->pipe[1] = -1;
	if (outlet_init(&c->outlet, path, d) != 0)
		return -1;
	if (pipe(c->pipe) != 0)
		return diag_system(d, errno, "%s: pipe", path);
	for (int i = 0; i < 2; i++)
		if (fcntl(c->pipe[i], F_SETFD, FD_CLOEXEC) != 0 ||
		    fcntl(c->pipe[i], F_SETFL, O_NONBLOCK) != 0)
			return diag_system(d, errno, "%s: pipe", path);
	return 0;
}

void copy_free(struct copy *c)
{
	for (int i = 0; i < 2; i++) {
		if (c->pipe[i] >= 0)
			(void)close(c->pipe[i]);
		c->pipe[i] = -1;
	}
}

void copy_send(struct copy *c, const char *text, size_t size)
{
	c->text = text;
	c->size = size;
	errand_due(&c->errand);
}

int copy_waits(const struct copy *c, double now_s)
{
	return errand_waits(&c->errand, now_s);
}

/* In the child. Who reads what we print must not wait for it. */
static int run(void *context)
{
	struct copy *c = context;
	struct diag why;

	(void)dup2(STDIN_FILENO, STDOUT_FILENO);
	(void)dup2(STDIN_FILENO, STDERR_FILENO);
	/* The last one may have been killed, on a slow share again and again. */
	if (c->failed)
		outlet_sweep(&c->outlet);
	if (outlet_write(&c->outlet, c->text, c->size, &why) == 0)
		return 0;
	/* Less than PIPE_BUF: whole, or not at all. */
	(void)fdio_write(c->pipe[1], &why, sizeof why);
	return 1;
}

/* Why the child ended with STATUS: by what it said, if it could. */
static void take_reason(struct copy *c, int status)
{
	struct diag said;
	size_t got;

	if (fdio_read(c->pipe[0], &said, sizeof said, &got) == 0 &&
	    got == sizeof said)
		c->why = said;
	else if (WIFSIGNALED(status))
		(void)diag_data(&c->why, "%s/%s: ended by signal %d",
		                c->outlet.dir, c->outlet.name,
		                WTERMSIG(status));
	else
		(void)diag_data(&c->why, "%s/%s: not written",
		                c->outlet.dir, c->outlet.name);
}

int copy_tend(struct copy *c, double now_s)
{
	int status = 0, failed = c->failed;

	switch (errand_tend(&c->errand, now_s, run, c, &status)) {
	case ERRAND_ENDED:
		c->failed = status != 0;
		if (c->failed)
			take_reason(c, status);
		break;
	case ERRAND_OVERDUE:
		c->failed = 1;
		(void)diag_data(&c->why, "%s/%s: hangs: not written after "
		                "%.0f seconds", c->outlet.dir, c->outlet.name,
		                ERRAND_PATIENCE_S);
		break;
	case ERRAND_NOT_BEGUN:
		c->failed = 1;
		(void)diag_system(&c->why, status, "%s/%s: fork",
		                  c->outlet.dir, c->outlet.name);
		break;
	default:
		break;
	}
	return c->failed && !failed ? -1 : 0;
}
