#ifndef VG_MONITOR_H
#define VG_MONITOR_H

#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "dataset/dataset.h"
#include "dataset/hash_check.h"
#include "dataset/inventory.h"
#include "estimate/estimate.h"
#include "estimate/schedule.h"
#include "estimate/timeline.h"
#include "progress/crew.h"
#include "progress/facts.h"
#include "progress/judge.h"

/*
 * A dataset that is followed as it grows: what is committed and in flight is
 * looked at, counted, and taken into the estimate. It reads the directory
 * and the clocks, and changes nothing on disk.
 */

#define MONITOR_FLIGHTS_MAX 1024

struct monitor {
	struct dataset dataset;
	int seen;        /* it was read once, as a whole */
	int gone;        /* its directory was removed or renamed */
	int stale;       /* that is to be opened anew */
	int changed;     /* something was committed that no look has told of */
	struct hash_check *hashes;
	struct inventory inventory;
	int verifying;   /* all is present, and the files are being read */
	struct judge judge; /* … once all were hashed */
	int complete;    /* every file was hashed and matches, and was judged */
	int abandoned;   /* the work has ended, and it is not complete */
	int awaited;     /* by the caller: somebody lives who starts workers */
	int count_due;   /* what was verified is to be counted */
	struct schedule_flight flight[MONITOR_FLIGHTS_MAX];
	unsigned flights, dead;  /* heartbeats: living ones, and others */
	unsigned alive;          /* workers, also between two ranges */
	struct crew crew;
	uint64_t in_flight;      /* samples of the living ones */
	struct range dead_range; /* one of the others */
	struct estimate estimate;
	struct estimate_report report;
	struct timeline timeline; /* seconds since 1970 */
	int timeline_over;        /* it is that of a run that has ended */
	int64_t begun_s, now_s;   /* the run, the estimate: since 1970 */
	double earlier_s;         /* that earlier runs worked */
	double clock_s;           /* since 1970, when the steady clock was 0 */
	struct failure_log failures;
	uint64_t free_bytes;      /* on the disk, or FACTS_UNKNOWN_BYTES */
};

/*
 * Open the dataset at PATH, which must outlive M, and take up what was made
 * before, by this run, if one goes on, or by others. If there is no plan yet,
 * or the system fails, try again for EARLY_S seconds. AWAITED as the member.
 * Returns 0, or -1 with a diag; then m->dataset is open if there is a plan.
 * Release with monitor_close in either case.
 */
int monitor_open(struct monitor *m, const char *path, double early_s,
                 int awaited, struct diag *d);
void monitor_close(struct monitor *m);

/*
 * One look at the manifests and at what is in flight. *CHANGED says whether
 * something was committed. Returns 0, or -1 with a diag; after an error of the
 * system, look again, unless m->gone.
 */
int monitor_look(struct monitor *m, int *changed, struct diag *d);

/*
 * Count what is present. If that is all, the files are to be verified, and
 * only when each of them was it is complete. Otherwise, if nobody works any
 * more (LAST), or only the plan is too small, it is abandoned. Returns 0, or
 * -1 with a diag.
 */
int monitor_count(struct monitor *m, int last, struct diag *d);

/*
 * Verify for SECONDS, or until all files were. Afterwards it may be time to
 * count: m->count_due. Returns 0, or -1 with a diag.
 */
int monitor_verify(struct monitor *m, double seconds, struct diag *d);

/* Take what was seen into the estimate. */
void monitor_estimate(struct monitor *m);

/*
 * See how the work goes, as of the last estimate. What has not begun in this run
 * is INCOMPLETE, not STARTING, while there are no workers and none are awaited.
 */
enum facts_status monitor_status(const struct monitor *m);

/* See failures and the room on the disk, for facts that are to be written. */
void monitor_look_around(struct monitor *m);

/*
 * Everything that was seen, with TROUBLE, into *OUT, which borrows from both
 * until the next look.
 */
void monitor_facts(const struct monitor *m, const struct facts_trouble *trouble,
                   struct facts *out);

#endif
