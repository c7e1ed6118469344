/* Have ffmpeg write a video file. */
#include "run/movie.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "run/child.h"

#define URL_MAX (ATOMICFILE_PATH_MAX + ATOMICFILE_NAME_MAX + 128)

/*
 * MP4: what browsers play, with the colours of y4m.h. GIF: a palette for each
 * frame, so that no frame waits in memory.
 */
static const struct recipe {
	const char *suffix, *format, *filter;
	const char *options[13]; /* of the file; then NULL */
} recipes[] = {
	{ ".mp4", "mp4", "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white",
	  { "-c:v", "libx264", "-pix_fmt", "yuv420p", "-colorspace",
	    "smpte170m", "-color_primaries", "bt709", "-color_trc",
	    "iec61966-2-1", "-movflags", "+faststart", NULL } },
	{ ".gif", "gif",
	  "split[a][b];[a]palettegen=stats_mode=single[p];"
	  "[b][p]paletteuse=new=1:dither=none",
	  { "-loop", "0", NULL } },
};

/* Open both ends of a pipe, to be closed by exec. */
static int open_pipe(int fd[2], struct diag *d)
{
	if (pipe(fd) != 0)
		return diag_system(d, errno, MOVIE_ENCODER ": pipe");
	for (int i = 0; i < 2; i++)
		(void)fcntl(fd[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* Start ffmpeg on the descriptor INPUT. It ends at the first error. */
static int start(struct movie *m, const struct recipe *how, int input,
                 struct diag *d)
{
	char url[URL_MAX];
	const char *argv[32] = { MOVIE_ENCODER, "-loglevel", "error",
		                 "-xerror", "-y", "-f", "yuv4mpegpipe", "-i",
		                 "pipe:0", "-filter_complex", how->filter };
	struct child_setup setup = { .argv = argv, .input_fd = input,
		                     .report_fd = -1, .dies_with_us = 1 };
	size_t n = 11;
	pid_t child;

	(void)snprintf(url, sizeof url, "file:%s/%s", m->dir.path,
	               m->file.temporary);
	for (size_t i = 0; how->options[i] != NULL; i++)
		argv[n++] = how->options[i];
	argv[n++] = "-f";
	argv[n++] = how->format;
	argv[n] = url;
	child = child_start(&setup, d);
	if (child < 0)
		return diag_more(d, "it is a package of its own");
	m->encoder = child;
	return 0;
}

int movie_begin(struct movie *m, const char *path, enum movie_kind kind,
                struct diag *d)
{
	const struct recipe *how = &recipes[kind];
	int fd[2], result;

	memset(m, 0, sizeof *m);
	m->name = path;
	m->dir.fd = m->file.fd = -1;
	if (!text_ends_with(path, how->suffix))
		return diag_invalid(d, "%s: the name must end in %s", path,
		                    how->suffix);
	if (atomicfile_path_init(&m->path, path, d) != 0)
		return -1;
	atomicfile_sweep_path(&m->path);
	if (directory_open(&m->dir, m->path.dir, 0, d) != 0 ||
	    atomicfile_create(&m->file, &m->dir, m->path.name, d) != 0 ||
	    open_pipe(fd, d) != 0)
		return -1;
	result = start(m, how, fd[0], d);
	(void)close(fd[0]);
	m->in = fdopen(fd[1], "w");
	if (m->in == NULL) {
		(void)close(fd[1]);
		return diag_system(d, errno, MOVIE_ENCODER);
	}
	return result;
}

/* Wait for ffmpeg. Returns whether it says that all is well. */
static int succeeded(struct movie *m)
{
	int status = 0;
	pid_t got;

	do
		got = waitpid(m->encoder, &status, 0);
	while (got < 0 && errno == EINTR);
	m->encoder = 0;
	return got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int movie_end(struct movie *m, struct diag *d)
{
	int whole = !ferror(m->in);

	/* What ffmpeg says of its failure tells more than a broken pipe. */
	whole &= fclose(m->in) == 0;
	m->in = NULL;
	whole &= succeeded(m);
	if (!whole) {
		(void)diag_data(d, "%s: " MOVIE_ENCODER " failed", m->name);
		d->kind = DIAG_SYSTEM;
		return -1;
	}
	atomicfile_keep_mode(&m->file);
	return atomicfile_replace(&m->file, d);
}

void movie_abandon(struct movie *m)
{
	if (m->encoder > 0) {
		child_signal(m->encoder, SIGKILL);
		child_forget(m->encoder);
	}
	if (m->in != NULL)
		(void)fclose(m->in);
	atomicfile_abandon(&m->file);
	directory_close(&m->dir);
}
