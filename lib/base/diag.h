#ifndef VG_DIAG_H
#define VG_DIAG_H

/*
 * An error message, passed up to the tool, which reports it once.
 *
 * A function that can fail takes a struct diag, fills it in with one of the
 * functions below and returns -1. They all return -1, so that a caller can
 * write `return diag_data(d, ...)`.
 */

/* What is at fault. Each tool chooses the exit status for each kind. */
enum diag_kind {
	DIAG_INVALID, /* the request: options, values, operands */
	DIAG_DATA,    /* the data that were read */
	DIAG_SYSTEM,  /* the system: I/O, memory */
};

struct diag {
	enum diag_kind kind;
	int errnum;         /* from diag_system, else 0 */
	char message[1024]; /* one line, no tool name, no newline */
};

/* Report wrong data. Always returns -1. */
int diag_data(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Report an invalid request. Always returns -1. */
int diag_invalid(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Report that a system call failed with the errno value ERRNUM; ": " and its
 * text are appended, for a full quota with what to do. Always returns -1.
 */
int diag_system(struct diag *d, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Insert "CONTEXT: " before the message, for a caller that knows where the
 * error occurred. Always returns -1.
 */
int diag_within(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Append "; " and the formatted text to the message. Always returns -1. */
int diag_more(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Print "TOOL: message" as one line on stderr, as diag_say does, with '?' for
 * each byte that is not printable UTF-8.
 */
void diag_report(const struct diag *d, const char *tool);

/*
 * Print TEXT on stderr, as it is. A message that nobody can read is lost, which
 * is no failure: a closed pipe does not end the process, and a terminal that
 * stops writers in the background (stty tostop) does not stop it.
 */
void diag_say(const char *text);

#endif
