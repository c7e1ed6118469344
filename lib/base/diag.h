#ifndef VG_DIAG_H
#define VG_DIAG_H

/*
 * What went wrong, carried up to the tool that reports it once.
 *
 * A function that can fail takes a struct diag and returns -1 after filling
 * it in through one of the functions below, which all return -1 so that the
 * place that noticed can write `return diag_data(d, ...)`.
 */

/* What was wrong. Which exit status that comes to is the tool's to choose. */
enum diag_kind {
	DIAG_INVALID, /* what was asked for */
	DIAG_DATA,    /* the data that were read */
	DIAG_SYSTEM,  /* the system failed: I/O, memory */
};

struct diag {
	enum diag_kind kind;
	int errnum;         /* of diag_system, else 0 */
	char message[1024]; /* one line, no tool name, no newline */
};

/* The data are wrong. Always returns -1. */
int diag_data(struct diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What was asked for is invalid. Always returns -1. */
int diag_invalid(struct diag *d, const char *format, ...)
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
 * by '?'. Call it once, at the end of main.
 */
void diag_report(const struct diag *d, const char *tool);

#endif
