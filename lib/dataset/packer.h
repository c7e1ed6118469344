#ifndef VG_PACKER_H
#define VG_PACKER_H

#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "dataset/checkpoint_write.h"
#include "dataset/dataset.h"
#include "dataset/heartbeat.h"
#include "stream/record_stream.h"

/*
 * Makes checkpoints of the segments of a record stream, wherever these begin
 * and end. A segment may hold several checkpoints, and a checkpoint may come
 * from several segments, if they follow each other.
 *
 * A checkpoint begins with its first sample. It is committed when all its
 * samples are there and either the END of their segment matched, or the segment
 * goes on: its next record is there, undamaged.
 */
struct packer {
	struct dataset *dataset; /* borrowed */
	const char *manifest;    /* name of the manifest to append to */
	int level;               /* of compression, 1 to 9 */
	int replace;             /* see struct commit */
	char committed[PLAN_NAME_MAX]; /* the file committed last */

	/* Private. */
	struct checkpoint *c;    /* begun and not yet committed, or NULL */
	struct record_head head; /* of its samples */
	uint64_t k, next;        /* which it is, and its next sample */
	struct heartbeat heartbeat;
};

/* Begin, once the first four members are set. Release with packer_free. */
void packer_init(struct packer *p);

/* Also remove what was not committed. */
void packer_free(struct packer *p);

/*
 * A segment with HEAD begins. It must have samples of the plan, and either go
 * on with the checkpoint that was begun or begin one. Returns 0, or -1 with a
 * diag.
 */
int packer_segment(struct packer *p, const struct record_head *head,
                   struct diag *d);

/*
 * Where the payload of the next record should go: *ROOM, or NULL for a buffer
 * of the caller's. Returns 0, or -1 with a diag.
 */
int packer_room(struct packer *p, unsigned char **room, struct diag *d);

/*
 * Add the next record of the segment, which was checked. Returns 0; 1 if this
 * committed a checkpoint, p->committed; -1 with a diag.
 */
int packer_add(struct packer *p, const struct record *record, struct diag *d);

/* The END of the segment matched. Returns as packer_add does. */
int packer_end(struct packer *p, struct diag *d);

/* The stream ended: nothing may be left. Returns 0, or -1 with a diag. */
int packer_finish(const struct packer *p, struct diag *d);

/* The samples of the checkpoint that was begun: 1, or 0 if there is none. */
int packer_begun(const struct packer *p, struct range *out);

#endif
