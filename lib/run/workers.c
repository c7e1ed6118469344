/* Start an engine that runs jobs, and write it the ranges to be made. */
#include "run/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include "base/fdio.h"
#include "run/child.h"

/*
 * A job gets at most so many samples, some tens of milliseconds of work, and at
 * most this share of a worker's: so none works on long after the others.
 */
#define JOB_SAMPLES 500
#define JOB_SHARE 16
#define ARGUMENTS_MAX 32

const char *workers_engine_name(enum workers_engine engine)
{
	return engine == WORKERS_PARALLEL ? "parallel" : "xargs";
}

/* How many ranges a job gets. */
static uint64_t ranges_each(const struct workers_setup *s)
{
	uint64_t each = s->checkpoints / (JOB_SHARE * s->jobs);

	if (each > JOB_SAMPLES / s->plan->interval)
		each = JOB_SAMPLES / s->plan->interval;
	return each > 0 ? each : 1;
}

/* Add the words at MORE, which a NULL ends. */
static void add(const char **argv, size_t *n, const char *const *more)
{
	while (*more != NULL)
		argv[(*n)++] = *more++;
}

static pid_t start_engine(const struct workers_setup *s, int ranges,
                          int reports, struct diag *d)
{
	char jobs[32], each[32], room[32];
	const char *const xargs[] = { "xargs", "-P", jobs, "-n", each, NULL };
	/* --plain: not what $PARALLEL and ~/.parallel/config ask for */
	const char *const parallel[] = { "parallel", "--plain", "--will-cite",
		                         "--no-notice", "-u", "--halt",
		                         "soon,fail=3", "-j", jobs, "-n", each,
		                         "--quote", NULL };
	const char *const last[] = { room, NULL };
	const char *argv[ARGUMENTS_MAX] = { NULL };
	struct child_setup child = { .argv = argv, .input_fd = ranges,
		                     .report_fd = reports };
	const char *words[JOB_ARGUMENTS_MAX + 1] = { NULL };
	size_t n = 0;

	if (job_words(s->job, s->dir, words, d) < 0)
		return -1;
	(void)snprintf(jobs, sizeof jobs, "%" PRIu64, s->jobs);
	(void)snprintf(each, sizeof each, "%" PRIu64, ranges_each(s));
	(void)snprintf(room, sizeof room, "%.0f", s->room_bytes);
	add(argv, &n, s->engine == WORKERS_PARALLEL ? parallel : xargs);
	add(argv, &n, words);
	add(argv, &n, last);
	return child_start(&child, d);
}

static void close_both(const int fd[2])
{
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* A pipe of descriptors that exec closes. Returns 0 or an errno value. */
static int open_pipe(int fd[2])
{
	if (pipe(fd) != 0)
		return errno;
	/* select() knows no others; a parent may have left us a thousand */
	if (fd[0] >= FD_SETSIZE || fd[1] >= FD_SETSIZE) {
		close_both(fd);
		return EMFILE;
	}
	for (int i = 0; i < 2; i++)
		(void)fcntl(fd[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

static void unblock(int fd)
{
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

int workers_start(struct workers *w, const struct workers_setup *setup,
                  struct diag *d)
{
	int ranges[2], reports[2];
	int error = open_pipe(ranges);

	*w = (struct workers){ .ranges_fd = -1, .reports_fd = -1 };
	if (error == 0) {
		error = open_pipe(reports);
		if (error != 0)
			close_both(ranges);
	}
	if (error != 0)
		return diag_system(d, error, "start workers: pipe");
	w->engine = start_engine(setup, ranges[0], reports[1], d);
	(void)close(ranges[0]);
	(void)close(reports[1]);
	if (w->engine < 0) {
		(void)close(ranges[1]);
		(void)close(reports[0]);
		w->engine = 0;
		return -1;
	}
	w->ranges_fd = ranges[1];
	w->reports_fd = reports[0];
	unblock(w->ranges_fd);
	unblock(w->reports_fd);
	return 0;
}

/* Put the next range into TEXT. Returns 0 when there is none. */
static int take_next(struct workers *w, const struct workers_setup *s)
{
	if (w->next == s->checkpoints)
		return 0;
	range_format(plan_checkpoint_range(s->plan, s->checkpoint[w->next++]),
	             w->text);
	w->left = strlen(w->text);
	w->text[w->left++] = '\n';
	return 1;
}

void workers_feed(struct workers *w, const struct workers_setup *setup)
{
	size_t length;
	ssize_t n;

	while (w->ranges_fd >= 0) {
		if (w->left == 0 && !take_next(w, setup))
			break;
		length = (size_t)((char *)memchr(w->text, '\n',
		                                 sizeof w->text) - w->text) + 1;
		n = write(w->ranges_fd, w->text + length - w->left, w->left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n < 0)
			break; /* the engine has ended: that is seen elsewhere */
		w->left -= (size_t)n;
	}
	if (w->ranges_fd >= 0)
		(void)close(w->ranges_fd);
	w->ranges_fd = -1;
}

void workers_end(struct workers *w)
{
	if (w->ranges_fd >= 0)
		(void)close(w->ranges_fd);
	child_forget(w->engine);
	w->ranges_fd = -1;
	w->engine = 0;
}
