#ifndef VG_CHECKPOINT_WRITE_H
#define VG_CHECKPOINT_WRITE_H

#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/digest.h"
#include "base/directory.h"
#include "stream/record.h"

/*
 * Writes a checkpoint: an .npz archive of the samples of a segment, stacked
 * along axis 0. Its members are the fields in HEAD's order, then the header
 * arrays (record_header_field): index.npy and sample_xxh3.npy. See
 * checkpoint_read.h for the reader.
 */

/* An archive being written. */
struct checkpoint;

/* The properties of a finished archive, for its manifest entry. */
struct checkpoint_summary {
	struct digest128 xxh128; /* of the file */
	uint64_t bytes;          /* of the file */
	uint64_t content;        /* XXH3-64 over the samples' hashes */
};

/*
 * Begin the archive NAME in DIR for the samples of HEAD, deflated at LEVEL 1
 * to 9, or stored at 0. DIR and HEAD must outlive it. Returns 0, or -1 with
 * a diag. Release with checkpoint_free in either case; this also removes an
 * archive that was not published.
 *
 * The memory used does not depend on the number of samples: the first field
 * goes straight to the archive, the others wait in spools; all are compressed.
 */
int checkpoint_create(struct checkpoint **out, const struct directory *dir,
                      const char *name, const struct record_head *head,
                      int level, struct diag *d);
void checkpoint_free(struct checkpoint *c);

/*
 * Offer space for the payload of the next sample, all of HEAD's payload_bytes,
 * at *ROOM, until checkpoint_add is called: from there it saves a copy. *ROOM
 * is NULL where it would save none. This may write to the archive, and its
 * bytes depend on which samples it is called for. Returns 0, or -1 with a diag.
 */
int checkpoint_room(struct checkpoint *c, unsigned char **room,
                    struct diag *d);

/* Add the next sample. Returns 0, or -1 with a diag. */
int checkpoint_add(struct checkpoint *c, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d);

/*
 * Complete the archive, when all samples of HEAD were added, and describe it in
 * *OUT. It can then be published through checkpoint_file. Returns 0, or -1 with
 * a diag.
 */
int checkpoint_finish(struct checkpoint *c, struct checkpoint_summary *out,
                      struct diag *d);

/*
 * An estimate of the disk space, in bytes, that the archive and its working
 * files still need, from the compression so far. 0 when nothing is missing, or
 * nothing was compressed yet.
 */
double checkpoint_missing_bytes(const struct checkpoint *c);

/* The archive's file, for publishing. Owned by C. */
struct atomicfile *checkpoint_file(struct checkpoint *c);

#endif
