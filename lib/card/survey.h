#ifndef VG_SURVEY_H
#define VG_SURVEY_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "dataset/dataset.h"
#include "stream/record.h"

/* What there is to say of the samples of a complete dataset. */

#define SURVEY_PARTS 3 /* train, val, test */
#define SURVEY_CLASSES 1024

struct survey {
	struct record_head head; /* fields and payload_bytes */
	struct digest128 digest; /* of the dataset */
	uint64_t bytes;          /* of all checkpoints */
	int64_t last_s;          /* when the last one was committed, Unix time */
	int has_labels; /* all of them below SURVEY_CLASSES */
	int has_split;
	uint64_t class_samples[SURVEY_CLASSES];
	uint64_t part_samples[SURVEY_PARTS];
};

/*
 * Survey S, which was refreshed, into *OUT. Each checkpoint must be present,
 * and its samples' hashes must be those in the manifest. This unpacks labels,
 * splits and hashes, which is quick unless a format unpacks all. Returns 0, or
 * -1 with a diag: a data diag that says what is missing or damaged.
 */
int survey_take(struct survey *out, const struct dataset *s, struct diag *d);

#endif
