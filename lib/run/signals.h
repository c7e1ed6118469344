#ifndef VG_SIGNALS_H
#define VG_SIGNALS_H

#include <signal.h>
#include <sys/select.h>

/*
 * The signals that end or stop a run, taken one at a time in its loop instead
 * of in handlers: while a run goes on they are blocked, and looked for.
 * Signals that were ignored when the program began (nohup, a shell's
 * background job) stay ignored.
 */

#define SIGNALS_WAIT_S 0.05 /* how late a signal is seen, at most */

struct signals {
	sigset_t taken;  /* the blocked ones */
	sigset_t before; /* the mask at the beginning */
};

/* Block the signals. Restore the mask with signals_end. */
void signals_begin(struct signals *s);
void signals_end(const struct signals *s);

/*
 * Take a signal that has arrived: HUP, INT, QUIT or TERM, which ask to end,
 * or TSTP. Returns its number, or 0.
 */
int signals_take(const struct signals *s);

/*
 * Wait until a descriptor in READ or WRITE, which may be NULL and are below
 * END, is ready, a child ends, or SIGNALS_WAIT_S have passed. Returns how
 * many are ready; the others are taken out of the sets.
 */
int signals_wait(int end, fd_set *read, fd_set *write);

/*
 * Stop this process, until SIGCONT; nothing where no shell could continue it.
 */
void signals_stop_self(void);

/* Die by signal NUMBER, as if it had not been taken: a shell's loop ends. */
void signals_die(int number);

#endif
