/* Start programs in process groups of their own, and see them end. */
#include "run/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <unistd.h>

#include "base/fdio.h"

#define NOT_STARTED 127

static void reset_signals(void)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	struct sigaction ignored = { .sa_handler = SIG_IGN };
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigaction(SIGPIPE, &usual, NULL);
	(void)sigaction(SIGCHLD, &usual, NULL);
	(void)sigaction(SIGTTOU, &ignored, NULL);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: put the descriptors in place. Returns 0 or an errno value. */
static int place_descriptors(const struct child_setup *setup)
{
	int in = setup->input_fd >= 0 ? setup->input_fd
	                              : open("/dev/null", O_RDONLY);

	if (in < 0 || dup2(in, STDIN_FILENO) < 0)
		return errno;
	if (setup->report_fd < 0)
		return 0;
	if (dup2(setup->report_fd, STDOUT_FILENO) < 0 ||
	    dup2(setup->report_fd, STDERR_FILENO) < 0 ||
	    dup2(setup->report_fd, CHILD_REPORT_FD) < 0)
		return errno;
	/* dup2 to itself would leave it to be closed by exec */
	if (setup->report_fd == CHILD_REPORT_FD)
		(void)fcntl(CHILD_REPORT_FD, F_SETFD, 0);
	return 0;
}

/* In the child: become the program, or tell ERRORS why not. */
static void become(const struct child_setup *setup, int errors)
{
	int error;

	(void)setpgid(0, 0);
	reset_signals();
#ifdef __linux__
	if (setup->dies_with_us)
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	error = place_descriptors(setup);
	if (error == 0) {
		/* execvp takes char *const *, and does not change them */
		(void)execvp(setup->argv[0], (char *const *)setup->argv);
		error = errno;
	}
	(void)fdio_write(errors, &error, sizeof error);
	_exit(NOT_STARTED);
}

/*
 * A pipe that exec closes, both ends above CHILD_REPORT_FD, where they are
 * not overwritten. Returns 0 or an errno value.
 */
static int open_error_pipe(int fd[2])
{
	int low[2];

	fd[0] = fd[1] = -1;
	if (pipe(low) != 0)
		return errno;
	for (int i = 0; i < 2; i++)
		fd[i] = fcntl(low[i], F_DUPFD_CLOEXEC, CHILD_REPORT_FD + 1);
	(void)close(low[0]);
	(void)close(low[1]);
	if (fd[0] >= 0 && fd[1] >= 0)
		return 0;
	for (int i = 0; i < 2; i++)
		if (fd[i] >= 0)
			(void)close(fd[i]);
	return EMFILE;
}

pid_t child_start(const struct child_setup *setup, struct diag *d)
{
	int errors[2], error = open_error_pipe(errors);
	size_t got = 0;
	pid_t child;

	if (error != 0)
		return diag_system(d, error, "%s: start", setup->argv[0]);
	child = fork();
	if (child == 0)
		become(setup, errors[1]);
	error = errno;
	(void)close(errors[1]);
	if (child > 0) {
		int told;

		(void)setpgid(child, child); /* whoever comes first */
		error = 0;
		if (fdio_read(errors[0], &told, sizeof told, &got) == 0 &&
		    got == sizeof told)
			error = told;
	}
	(void)close(errors[0]);
	if (child > 0 && error != 0)
		child_forget(child);
	if (child < 0 || error != 0)
		return diag_system(d, error, "%s: start", setup->argv[0]);
	return child;
}

void child_signal(pid_t child, int signal_number)
{
	(void)kill(-child, signal_number);
}

int child_ended(pid_t child, int *status)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) !=
	        0 || info.si_pid == 0)
		return 0;
	*status = info.si_code == CLD_EXITED ? info.si_status
	                                     : 128 + info.si_status;
	return 1;
}

void child_forget(pid_t child)
{
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}
