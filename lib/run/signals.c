/* Take signals in a loop rather than in handlers. */
#include "run/signals.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };
#define ENDING (sizeof ending / sizeof *ending)

/* Only there to wake pselect; what ended is asked for afterwards. */
static void wake(int number)
{
	(void)number;
}

static int is_ignored(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 &&
	       now.sa_handler == SIG_IGN;
}

void signals_begin(struct signals *s)
{
	struct sigaction child = { .sa_handler = wake };
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t blocked;

	(void)sigemptyset(&s->taken);
	for (size_t i = 0; i < ENDING; i++)
		if (!is_ignored(ending[i]))
			(void)sigaddset(&s->taken, ending[i]);
	blocked = s->taken;
	(void)sigaddset(&blocked, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &blocked, &s->before);
	(void)sigaction(SIGCHLD, &child, NULL);
	/* a blocked signal that is ignored may get lost */
	for (size_t i = 0; i < ENDING; i++)
		if (sigismember(&s->taken, ending[i]) == 1)
			(void)sigaction(ending[i], &usual, NULL);
}

void signals_end(const struct signals *s)
{
	(void)sigprocmask(SIG_SETMASK, &s->before, NULL);
}

int signals_take(const struct signals *s)
{
	sigset_t pending, one;
	int number;

	if (sigpending(&pending) != 0)
		return 0;
	for (size_t i = 0; i < ENDING; i++) {
		if (sigismember(&s->taken, ending[i]) != 1 ||
		    sigismember(&pending, ending[i]) != 1)
			continue;
		(void)sigemptyset(&one);
		(void)sigaddset(&one, ending[i]);
		return sigwait(&one, &number) == 0 ? number : 0;
	}
	return 0;
}

int signals_wait(int end, fd_set *read, fd_set *write)
{
	struct timespec t = { .tv_nsec = (long)(SIGNALS_WAIT_S * 1e9) };
	sigset_t mask;
	int ready;

	(void)sigprocmask(SIG_BLOCK, NULL, &mask);
	(void)sigdelset(&mask, SIGCHLD);
	ready = pselect(end, read, write, NULL, &t, &mask);
	if (ready > 0)
		return ready;
	if (read != NULL)
		FD_ZERO(read);
	if (write != NULL)
		FD_ZERO(write);
	return 0;
}

void signals_stop_self(void)
{
	sigset_t one;

	/*
	 * Not STOP: without a shell to continue it, in "ssh -t host vg-run",
	 * Ctrl-Z must do nothing, as TSTP does then.
	 */
	(void)sigemptyset(&one);
	(void)sigaddset(&one, SIGTSTP);
	(void)raise(SIGTSTP);
	(void)sigprocmask(SIG_UNBLOCK, &one, NULL);
	(void)sigprocmask(SIG_BLOCK, &one, NULL);
}

void signals_die(int number)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t one;

	(void)sigaction(number, &usual, NULL);
	(void)sigemptyset(&one);
	(void)sigaddset(&one, number);
	(void)raise(number);
	(void)sigprocmask(SIG_UNBLOCK, &one, NULL);
}
