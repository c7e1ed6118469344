#ifndef VG_ESTIMATE_H
#define VG_ESTIMATE_H

#include <stdint.h>

/*
 * How fast a run goes and when it will be done, from its own commits alone.
 * Pure: the clock is an argument, in seconds of any steady clock.
 *
 * Two rates are kept: over the whole run, and over its newest commits. The
 * time since the last commit counts as the next one's, until it is longer
 * than any wait before; from then on it lowers both rates. The finish is
 * given as the range between what they promise, with a tenth on either side.
 */

#define ESTIMATE_COMMITS 32

struct estimate {
	double start_s;
	uint64_t start_done; /* samples of earlier runs */
	uint64_t done;
	double longest_gap_s; /* without a commit, so far */
	unsigned commits;     /* observed */
	struct {
		double at_s;
		uint64_t done;
	} newest[ESTIMATE_COMMITS]; /* a ring */
};

enum estimate_pace {
	ESTIMATE_STARTING, /* no commit yet in this run */
	ESTIMATE_RUNNING,
	ESTIMATE_SLOWING,  /* now below 60 % of the run's rate */
	ESTIMATE_STALLED,  /* no commit for three times the longest gap */
};

struct estimate_report {
	enum estimate_pace pace;
	double elapsed_s;
	double rate_now, rate_run; /* samples a second */
	int known;                 /* whether the next two are */
	double low_s, high_s;      /* until the end, from now */
};

/* Begin at NOW_S with DONE samples present. */
void estimate_begin(struct estimate *e, double now_s, uint64_t done);

/* DONE samples are present at NOW_S. */
void estimate_observe(struct estimate *e, double now_s, uint64_t done);

/* What to say at NOW_S of a dataset of TOTAL samples. */
struct estimate_report estimate_at(const struct estimate *e, double now_s,
                                   uint64_t total);

#endif
