#ifndef VG_CHECKPOINT_WRITE_H
#define VG_CHECKPOINT_WRITE_H

#include <stdint.h>

#include "archive/format.h"
#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/digest.h"
#include "base/directory.h"
#include "plan/plan.h"
#include "stream/record.h"

/*
 * Writes a checkpoint: the samples of a segment, in one file of the plan's
 * format. See checkpoint_read.h for the reader.
 */

/* A checkpoint being written. */
struct checkpoint;

/* The properties of a finished file, for its manifest entry. */
struct checkpoint_summary {
	struct digest128 xxh128; /* of the file */
	uint64_t bytes;          /* of the file */
	uint64_t content;        /* XXH3-64 over the samples' hashes */
};

/*
 * Begin the file of checkpoint K of P in DIR for the samples of HEAD,
 * compressed at LEVEL 1 to 9 if P says so. DIR, and HEAD, whose fields and
 * count must stay, must outlive it. Returns 0, or -1 with a diag. Release with
 * checkpoint_free in either case; this also removes a file that was not
 * published. The memory used does not depend on the number of samples.
 */
int checkpoint_create(struct checkpoint **out, const struct directory *dir,
                      const struct plan *p, uint64_t k,
                      const struct record_head *head, int level,
                      struct diag *d);
void checkpoint_free(struct checkpoint *c);

/*
 * Offer space for the payload of the next sample, all of HEAD's payload_bytes,
 * at *ROOM, until checkpoint_add is called: from there it saves a copy. *ROOM
 * is NULL where it would save none. This may write to the file, and its
 * bytes depend on which samples it is called for. Returns 0, or -1 with a diag.
 */
int checkpoint_room(struct checkpoint *c, unsigned char **room,
                    struct diag *d);

/* Add the next sample. Returns 0, or -1 with a diag. */
int checkpoint_add(struct checkpoint *c, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d);

/*
 * Complete the file, when all samples of HEAD were added, and describe it in
 * *OUT. It can then be published through checkpoint_file. Returns 0, or -1 with
 * a diag.
 */
int checkpoint_finish(struct checkpoint *c, struct checkpoint_summary *out,
                      struct diag *d);

/*
 * An estimate of the disk space, in bytes, that the file and its working
 * files still need, from the compression so far. 0 when nothing is missing, or
 * nothing is known yet.
 */
double checkpoint_missing_bytes(const struct checkpoint *c);

/* The file, for publishing. Owned by C. */
struct atomicfile *checkpoint_file(struct checkpoint *c);

#endif
