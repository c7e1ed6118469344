#ifndef VG_PROGRESS_H
#define VG_PROGRESS_H

#include <stdint.h>

#include "dataset/failure_log.h"
#include "dataset/inventory.h"
#include "estimate/estimate.h"
#include "plan/plan.h"

/* Coverage and estimate as text, for people and for machines. Pure. */

enum progress_status {
	PROGRESS_GOING,      /* the estimate's pace says how */
	PROGRESS_COMPLETE,   /* every file was hashed and matches */
	PROGRESS_INCOMPLETE, /* nobody works on it, and something is missing */
};

struct progress {
	const struct plan *plan;
	struct inventory_count count;
	enum progress_status status;
	int verifying;         /* all is there, and the files are hashed */
	struct estimate_report estimate;
	uint64_t in_flight;    /* samples that are not committed yet … */
	unsigned workers;      /* … of so many workers */
	double earlier_s;      /* that earlier runs worked */
	struct failure_log failures;
	uint64_t free_bytes;   /* on the disk; UINT64_MAX: unknown */
	unsigned copies, copies_failed;
	const char *copy_why;  /* of one of those */
	unsigned long commands, command_failures; /* of --exec */
	const char *command_why; /* of the last one */
	int64_t now_s;         /* seconds since 1970 */
};

/* "RUNNING" and the like. */
const char *progress_status_name(const struct progress *p);

/* Tenths of a percent, rounded down: 100.0 is only said of all. */
unsigned progress_permille(const struct progress *p);

/* Whether there is a finish to be told. */
int progress_eta_known(const struct progress *p);

#define PROGRESS_TEXT_MAX 4096

/* The text of PROGRESS.txt. */
void progress_page(const struct progress *p, char text[PROGRESS_TEXT_MAX]);

/* The same as one line of JSON, with its newline. */
void progress_json(const struct progress *p, char text[PROGRESS_TEXT_MAX]);

/* One line of less than 80 columns for a terminal, without a newline. */
void progress_line(const struct progress *p, char text[PROGRESS_TEXT_MAX]);

#endif
