#ifndef VG_MANIFEST_H
#define VG_MANIFEST_H

#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/manifest_text.h"
#include "plan/plan.h"

/*
 * MANIFEST.tsv: one line for each committed checkpoint, append-only. A line
 * counts when it is whole and its check hash matches. A bad last line is
 * torn, and absent; a bad line before others is damage, and an error.
 * Several manifests, MANIFEST*.tsv, are read as their union.
 */

/* The union of a directory's manifests, by checkpoint number. */
struct manifest;

/*
 * Begin to follow the manifests of DIR, whose plan is P; both must outlive
 * it. Nothing is read yet. Release with manifest_free.
 */
int manifest_new(struct manifest **out, const struct directory *dir,
                 const struct plan *p, struct diag *d);
void manifest_free(struct manifest *m);

/*
 * Read what was appended since the last call. *CHANGED says whether there
 * was anything. A line made under another plan is refused. Returns 0, or -1
 * with a diag that names the file and the line.
 */
int manifest_refresh(struct manifest *m, int *changed, struct diag *d);

/*
 * Whether the last refresh saw temporaries beside the manifests, for
 * atomicfile_sweep: a large directory need not be read again to know.
 */
int manifest_saw_temporary(const struct manifest *m);

/* The newest entry of checkpoint K, or NULL. Valid until the next refresh. */
const struct checkpoint_entry *manifest_find(const struct manifest *m,
                                             uint64_t k);

/* One more than the largest checkpoint number with an entry. */
uint64_t manifest_end(const struct manifest *m);

#endif
