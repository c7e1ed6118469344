#ifndef VG_VERIFY_H
#define VG_VERIFY_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "dataset/dataset.h"
#include "verify/duplicates.h"
#include "verify/findings.h"
#include "verify/recheck.h"

/*
 * Checks a dataset against its plan: first each checkpoint, by the hash of its
 * file and by its arrays; then the whole for duplicate samples. The caller
 * prints the report.
 */
struct verify;

/* How much of each checkpoint is looked at: each of these also at what is above. */
enum verify_depth {
	VERIFY_ARRAYS,  /* indices, labels and hashes in it */
	VERIFY_FILES,   /* its file's hash */
	VERIFY_CONTENT, /* every sample, unpacked and hashed again */
};

/*
 * Make *OUT to check dataset S, which was refreshed, to this DEPTH. Unless RECHECK
 * is NULL, it also renders samples
 * again. S and RECHECK must outlive it. Returns 0, or -1
 * with a diag. Release with verify_close in either case.
 *
 * It needs memory for about DUPLICATES_HELD entries, and a byte per checkpoint.
 */
int verify_open(struct verify **out, const struct dataset *s,
                enum verify_depth depth, struct recheck *recheck,
                struct diag *d);
void verify_close(struct verify *v);

/*
 * Check checkpoint K; to be called for each checkpoint of the plan, in order
 * from 0. Returns an enum presence, or -1 with a diag in WHY when the system
 * failed. PRESENCE_DELETED and PRESENCE_DAMAGED come with the reason in WHY as
 * a data diag; damage includes a wrong hash or wrong arrays.
 */
int verify_checkpoint(struct verify *v, uint64_t k, struct diag *why);

/*
 * Count duplicate samples, after the last checkpoint. This reads archives again
 * only if there are more than DUPLICATES_HELD samples, or if a checkpoint
 * turned out to be damaged after its hashes were read. Returns 0, or -1 with a
 * diag.
 */
int verify_finish(struct verify *v, struct diag *d);

/*
 * The same without reading archives again: of more than DUPLICATES_HELD samples,
 * only a part is compared with all others.
 */
void verify_finish_first(struct verify *v);

/*
 * Compare the videos alone, after verify_finish, if they have at most
 * MOST_BYTES in total before compression. This unpacks them, once for each
 * DUPLICATES_HELD samples. Returns 0, or -1 with a diag.
 */
int verify_videos(struct verify *v, uint64_t most_bytes, struct diag *d);

/* What is equal; owned by V. */
struct verify_equal {
	const struct duplicates *samples;
	const struct duplicates *videos; /* NULL if they were not compared */
	int has_split; /* of the videos: they were compared with their split */
};

struct verify_equal verify_equal(const struct verify *v);

/* What was found so far; owned by V. */
const struct findings *verify_findings(const struct verify *v);

/* The dataset's digest, after the last checkpoint; valid if all are whole. */
struct digest128 verify_digest(const struct verify *v);

#endif
