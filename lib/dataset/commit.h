#ifndef VG_COMMIT_H
#define VG_COMMIT_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/checkpoint_write.h"
#include "dataset/dataset.h"

/*
 * The last step of a checkpoint, in the order that makes it durable: the
 * finished archive is synced; then, under the lock of the manifest, it is
 * published under its name, the directory is synced, and the line appended, if
 * the arrays are those that the manifest names.
 * That is refused if PLAN.txt says another format by now.
 *
 * A file that has the name already, which is read whole under the lock, is
 *   kept      if a manifest has it with the same samples and it is undamaged:
 *             the work was done twice;
 *   an error  if it is undamaged but has other samples, or more of them;
 *   adopted   if no manifest describes it, and it is whole and has the same
 *             samples: the line describes that file then. Another host may be
 *             about to append its own line, and both must be right;
 *   replaced  otherwise: it is damaged, or has fewer samples.
 */
struct commit {
	struct dataset *dataset;
	const char *manifest; /* name of the manifest to append to */
	int64_t now_s;        /* Unix time, for the line */
	int replace;          /* replace undamaged files too */
	const struct record_head *head; /* the arrays of the checkpoint */
};

/*
 * Commit C, which checkpoint_finish described in SUMMARY, as checkpoint K, as
 * HOW says. Returns 0, or -1 with a diag.
 */
int commit_checkpoint(struct checkpoint *c,
                      const struct checkpoint_summary *summary,
                      const struct commit *how, uint64_t k, struct diag *d);

#endif
