#ifndef VG_REPORTER_H
#define VG_REPORTER_H

#include "base/diag.h"
#include "progress/facts.h"
#include "progress/live_line.h"
#include "progress/monitor.h"
#include "progress/preview.h"
#include "progress/publisher.h"
#include "progress/report_text.h"

/*
 * Tells what a monitor sees in every form that was asked for: PROGRESS.txt and
 * its copies, a web page, JSON on standard output, a live line. It makes facts
 * and rows for all of them, and delivers through the publisher.
 */

struct reporter_request {
	struct publisher_request publish;
	uint64_t every_s; /* write at least this often */
	int json, quiet;
};

struct reporter {
	const struct reporter_request *request; /* borrowed */
	const struct monitor *monitor;          /* borrowed */
	struct publisher publisher;
	struct live_line line;
	const char *look_why; /* as of facts_trouble; set by the caller */
	double written_s;     /* the last update, steady; 0: none yet … */
	enum facts_status written_status; /* … and what it said */
	char text[REPORT_TEXT_MAX];       /* lent to the publisher */
	char *page;                       /* owned, lent to the publisher */
	struct preview preview;
};

/*
 * Begin to tell what M sees, as R asks for; both must outlive T, zeroed, which
 * must not move. Returns 0, or -1 with a diag. Release with reporter_close in
 * either case.
 */
int reporter_open(struct reporter *t, const struct reporter_request *r,
                  const struct monitor *m, struct diag *d);
void reporter_close(struct reporter *t);

/* What is known after a look. The facts borrow from T and its monitor. */
struct facts reporter_facts(const struct reporter *t);

/* Whether it is time to write again, though nothing may have happened. */
int reporter_is_due(const struct reporter *t);

/*
 * Write every form but the live line. What cannot be written, publisher_tend
 * reports. Returns 0, or -1 with a diag when that was standard output, or memory
 * is short.
 */
int reporter_write(struct reporter *t, struct diag *d);

/*
 * The same when the watch ends with an error: JSON is left out, and what fails
 * is not reported.
 */
void reporter_write_end(struct reporter *t);

/* Tell in PROGRESS.txt of trouble that came after the last update. */
void reporter_amend(struct reporter *t);

/* Show the live line. LAST: it is the last one. */
void reporter_show(struct reporter *t, int last);

#endif
