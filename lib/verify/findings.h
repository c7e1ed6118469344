#ifndef VG_FINDINGS_H
#define VG_FINDINGS_H

#include <stdint.h>

#include "base/text.h"
#include "dataset/presence.h"
#include "plan/plan.h"

/*
 * What was found in the checkpoints of a dataset, added in order from number
 * 0, and whether the dataset is complete. Pure: verify.h reads the files.
 */

#define FINDINGS_STRAY_MAX 160 /* bytes of a name, with a NUL */

struct findings {
	const struct plan *plan;          /* borrowed */
	uint64_t whole, damaged, missing; /* checkpoints so far */
	uint64_t samples;                 /* in the whole ones */
	uint64_t class_samples[PLAN_CLASSES_MAX];
	int unbalanced;      /* a prefix is; only checked up to the first gap */
	uint64_t duplicates; /* samples with the hash of an earlier one */
	struct presence_beyond beyond;
	uint64_t unlisted;   /* missing checkpoints that have a file */
	uint64_t strays;     /* files called as checkpoints that no plan has … */
	char stray[FINDINGS_STRAY_MAX]; /* … and one of them, as it is shown */
};

/* Begin for plan P, which must outlive F; nothing is found yet. */
void findings_init(struct findings *f, const struct plan *p);

/* Add the next label, in the order of samples; others than classes count not. */
void findings_label(struct findings *f, uint64_t value);

/* Count checkpoint K, whose final state is STATE. */
void findings_end(struct findings *f, uint64_t k, enum presence state);

/* Whether every planned sample is in a whole checkpoint. */
int findings_all_whole(const struct findings *f);

/*
 * Whether there are duplicates that should not exist: our own renderer makes
 * none, another one may.
 */
int findings_alike(const struct findings *f);

/*
 * Whether the dataset is complete: every checkpoint is whole, in no prefix is
 * a class more than one sample ahead, findings_alike is false, no manifest has
 * entries beyond the plan, and no file looks like a checkpoint that it is not.
 */
int findings_complete(const struct findings *f);

/* Append to T why not, in a few words; nothing where it is, or samples lack. */
void findings_explain(const struct findings *f, struct text *t);

/* Whether it is not complete only because of such files. */
int findings_only_strays(const struct findings *f);

/* Whether it is incomplete only because its plan has become too small. */
int findings_plan_small(const struct findings *f);

#endif
