#ifndef VG_CHILD_H
#define VG_CHILD_H

#include <sys/types.h>

#include "base/diag.h"

/* Programs that a run starts, each in a process group of its own. */

#define CHILD_REPORT_FD 3 /* on which workers report; see reports.h */

struct child_setup {
	const char *const *argv; /* argv[0] is looked up in PATH; NULL ends */
	int input_fd;  /* its standard input; -1: /dev/null */
	int report_fd; /* its descriptor CHILD_REPORT_FD and its standard
	                  output and error; -1: it keeps ours */
	int dies_with_us; /* it gets TERM when we die, where the system can */
};

/*
 * Start a program as the leader of a new process group, with SIGPIPE and
 * SIGCHLD as usual, no signal blocked, and SIGTTOU ignored, so that a message
 * to a terminal with tostop does not stop it. Returns its process number, or
 * -1 with a diag, also when the program is not found.
 */
pid_t child_start(const struct child_setup *setup, struct diag *d);

/* Signal all of CHILD's process group. Errors are ignored. */
void child_signal(pid_t child, int signal_number);

/*
 * See whether CHILD has ended. Returns 1 and its exit status, or 128 and the
 * number of the signal that killed it, in *STATUS; 0 while it lives. Until
 * child_forget, its number is not used again.
 */
int child_ended(pid_t child, int *status);

/* Release the number of CHILD, which has ended. */
void child_forget(pid_t child);

#endif
