#ifndef VG_READOUT_H
#define VG_READOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/range.h"
#include "base/share.h"
#include "dataset/dataset.h"

/* Committed samples back as a record stream. */

#define READOUT_ANY UINT64_MAX /* of a class or split: all of them */

struct readout_choice {
	int partial;         /* leave out samples that are missing */
	const char *fields;  /* names, separated by commas; NULL: all */
	uint64_t class_number, split; /* or READOUT_ANY */
	int is_shuffled;
	uint64_t seed;       /* of the shuffle */
	uint64_t epochs;     /* 0: without end */
	struct share part;
	int lend;            /* see record_writer_lend */
};

struct readout;

/*
 * Prepare to write samples of S to FD, called NAME in messages, as CHOICE
 * says. All must outlive *OUT; S must have been refreshed. Returns 0, or -1
 * with a diag. Release with readout_close in either case.
 */
int readout_open(struct readout **out, const struct dataset *s,
                 const struct readout_choice *choice, int fd, const char *name,
                 struct diag *d);
void readout_close(struct readout *r);

/*
 * Write what is chosen of the RANGES at RANGE, which are within the plan. In
 * their own order, samples with consecutive indices in one range are one
 * segment; a selection by class or split, or shuffled samples, are a segment
 * each. Every sample that is read whole is checked by its hash before it is
 * written. Returns 0, or -1 with a diag: the stream is then cut before END.
 */
int readout_write(struct readout *r, const struct range *range, size_t ranges,
                  struct diag *d);

/*
 * After the last range: if no segment was written, write an empty one. Returns
 * 0, or -1 with a diag.
 */
int readout_end(struct readout *r, struct diag *d);

#endif
