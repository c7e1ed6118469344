#ifndef VG_FACTS_H
#define VG_FACTS_H

#include <stdint.h>

#include "dataset/failure_log.h"
#include "dataset/inventory.h"
#include "estimate/timeline.h"

/*
 * Everything that is known of a followed dataset at one look. monitor_facts
 * fills it; from then on it is constant, and whatever is said of the dataset
 * is made from it. Pure.
 */

enum facts_status {
	FACTS_STARTING,   /* nothing was made yet in this run */
	FACTS_RUNNING,
	FACTS_SLOWING,    /* now below 3/4 of the run's rate */
	FACTS_STALLED,    /* no progress any more */
	FACTS_COMPLETE,   /* every file was hashed and matches */
	FACTS_INCOMPLETE, /* the workers are gone, and something is missing */
};

/* What went wrong with telling others; the reasons are borrowed. */
struct facts_trouble {
	unsigned copies, copies_failed;
	const char *copy_why;    /* of the first of those that failed */
	unsigned long commands, command_failures;
	const char *command_why; /* of the last failure */
};

#define FACTS_UNKNOWN_BYTES UINT64_MAX

struct facts {
	int64_t now_s; /* of this look, seconds since 1970 */
	enum facts_status status;
	uint64_t samples, samples_planned;
	uint64_t in_flight; /* samples that are not committed yet … */
	unsigned workers;   /* … of so many workers */
	uint64_t checkpoints, checkpoints_planned;
	uint64_t last;      /* the newest checkpoint, if there is one … */
	int64_t last_s;     /* … and when it was committed */
	int verifying;      /* all is present, and the files are hashed: … */
	uint64_t verified;  /* … so many already */
	int rate_known;
	double rate_now, rate_run; /* samples a second; 0 when unknown */
	double elapsed_run_s, elapsed_all_s;
	int eta_known;
	double eta_low_s, eta_likely_s, eta_high_s; /* from now_s */
	struct failure_log failures;
	uint64_t bytes_written;
	uint64_t bytes_free; /* on the disk, or FACTS_UNKNOWN_BYTES */
	struct facts_trouble trouble;
	const struct inventory *inventory; /* borrowed */
	const struct timeline *timeline;   /* borrowed; seconds since 1970 */
};

/* "RUNNING" and the like. */
const char *facts_status_name(enum facts_status status);

/* Whether nothing more will come: COMPLETE or INCOMPLETE. */
int facts_ended(const struct facts *f);

/* Tenths of a percent, rounded down: 1000 only when nothing is missing. */
unsigned facts_permille(const struct facts *f);

/*
 * Bytes still to be written, in proportion to those present; negative when
 * nothing is present to tell by.
 */
double facts_bytes_needed(const struct facts *f);

/* Whether the disk is known to be too small for them. */
int facts_disk_too_small(const struct facts *f);

/* The finish, earliest and latest, in seconds since 1970; eta_known only. */
int64_t facts_finish_low_s(const struct facts *f);
int64_t facts_finish_high_s(const struct facts *f);

#endif
