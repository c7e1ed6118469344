#ifndef VG_FINDINGS_H
#define VG_FINDINGS_H

#include <stdint.h>

#include "dataset/presence.h"
#include "plan/plan.h"

/*
 * What was found of a dataset, checkpoint by checkpoint from 0 on, and what
 * that comes to. Pure: verify.h reads the files.
 */

struct findings {
	const struct plan *plan;
	uint64_t whole, damaged, missing; /* checkpoints so far */
	uint64_t samples;                 /* in the whole ones */
	uint64_t class_samples[PLAN_CLASSES_MAX];
	int unbalanced;      /* some prefix was; not known beyond a gap */
	uint64_t duplicates; /* samples with the hash of an earlier one */
	uint64_t first;      /* sample of the checkpoint that was begun … */
	int wrong_index, wrong_label; /* … and whether it has such */
};

/* What is wrong with the arrays of a checkpoint. */
enum findings_fault {
	FINDINGS_FINE,
	FINDINGS_INDEX,   /* not of the samples that belong there */
	FINDINGS_LABELS,  /* a class that the plan does not have */
	FINDINGS_CONTENT, /* not the samples that the manifest says */
};

/* Begin with nothing found of plan P, which must outlive F. */
void findings_init(struct findings *f, const struct plan *p);

/* The arrays of checkpoint K come next. */
void findings_begin(struct findings *f, uint64_t k);

/* Its value I of index, and of labels, which come in the samples' order. */
void findings_index(struct findings *f, uint64_t i, uint64_t value);
void findings_label(struct findings *f, uint64_t value);

/*
 * Its arrays are over, and the samples' hashes make up CONTENT, where the
 * manifest says EXPECTED. Returns the first fault.
 */
enum findings_fault findings_fault(const struct findings *f, uint64_t content,
                                   uint64_t expected);

/* Checkpoint K is as STATE says. */
void findings_end(struct findings *f, uint64_t k, enum presence state);

/* Whether every planned sample is in a whole checkpoint. */
int findings_all_whole(const struct findings *f);

/*
 * Whether samples are alike that must not be: another renderer may have
 * reasons to make the same one twice, ours has none.
 */
int findings_alike(const struct findings *f);

/*
 * Whether the dataset is complete: all of it whole, no class ever more than
 * one sample ahead of another, and no samples alike.
 */
int findings_complete(const struct findings *f);

#endif
