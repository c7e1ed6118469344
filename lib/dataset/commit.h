#ifndef VG_COMMIT_H
#define VG_COMMIT_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/checkpoint_write.h"
#include "dataset/dataset.h"

/*
 * The last step of a checkpoint, in the order that makes it durable: the
 * finished archive is synced; under the manifest's lock it is published
 * under its name, the directory synced, and only then the line appended.
 *
 * What already stands under the name is
 *   kept      when the manifests have it with the same samples and it is
 *             whole: the work was done twice;
 *   an error  when it is whole but of other samples, or of more of them;
 *   replaced  when it is damaged, in no manifest, or of fewer samples.
 */
struct commit {
	struct dataset *dataset;
	const char *manifest; /* name of the one to write to */
	int64_t now_s;        /* Unix time, for the line */
	int replace;          /* replace also what is kept or an error */
};

/*
 * Commit C, finished with SUMMARY, as checkpoint K, as HOW says. Returns 0,
 * or -1 with a diag.
 */
int commit_checkpoint(struct checkpoint *c,
                      const struct checkpoint_summary *summary,
                      const struct commit *how, uint64_t k, struct diag *d);

#endif
