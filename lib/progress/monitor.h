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
#include "progress/progress.h"

/*
 * A dataset that is followed as it grows: what is committed and in flight is
 * looked at, counted, and taken into the estimate. It reads the directory
 * and the clocks; what it has seen is in `state`.
 */

#define MONITOR_FLIGHTS_MAX 1024

struct monitor {
	struct dataset dataset;
	struct hash_check *hashes;
	struct inventory inventory;
	int count_due;           /* what was verified is to be counted */
	struct estimate estimate;
	struct timeline timeline; /* seconds since 1970 */
	int timeline_over;        /* it is that of a run that has ended */
	struct progress state;
	struct schedule_flight flight[MONITOR_FLIGHTS_MAX];
	unsigned flights, dead;  /* heartbeats: living ones, and others */
	struct range dead_range; /* one of those */
	int64_t begun_s;         /* the run, seconds since 1970 */
};

/*
 * Open the dataset at PATH, which must outlive F, and take up what was made
 * before, by this run, if one goes on, or by others. Its plan may be a
 * little late: it is waited for EARLY_S seconds. Returns 0, or -1 with a
 * diag. Release with monitor_close in either case.
 */
int monitor_open(struct monitor *f, const char *path, double early_s,
                 struct diag *d);
void monitor_close(struct monitor *f);

/*
 * One look at the manifests and at what is in flight. *CHANGED says whether
 * something was committed. Returns 0, or -1 with a diag.
 */
int monitor_look(struct monitor *f, int *changed, struct diag *d);

/*
 * Count what is there. COMPLETE means complete: if that is all, the files are
 * to be verified, and only when each of them was it is COMPLETE. Otherwise,
 * if nobody works any more (LAST), it is INCOMPLETE. Returns 0, or -1 with a
 * diag.
 */
int monitor_count(struct monitor *f, int last, struct diag *d);

/*
 * Verify for SECONDS, or until all files were. Afterwards it may be time to
 * count: f->count_due. Returns 0, or -1 with a diag.
 */
int monitor_verify(struct monitor *f, double seconds, struct diag *d);

/* Take what was seen into the estimate. */
void monitor_estimate(struct monitor *f);

/* See what only a page tells: failures, and the room on the disk. */
void monitor_around(struct monitor *f);

#endif
