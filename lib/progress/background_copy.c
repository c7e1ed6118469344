/* A file that is written in the background, by a child process. */
#include "progress/background_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fdio.h"
#include "progress/copy_target.h"

int background_copy_init(struct background_copy *c, const char *path,
                         const char *dataset, struct diag *d)
{
	struct atomicfile_path ignored;

	memset(c, 0, sizeof *c);
	c->path = path;
	c->dataset = dataset;
	c->pipe[0] = c->pipe[1] = -1;
	if (atomicfile_path_init(&ignored, path, d) != 0)
		return -1;
	if (pipe(c->pipe) != 0)
		return diag_system(d, errno, "%s: pipe", path);
	for (int i = 0; i < 2; i++)
		if (fcntl(c->pipe[i], F_SETFD, FD_CLOEXEC) != 0 ||
		    fcntl(c->pipe[i], F_SETFL, O_NONBLOCK) != 0)
			return diag_system(d, errno, "%s: pipe", path);
	c->checking = 1;
	background_task_due(&c->task);
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

/*
 * Check the file, and write it unless that is all. On a check, only a file that
 * must not be written is an error: other errors may have passed by the time of
 * writing. Returns 0, or -1 with a diag.
 */
static int check_and_write(const struct background_copy *c, struct diag *d)
{
	struct atomicfile_path file;

	if (copy_target_find(&file, c->path, c->dataset, d) != 0)
		return c->checking && d->kind != DIAG_INVALID ? 0 : -1;
	if (c->checking)
		return 0;
	/* The last one may have been killed, on a slow share again and again. */
	if (c->failed)
		atomicfile_sweep_path(&file);
	return copy_target_write(&file, c->text, c->size, d);
}

/* In the child. Who reads our output must not wait for it to close. */
static int run(void *context)
{
	const struct background_copy *c = context;
	struct diag why;

	(void)dup2(STDIN_FILENO, STDOUT_FILENO);
	(void)dup2(STDIN_FILENO, STDERR_FILENO);
	if (check_and_write(c, &why) == 0)
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
		(void)diag_data(&c->why, "%s: ended by signal %d", c->path,
		                WTERMSIG(status));
	else
		(void)diag_data(&c->why, "%s: not written", c->path);
}

int background_copy_tend(struct background_copy *c, double now_s)
{
	int status = 0, failed = c->failed;

	switch (background_task_tend(&c->task, now_s, run, c, &status)) {
	case BACKGROUND_TASK_ENDED:
		c->checking = 0;
		c->failed = status != 0;
		if (c->failed)
			take_reason(c, status);
		break;
	case BACKGROUND_TASK_OVERDUE:
		c->checking = 0;
		c->failed = 1;
		(void)diag_data(&c->why,
		                "%s: hangs: not written after %.0f seconds",
		                c->path, BACKGROUND_TASK_PATIENCE_S);
		break;
	case BACKGROUND_TASK_NOT_BEGUN:
		c->checking = 0;
		c->failed = 1;
		(void)diag_system(&c->why, status, "%s: fork", c->path);
		break;
	default:
		break;
	}
	return c->failed && !failed ? -1 : 0;
}
