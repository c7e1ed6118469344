#ifndef VG_CHECKPOINT_CHECK_H
#define VG_CHECKPOINT_CHECK_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "dataset/checkpoint_read.h"
#include "dataset/dataset.h"
#include "stream/record.h"

/*
 * Whether the file of a checkpoint holds what it must, beyond the hash of its
 * bytes, which whoever writes a manifest can make to fit: the arrays of the plan
 * or, with another renderer, those that the manifest names or, if it names none,
 * of the file that was checked first; the planned indices; labels that are
 * classes of the plan; and the samples' hashes that the manifest has.
 */
struct checkpoint_check {
	const struct dataset *dataset; /* borrowed */
	int has_head;
	struct record_head head; /* the arrays that every file must have */
	struct digest *content;
	/* Of the file being read: */
	uint64_t first;
	int wrong_index, wrong_label;
	checkpoint_visit *visit;
	void *context;
};

/*
 * Begin for S, which was refreshed and must outlive C. Returns 0, or -1 with a
 * diag. Release with checkpoint_check_free in either case.
 */
int checkpoint_check_init(struct checkpoint_check *c, const struct dataset *s,
                          struct diag *d);
void checkpoint_check_free(struct checkpoint_check *c);

/*
 * Read the file of checkpoint K, which may be in no manifest, and set *CONTENT to
 * the hash over its samples' hashes. With WHOLE, each sample is unpacked and
 * hashed again. VISIT, unless NULL, is called with CONTEXT for each value, as by
 * checkpoint_scan: labels only with our own renderer. Returns 0, or -1 with a
 * diag: of data if the file is not as it must be.
 */
int checkpoint_check_read(struct checkpoint_check *c, uint64_t k, int whole,
                          checkpoint_visit *visit, void *context,
                          uint64_t *content, struct diag *d);

/* The same, and the content must be what the entry of checkpoint K says. */
int checkpoint_check_entry(struct checkpoint_check *c, uint64_t k, int whole,
                           checkpoint_visit *visit, void *context,
                           struct diag *d);

/*
 * Whether checkpoint K is present and whole: its file has the hash and all else
 * that its entry says. Returns an enum presence, as presence_look does, with the
 * reason in WHY for PRESENCE_DELETED and PRESENCE_DAMAGED; -1 with a diag in WHY
 * when the system failed.
 */
int checkpoint_check_file(struct checkpoint_check *c, uint64_t k, int whole,
                          checkpoint_visit *visit, void *context,
                          struct diag *why);

#endif
