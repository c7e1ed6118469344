#ifndef VG_PRESENCE_H
#define VG_PRESENCE_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "dataset/dataset.h"

/*
 * What of a plan is there: the manifests' entries against the files. A
 * checkpoint is present when an entry says that it holds all its planned
 * samples and its file has the entry's size. Whether the file is also whole,
 * its hash says: hash_check.h.
 */

enum presence {
	PRESENCE_MISSING, /* no entry, or one of fewer samples */
	PRESENCE_PRESENT,
	PRESENCE_DAMAGED, /* an entry, but the file is not what it says */
};

/*
 * Look at checkpoint K of S by its entry and its file's size. A missing or
 * wrong-sized file is PRESENCE_DAMAGED, with the reason in WHY as a data
 * diag. ST, unless it is NULL, becomes what the file of a present one is
 * like. Returns an enum presence, or -1 with a diag in WHY when the system
 * failed.
 */
int presence_look(const struct dataset *s, uint64_t k, struct stat *st,
                  struct diag *why);

#endif
