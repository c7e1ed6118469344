#ifndef VG_DIAG_H
#define VG_DIAG_H

/*
 * What went wrong, carried up to the tool that reports it once.
 *
 * A function that can fail takes a struct diag and returns -1 after filling
 * it in through one of the functions below, which all return -1 so that the
 * place that noticed can write `return diag_data(d, ...)`.
 */

/* The exit statuses of every tool. */
enum diag_status {
	DIAG_DONE = 0,   /* done; the answer is yes */
	DIAG_DATA = 1,   /* the data are wrong, or the answer is no */
	DIAG_USAGE = 2,  /* the command line is wrong */
	DIAG_SYSTEM = 3, /* the system failed: I/O, memory */
};

struct diag {
	enum diag_status status;
	int errnum;         /* of diag_system, else 0 */
	char message[1024]; /* one line, no tool name, no newline */
};

/* The data are wrong. Always returns -1. */
int diag_data(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The command line is wrong. Always returns -1. */
int diag_usage(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * A system call failed with ERRNUM (an errno value), whose text is added
 * after ": ". Always returns -1.
 */
int diag_system(struct diag *d, int errnum, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Put "CONTEXT: " before the message, for a caller that knows where the
 * thing that failed stands. Always returns -1.
 */
int diag_within(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Put "; " and more after the message. Always returns -1. */
int diag_more(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Print "TOOL: message" as one line on stderr, control characters replaced
 * by '?', and return the exit status. Call it once, at the end of main.
 */
int diag_report(const struct diag *d, const char *tool);

#endif
