/* Have ffmpeg write a video file. */
#include "run/movie.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/child.h"

#define URL_MAX (ATOMICFILE_PATH_MAX + ATOMICFILE_NAME_MAX + 128)

static const char *const suffixes[] = { ".mp4", ".gif" };

/* GIF: a palette for each frame, so that no frame waits in memory. */
static const char *const filters[] = {
	"pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white",
	"split[a][b];[a]palettegen=stats_mode=single[p];"
	"[b][p]paletteuse=new=1:dither=none",
};

static int has_suffix(const char *path, const char *suffix)
{
	size_t length = strlen(path), tail = strlen(suffix);

	return length > tail && strcmp(path + length - tail, suffix) == 0;
}

/* Open both ends of a pipe, to be closed by exec. */
static int open_pipe(int fd[2], struct diag *d)
{
	if (pipe(fd) != 0)
		return diag_system(d, errno, MOVIE_ENCODER ": pipe");
	for (int i = 0; i < 2; i++)
		(void)fcntl(fd[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* Start ffmpeg on the descriptor INPUT. */
static int start(struct movie *m, enum movie_kind kind, int input,
                 struct diag *d)
{
	char url[URL_MAX];
	const char *const argv[] = {
		MOVIE_ENCODER, "-loglevel", "error", "-y", "-f",
		"yuv4mpegpipe", "-i", "pipe:0", "-filter_complex",
		filters[kind], "-pix_fmt",
		kind == MOVIE_MP4 ? "yuv420p" : "pal8",
		kind == MOVIE_MP4 ? "-movflags" : "-loop",
		kind == MOVIE_MP4 ? "+faststart" : "0", "-f",
		suffixes[kind] + 1, url, NULL
	};
	struct child_setup setup = { .argv = argv, .input_fd = input,
		                     .report_fd = -1, .dies_with_us = 1 };
	pid_t child;

	(void)snprintf(url, sizeof url, "file:%s/%s", m->dir.path,
	               m->file.temporary);
	child = child_start(&setup, d);
	if (child < 0)
		return diag_more(d, "it is a package of its own");
	m->encoder = child;
	return 0;
}

int movie_begin(struct movie *m, const char *path, enum movie_kind kind,
                struct diag *d)
{
	struct atomicfile_path at;
	int fd[2], result;

	memset(m, 0, sizeof *m);
	m->path = path;
	m->dir.fd = m->file.fd = -1;
	if (!has_suffix(path, suffixes[kind]))
		return diag_invalid(d, "%s: the name must end in %s", path,
		                    suffixes[kind]);
	if (atomicfile_path_init(&at, path, d) != 0)
		return -1;
	atomicfile_sweep_path(&at);
	if (directory_open(&m->dir, at.dir, 0, d) != 0 ||
	    atomicfile_create(&m->file, &m->dir, at.name, d) != 0 ||
	    open_pipe(fd, d) != 0)
		return -1;
	result = start(m, kind, fd[0], d);
	(void)close(fd[0]);
	m->in = fdopen(fd[1], "w");
	if (m->in == NULL) {
		(void)close(fd[1]);
		return diag_system(d, errno, MOVIE_ENCODER);
	}
	return result;
}

/* Wait for ffmpeg. Returns its status as waitpid has it, or -1. */
static int wait_for(struct movie *m)
{
	int status = 0;
	pid_t got;

	do
		got = waitpid(m->encoder, &status, 0);
	while (got < 0 && errno == EINTR);
	m->encoder = 0;
	return got < 0 ? -1 : status;
}

int movie_end(struct movie *m, struct diag *d)
{
	FILE *in = m->in;
	int status;

	m->in = NULL;
	/* If ffmpeg has ended, its status tells more than a broken pipe. */
	if (fclose(in) != 0 && errno != EPIPE)
		return diag_system(d, errno, MOVIE_ENCODER ": write");
	status = wait_for(m);
	if (status != 0) {
		(void)diag_data(d, "%s: " MOVIE_ENCODER " failed", m->path);
		d->kind = DIAG_SYSTEM;
		return -1;
	}
	return atomicfile_replace(&m->file, d);
}

void movie_abandon(struct movie *m)
{
	if (m->encoder > 0) {
		child_signal(m->encoder, SIGKILL);
		(void)wait_for(m);
	}
	if (m->in != NULL)
		(void)fclose(m->in);
	atomicfile_abandon(&m->file);
	directory_close(&m->dir);
}
