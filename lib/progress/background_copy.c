/* A file that is written in the background, by a child process. */
#include "progress/background_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fdio.h"

int background_copy_init(struct background_copy *c, const char *path,
                         struct diag *d)
{
	memset(c, 0, sizeof *c);
	c->pipe[0] = c->pipe[1] = -1;
	if (atomicfile_path_init(&c->file, path, d) != 0)
		return -1;
	if (pipe(c->pipe) != 0)
		return diag_system(d, errno, "%s: pipe", path);
	for (int i = 0; i < 2; i++)
		if (fcntl(c->pipe[i], F_SETFD, FD_CLOEXEC) != 0 ||
		    fcntl(c->pipe[i], F_SETFL, O_NONBLOCK) != 0)
			return diag_system(d, errno, "%s: pipe", path);
	return 0;
}

void background_copy_free(struct background_copy *c)
{
	for (int i = 0; i < 2; i++) {
		if (c->pipe[i] >= 0)
			(void)close(c->pipe[i]);
		c->pipe[i] = -1;
	}
}

void background_copy_send(struct background_copy *c, const char *text,
                          size_t size)
{
	c->text = text;
	c->size = size;
	background_task_due(&c->task);
}

int background_copy_waits(const struct background_copy *c, double now_s)
{
	return background_task_waits(&c->task, now_s);
}

/* In the child. Who reads our output must not wait for it to close. */
static int run(void *context)
{
	struct background_copy *c = context;
	struct diag why;

	(void)dup2(STDIN_FILENO, STDOUT_FILENO);
	(void)dup2(STDIN_FILENO, STDERR_FILENO);
	/* The last one may have been killed, on a slow share again and again. */
	if (c->failed)
		atomicfile_sweep_path(&c->file);
	if (atomicfile_write_whole(&c->file, c->text, c->size, &why) == 0)
		return 0;
	/* Less than PIPE_BUF: whole, or not at all. */
	(void)fdio_write(c->pipe[1], &why, sizeof why);
	return 1;
}

/* Why the child ended with STATUS: by what it said, if it could. */
static void take_reason(struct background_copy *c, int status)
{
	struct diag said;
	size_t got;

	if (fdio_read(c->pipe[0], &said, sizeof said, &got) == 0 &&
	    got == sizeof said)
		c->why = said;
	else if (WIFSIGNALED(status))
		(void)diag_data(&c->why, "%s/%s: ended by signal %d",
		                c->file.dir, c->file.name,
		                WTERMSIG(status));
	else
		(void)diag_data(&c->why, "%s/%s: not written",
		                c->file.dir, c->file.name);
}

int background_copy_tend(struct background_copy *c, double now_s)
{
	int status = 0, failed = c->failed;

	switch (background_task_tend(&c->task, now_s, run, c, &status)) {
	case BACKGROUND_TASK_ENDED:
		c->failed = status != 0;
		if (c->failed)
			take_reason(c, status);
		break;
	case BACKGROUND_TASK_OVERDUE:
		c->failed = 1;
		(void)diag_data(&c->why,
		                "%s/%s: hangs: not written after "
		                "%.0f seconds",
		                c->file.dir, c->file.name,
		                BACKGROUND_TASK_PATIENCE_S);
		break;
	case BACKGROUND_TASK_NOT_BEGUN:
		c->failed = 1;
		(void)diag_system(&c->why, status, "%s/%s: fork",
		                  c->file.dir, c->file.name);
		break;
	default:
		break;
	}
	return c->failed && !failed ? -1 : 0;
}
