/* Wait for the processes of a run, and pass signals on to them. */
#include "run/supervise.h"

#include <unistd.h>

#include "base/clock.h"
#include "run/child.h"
#include "run/processes.h"

#define KILLED_S 1.0 /* from KILL until its effect is no longer waited for */

/* A run that is watched. */
struct watch {
	pid_t group, follower; /* 0: none */
	int signal_number;     /* that ended it, or 0 */
	double kill_s;         /* when what is left is killed; 0: not yet */
};

/* All of them stop, then this process; all go on when it does. */
static void stop_all(const struct watch *w)
{
	struct diag ignored;

	child_signal(w->group, SIGSTOP);
	/* GNU parallel gives its jobs groups of their own */
	(void)processes_stop(w->group, NULL, &ignored);
	if (w->follower > 0)
		child_signal(w->follower, SIGSTOP);
	signals_stop_self();
	processes_continue(w->group);
	child_signal(w->group, SIGCONT);
	if (w->follower > 0)
		child_signal(w->follower, SIGCONT);
}

/* A stopped process does not see TERM before it goes on. */
static void end_group(struct watch *w)
{
	child_signal(w->group, SIGTERM);
	child_signal(w->group, SIGCONT);
	if (w->kill_s == 0)
		w->kill_s = clock_monotonic_s() + SUPERVISE_GRACE_S;
}

static void take_signal(struct watch *w, const struct signals *s)
{
	int number = signals_take(s);

	if (number == SIGTSTP) {
		stop_all(w);
	} else if (number != 0) {
		w->signal_number = number;
		end_group(w);
	}
	if (w->kill_s > 0 && clock_monotonic_s() >= w->kill_s)
		child_signal(w->group, SIGKILL);
}

/* Wait until there is something to read or write, and do it. */
static int exchange(struct workers *w, const struct workers_setup *setup,
                    struct reports *r, struct diag *d)
{
	fd_set in, out;
	int end = r->fd + 1;

	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET((unsigned)r->fd, &in);
	if (w->ranges_fd >= 0) {
		FD_SET((unsigned)w->ranges_fd, &out);
		end = w->ranges_fd >= end ? w->ranges_fd + 1 : end;
	}
	if (signals_wait(end, &in, &out) == 0)
		return 0;
	if (w->ranges_fd >= 0 && FD_ISSET((unsigned)w->ranges_fd, &out))
		workers_feed(w, setup);
	return FD_ISSET((unsigned)r->fd, &in) ? reports_take(r, d) : 0;
}

/* Whether all that can be killed was, also what the engine left. */
static int is_over(const struct watch *w, int *status)
{
	return w->kill_s > 0 && clock_monotonic_s() >= w->kill_s + KILLED_S &&
	       child_ended(w->group, status);
}

int supervise_workers(struct workers *w, const struct workers_setup *setup,
                      struct reports *r, pid_t follower,
                      const struct signals *s, int *status, struct diag *d)
{
	struct watch watch = { .group = w->engine, .follower = follower };
	int result = 0;

	/*
	 * Every process of a worker has the pipe: its end is theirs. A daemon
	 * that left the group has it too, and is not waited for.
	 */
	while (r->fd >= 0 && result == 0 && !is_over(&watch, status)) {
		result = exchange(w, setup, r, d);
		take_signal(&watch, s);
		/* xargs does not wait for its other jobs when one ends it */
		if (watch.kill_s == 0 && child_ended(w->engine, status))
			end_group(&watch);
	}
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = -1;
	while (!child_ended(w->engine, status)) {
		(void)signals_wait(0, NULL, NULL);
		take_signal(&watch, s);
	}
	return result != 0 ? result : watch.signal_number;
}

int supervise_child(pid_t child, int keep, const struct signals *s,
                    int *status)
{
	struct watch watch = { .group = child };

	if (keep)
		child_signal(child, SIGCONT); /* somebody may have stopped it */
	while (!child_ended(child, status)) {
		int number;

		(void)signals_wait(0, NULL, NULL);
		number = signals_take(s);
		if (number == SIGTSTP) {
			stop_all(&watch);
		} else if (number != 0) {
			watch.signal_number = number;
			if (!keep)
				end_group(&watch);
			else if (watch.kill_s == 0)
				watch.kill_s =
				    clock_monotonic_s() + SUPERVISE_GRACE_S;
		}
		if (watch.kill_s > 0 && clock_monotonic_s() >= watch.kill_s)
			child_signal(child, SIGKILL);
	}
	child_forget(child);
	return watch.signal_number;
}
