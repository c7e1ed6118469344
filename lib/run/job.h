#ifndef VG_JOB_H
#define VG_JOB_H

#include <stddef.h>
#include <stdio.h>

#include "base/diag.h"
#include "plan/plan.h"

/*
 * The program that makes ranges, called with DIR ROOM RANGE... A script of the
 * shell is read once, so that a run goes on with it if it is edited meanwhile.
 * Ours calls RENDERER, a command of the shell, for the records, or vg-render.
 */

#define JOB_PATH_MAX 4096
#define JOB_ARGUMENTS_MAX 4

struct job {
	char path[JOB_PATH_MAX];
	int is_script; /* of the shell; its text is in the environment */
	const char *renderer; /* borrowed, or NULL: vg-render */
};

/*
 * Let J render with the command RENDERER, or with vg-render if that is NULL, what
 * ASKED plans. Returns 0, or -1 with an invalid-input diag: it is another
 * renderer's plan, and who renders it is not known.
 */
int job_render_with(struct job *j, const char *renderer,
                    const struct plan *asked, struct diag *d);

/*
 * Find the program NAME, in PATH unless it has a slash. Returns 0, or -1 with a
 * diag.
 */
int job_open(struct job *j, const char *name, struct diag *d);

/*
 * The words that call it for the dataset in DIR, borrowed, into ARGV; ROOM and
 * the ranges follow. Returns how many, or -1 with a diag. What they need is in
 * the environment until the next call.
 */
int job_words(const struct job *j, const char *dir,
              const char *argv[JOB_ARGUMENTS_MAX], struct diag *d);

/*
 * Print the command that rehearses the run with command line ARGV, whose job
 * is J, for people to copy.
 */
void job_print_command(FILE *out, const struct job *j, char *const *argv);

/* Find NAME as the shell does, its path into PATH. Returns 0 or -1. */
int job_find(const char *name, char path[JOB_PATH_MAX]);

#endif
