/* Find the program that makes ranges, and keep its text. */
#include "run/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fdio.h"
#include "base/text.h"

#define TEXT_MAX_BYTES 65536 /* of a script: a variable has room for it */
/*
 * The job and its directory are given by the environment: ps shows arguments,
 * which are to be short, and GNU parallel replaces braces in them. A command
 * that dies of a signal would end xargs; 255 is to end it.
 */
#define TEXT "VG_RUN_TEXT"
#define JOB "VG_RUN_JOB"
#define DIR_OF "VG_RUN_DIR"
#define RENDERER "VG_RUN_RENDERER" /* which render_ranges.sh reads */
#define RUN_TEXT "set -- \"$" DIR_OF "\" \"$@\"; eval \"$" TEXT "\""
#define RUN_JOB \
	"\"$" JOB "\" \"$" DIR_OF "\" \"$@\" || " \
	"exit $(($? > 128 && $? < 255 ? 1 : $?))"

static int is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

int job_find(const char *name, char path[JOB_PATH_MAX])
{
	const char *search = getenv("PATH");
	int n;

	if (strchr(name, '/') != NULL) {
		n = snprintf(path, JOB_PATH_MAX, "%s", name);
		return n < JOB_PATH_MAX && is_program(path) ? 0 : -1;
	}
	while (search != NULL) {
		size_t length = strcspn(search, ":");

		n = snprintf(path, JOB_PATH_MAX, "%.*s/%s",
		             length > 0 ? (int)length : 1,
		             length > 0 ? search : ".", name);
		if (n > 0 && n < JOB_PATH_MAX && is_program(path))
			return 0;
		search = search[length] == ':' ? search + length + 1 : NULL;
	}
	return -1;
}

/* Read the file FD, if it is a script of the shell. Returns 0 or an errno. */
static int read_script(int fd, char **text)
{
	static const char first[] = "#!/bin/sh\n";
	size_t got = 0;
	int error;

	*text = malloc(TEXT_MAX_BYTES);
	if (*text == NULL)
		return ENOMEM;
	error = fdio_read(fd, *text, TEXT_MAX_BYTES - 1, &got);
	(*text)[got] = '\0';
	if (error == 0 && got < TEXT_MAX_BYTES - 1 && strlen(*text) == got &&
	    strncmp(*text, first, strlen(first)) == 0)
		return 0;
	free(*text);
	*text = NULL;
	return error;
}

int job_open(struct job *j, const char *name, struct diag *d)
{
	char *text = NULL;
	int fd, error;

	j->is_script = 0;
	j->renderer = NULL;
	if (job_find(name, j->path) != 0)
		return diag_system(d, ENOENT, "%s: not found; install it, or "
		                   "run make first", name);
	fd = open(j->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0; /* a program may be executable and not readable */
	error = read_script(fd, &text);
	(void)close(fd);
	j->is_script = text != NULL;
	if (error == 0 && text != NULL && setenv(TEXT, text, 1) != 0)
		error = errno;
	free(text);
	return error == 0 ? 0 : diag_system(d, error, "%s: read", j->path);
}

int job_words(const struct job *j, const char *dir,
              const char *argv[JOB_ARGUMENTS_MAX], struct diag *d)
{
	if (setenv(JOB, j->path, 1) != 0 || setenv(DIR_OF, dir, 1) != 0 ||
	    (j->renderer != NULL ? setenv(RENDERER, j->renderer, 1)
	                         : unsetenv(RENDERER)) != 0)
		return diag_system(d, errno, "%s: start", j->path);
	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = j->is_script ? RUN_TEXT : RUN_JOB;
	argv[3] = "vg-render-ranges";
	return 4;
}

static int ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length > tail && strcmp(text + length - tail, end) == 0;
}

static const char source[] = "/render_ranges.sh"; /* our job, not installed */

/* Whether it is our own job, which can call any renderer. */
static int is_ours(const struct job *j)
{
	return ends_with(j->path, source) ||
	       ends_with(j->path, "/vg-render-ranges");
}

int job_render_with(struct job *j, const char *renderer,
                    const struct plan *asked, struct diag *d)
{
	if (plan_is_ours(asked))
		return 0;
	j->renderer = renderer;
	if (renderer != NULL || !is_ours(j))
		return 0;
	return diag_invalid(d, "the plan's renderer is %s; give the command "
	                    "that runs it with --renderer", asked->renderer);
}

void job_print_command(FILE *out, const struct job *j, char *const *argv)
{
	char word[JOB_PATH_MAX], path[JOB_PATH_MAX + 16] = "vg-rehearse";
	struct text t;

	/* a script of the source tree, called by generate.sh beside it */
	if (ends_with(j->path, source))
		(void)snprintf(path, sizeof path, "%.*s/rehearse.sh",
		               (int)(strlen(j->path) - strlen(source)),
		               j->path);
	text_begin(&t, word, sizeof word);
	text_put_shell(&t, path);
	(void)fputs(word, out);
	for (argv++; *argv != NULL; argv++) {
		if (is_ours(j) && strcmp(*argv, "--job") == 0 && argv[1] != NULL) {
			argv++;
			continue;
		}
		text_begin(&t, word, sizeof word);
		text_put_shell(&t, *argv);
		(void)fprintf(out, " %s", word);
	}
	(void)fputc('\n', out);
}
