/* Watch a run from outside: its files, its PROGRESS.txt, its memory. */
#include "run/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/directory.h"
#include "base/fdio.h"
#include "plan/plan.h"
#include "progress/progress_file.h"
#include "run/child.h"
#include "run/processes.h"

#define PAGE_MAX 8192
#define EVERY_S 0.1 /* between two looks */
/* New checkpoints are looked for more often, for rates: a hundredth second … */
#define COMMITS_EVERY_S 0.01
#define COMMITS_MAX 2000 /* … where there are no more of them */

int watch_begin(struct watch *w, const char *const *argv, const char *dir,
                const char *said, const struct plan *plan, uint64_t planned,
                double limit_s, struct diag *d)
{
	struct child_setup setup = { .argv = argv, .input_fd = -1,
		                     .dies_with_us = 1 };

	*w = (struct watch){ .dir = dir, .said = said, .plan = plan,
	                      .planned = planned,
		             .limit_s = limit_s };
	w->committed_s = calloc((size_t)planned, sizeof *w->committed_s);
	if (w->committed_s == NULL)
		return diag_system(d, ENOMEM, "watch");
	setup.report_fd = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND |
	                             O_NOFOLLOW | O_CLOEXEC, 0666);
	if (setup.report_fd < 0)
		return diag_system(d, errno, "%s: open", said);
	w->begun_s = clock_monotonic_s();
	w->child = child_start(&setup, d);
	(void)close(setup.report_fd);
	if (w->child < 0)
		w->child = 0;
	return w->child > 0 ? 0 : -1;
}

/* The time, without that in which the run was stopped. */
static double now_s(const struct watch *w)
{
	return clock_monotonic_s() - w->stopped_s;
}

/* The run, all of it, ends at once. */
static void kill_all(struct watch *w)
{
	struct diag ignored;

	if (w->child == 0)
		return;
	(void)processes_kill(w->child, &ignored);
	child_forget(w->child);
	w->child = 0;
}

void watch_end(struct watch *w)
{
	kill_all(w);
	free(w->look);
	free(w->committed_s);
	w->look = NULL;
	w->committed_s = NULL;
}

/* Whether the SIZE bytes at TEXT are a whole PROGRESS.txt. */
static int is_whole(const char *text, size_t size)
{
	static const char first[] = "Status:", last[] = "\nLast update: ";
	const char *end = text + size - 1, *line = end;

	if (size < 2 || *end != '\n' ||
	    strncmp(text, first, sizeof first - 1) != 0)
		return 0;
	while (line > text && line[-1] != '\n')
		line--;
	return line > text && end - line > 1 && end[-1] == 'Z' &&
	       strncmp(line - 1, last, sizeof last - 1) == 0;
}

static void see_page(const struct directory *dir, struct watch_look *look)
{
	char text[PAGE_MAX];
	struct diag ignored;
	int fd = directory_open_file(dir, PROGRESS_FILE_NAME, &ignored);
	size_t got = 0;

	look->page = 0;
	look->whole = 1;
	if (fd < 0)
		return;
	if (fdio_read(fd, text, sizeof text - 1, &got) == 0) {
		text[got] = '\0';
		look->page = digest64(text, got) | 1;
		look->whole = is_whole(text, got);
	}
	(void)close(fd);
}

/* Note when checkpoints appeared. Returns how many are there. */
static uint64_t see_checkpoints(struct watch *w, const struct directory *dir)
{
	char name[PLAN_NAME_MAX];
	uint64_t there = 0;
	struct stat st;

	for (uint64_t k = 0; k < w->planned; k++) {
		plan_checkpoint_name(w->plan, k, name);
		if (fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		there++;
		if (w->committed_s[k] == 0)
			w->committed_s[k] = now_s(w);
	}
	return there;
}

/* Pass the time until the next look. */
static void pause_between(struct watch *w)
{
	double until_s = clock_monotonic_s() + EVERY_S;
	struct directory dir = { .fd = -1 };
	struct diag ignored;
	int status;

	if (w->planned > COMMITS_MAX ||
	    directory_open(&dir, w->dir, 0, &ignored) != 0)
		clock_sleep(EVERY_S);
	else
		while (clock_monotonic_s() < until_s &&
		       !child_ended(w->child, &status)) {
			clock_sleep(COMMITS_EVERY_S);
			(void)see_checkpoints(w, &dir);
		}
	directory_close(&dir);
}

static void see_memory(const struct watch *w, struct watch_look *look)
{
	struct processes p;
	struct diag ignored;

	if (w->child > 0 && processes_of(&p, w->child, &ignored) == 0) {
		for (size_t i = 0; i < p.count; i++)
			look->kib += p.process[i].kib;
		processes_free(&p);
	}
}

int watch_once(struct watch *w, struct diag *d)
{
	struct watch_look look = { .at_s = now_s(w) - w->begun_s };
	struct directory dir = { .fd = -1 };
	struct diag not_yet;
	size_t n = w->looks;

	if (directory_open(&dir, w->dir, 0, &not_yet) == 0) {
		see_page(&dir, &look);
		look.checkpoints = see_checkpoints(w, &dir);
	}
	directory_close(&dir);
	see_memory(w, &look);
	if ((n & (n - 1)) == 0) {
		struct watch_look *more = realloc(
		    w->look, (n == 0 ? 1 : 2 * n) * sizeof *more);

		if (more == NULL)
			return diag_system(d, ENOMEM, "watch");
		w->look = more;
	}
	w->look[w->looks++] = look;
	return 0;
}

/* Ctrl-Z: the run stops too, and the time that this takes is not seen. */
static void stop_with(struct watch *w)
{
	double begun_s = clock_monotonic_s();

	child_signal(w->child, SIGTSTP);
	signals_stop_self();
	child_signal(w->child, SIGCONT);
	w->stopped_s += clock_monotonic_s() - begun_s;
}

int watch_until(struct watch *w, uint64_t checkpoints, const struct signals *s,
                struct diag *d)
{
	int number;

	while (w->child > 0) {
		int ended = child_ended(w->child, &w->status);

		if (watch_once(w, d) != 0)
			return -1;
		if (ended) {
			child_forget(w->child);
			w->child = 0;
			return 0;
		}
		if (w->look[w->looks - 1].checkpoints >= checkpoints)
			return 0;
		if (now_s(w) - w->begun_s > w->limit_s) {
			kill_all(w);
			w->status = WATCH_OVER;
			return 0;
		}
		pause_between(w);
		number = signals_take(s);
		if (number == SIGTSTP)
			stop_with(w);
		else if (number != 0)
			return number;
	}
	return 0;
}

struct measure_times watch_times(const struct watch *w)
{
	return (struct measure_times){ w->begun_s, w->committed_s, w->planned };
}
