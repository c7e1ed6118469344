#ifndef VG_CHECKPOINT_WRITE_H
#define VG_CHECKPOINT_WRITE_H

#include <stdint.h>

#include "base/atomicfile.h"
#include "base/diag.h"
#include "base/digest.h"
#include "base/directory.h"
#include "stream/record.h"

/*
 * One checkpoint: an .npz archive of a segment's samples, stacked on axis 0.
 * Members are the fields in HEAD's order, then those of the records' headers
 * (record_header_field): index.npy and sample_xxh3.npy. checkpoint_read.h
 * reads it.
 */

/* An archive being written. */
struct checkpoint;

/* What a finished archive is. */
struct checkpoint_summary {
	struct digest128 xxh128; /* of the file */
	uint64_t bytes;          /* of the file */
	uint64_t content;        /* XXH3-64 over the samples' hashes */
};

/*
 * Begin the archive NAME in DIR for the samples of HEAD, deflated at LEVEL 1
 * to 9, or stored at 0. DIR and HEAD must outlive it. Returns 0, or -1 with
 * a diag. Release with checkpoint_free in either case: that also removes
 * what was not published.
 *
 * Memory does not depend on HEAD's count: the first field goes straight to
 * the archive, the others wait in spools, both compressed.
 */
int checkpoint_create(struct checkpoint **out, const struct directory *dir,
                      const char *name, const struct record_head *head,
                      int level, struct diag *d);
void checkpoint_free(struct checkpoint *c);

/*
 * Where the next sample's payload, all of HEAD's payload_bytes, is best put
 * for checkpoint_add to spare a copy: *ROOM, until that call; NULL where it
 * spares nothing. Archives are the same bytes only if it is asked for the
 * same samples. Returns 0, or -1 with a diag: it may write.
 */
int checkpoint_room(struct checkpoint *c, unsigned char **room,
                    struct diag *d);

/* Add the next sample. Returns 0, or -1 with a diag. */
int checkpoint_add(struct checkpoint *c, uint64_t index, uint64_t hash,
                   const unsigned char *payload, struct diag *d);

/*
 * Complete the archive after HEAD's count of samples. It is then ready to be
 * published through checkpoint_file. Returns 0, or -1 with a diag.
 */
int checkpoint_finish(struct checkpoint *c, struct checkpoint_summary *out,
                      struct diag *d);

/*
 * About how many bytes the archive and its working files still need, as its
 * samples so far go; before the first, as if nothing could be compressed.
 */
double checkpoint_missing_bytes(const struct checkpoint *c);

/* The file under its temporary name, for publishing. */
struct atomicfile *checkpoint_file(struct checkpoint *c);

#endif
