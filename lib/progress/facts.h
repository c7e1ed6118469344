#ifndef VG_FACTS_H
#define VG_FACTS_H

#include <stdint.h>

#include "dataset/failure_log.h"
#include "dataset/inventory.h"
#include "estimate/timeline.h"
#include "plan/plan.h"

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
	FACTS_COMPLETE,   /* every file was hashed and matches, and judged */
	FACTS_INCOMPLETE, /* nobody works, and something is missing, or the
	                     plan is too small */
};

/* What is wrong with the watch itself; the reasons are borrowed, or NULL. */
struct facts_trouble {
	const char *look_why;  /* the dataset cannot be read */
	const char *write_why; /* PROGRESS.txt cannot be written */
	unsigned copies, copies_failed;
	const char *copy_why;    /* of the first of those that failed */
	unsigned long commands, command_failures;
	const char *command_why; /* of the last failure */
};

#define FACTS_UNKNOWN_BYTES UINT64_MAX

struct facts {
	int64_t now_s; /* of this look, seconds since 1970 */
	enum facts_status status;
	int ended;  /* nothing more will come */
	int unseen; /* the dataset could not be read; only the above, the plan
	               and the trouble are known */
	uint64_t samples, samples_planned;
	uint64_t in_flight; /* samples that are not committed yet … */
	unsigned workers;   /* … of so many workers */
	uint64_t checkpoints, checkpoints_planned;
	struct presence_beyond beyond; /* of the plan, in the manifests */
	uint64_t last;      /* the newest checkpoint, if there is one, … */
	char last_name[PLAN_NAME_MAX]; /* … its file … */
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
	const char *refused; /* why it is not complete, with all files; or NULL */
	const struct inventory *inventory; /* borrowed */
	const struct timeline *timeline;   /* borrowed; seconds since 1970 */

	/* What follows from those, by facts_derive. */
	const char *status_name; /* "RUNNING" and the like */
	unsigned permille;       /* of the samples, rounded down */
	int bytes_needed_known;
	double bytes_needed;     /* still, in proportion to those written */
	int disk_too_small;      /* for them, or full; 0 when not known */
	int64_t finish_low_s, finish_high_s; /* if eta_known; since 1970 */
};

/* Fill in what follows from the rest of F. */
void facts_derive(struct facts *f);

#endif
