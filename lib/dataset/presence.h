#ifndef VG_PRESENCE_H
#define VG_PRESENCE_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "dataset/dataset.h"

/*
 * Which checkpoints of a plan are present: if the entry has all planned samples
 * and the file has the entry's size. This is fast, and does not detect changed
 * bytes; hash_check.h does.
 */

enum presence {
	PRESENCE_MISSING, /* no entry, or one with fewer samples */
	PRESENCE_PRESENT,
	PRESENCE_DELETED, /* an entry, but no file: missing too */
	PRESENCE_DAMAGED, /* the file does not agree with its entry */
	PRESENCE_BEYOND,  /* the entry has more samples than the plan */
};

/*
 * Compare the entry of checkpoint K of S with the size of its file. Without a
 * file it is PRESENCE_DELETED, with one of another size PRESENCE_DAMAGED, both
 * with the reason in WHY as a data diag. If the checkpoint is present and ST is
 * not NULL, *ST is the status of its file. Returns an enum presence, or -1 with
 * a diag in WHY when the system failed.
 */
int presence_look(const struct dataset *s, uint64_t k, struct stat *st,
                  struct diag *why);

/* Entries that the plan does not cover, because it was larger once. */
struct presence_beyond {
	uint64_t checkpoints; /* not planned, or with more samples */
	uint64_t samples;     /* of a plan that would cover them */
};

/* The entries of S beyond its plan. */
struct presence_beyond presence_beyond(const struct dataset *s);

#endif
