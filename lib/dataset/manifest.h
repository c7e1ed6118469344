#ifndef VG_MANIFEST_H
#define VG_MANIFEST_H

#include <stdint.h>

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/manifest_text.h"
#include "plan/plan.h"
#include "stream/record.h"

/*
 * MANIFEST.tsv: an append-only file, with a line for each committed checkpoint.
 * A line is valid if it is complete and its check hash matches. An invalid last
 * line is torn, and ignored; an invalid line before others is damage, and an
 * error. Several manifests, MANIFEST*.tsv, are read as their union.
 */

/* The union of the manifests of a directory, by checkpoint number. */
struct manifest;

/*
 * Begin to follow the manifests of DIR, whose plan is P; both must outlive
 * it. Reads nothing yet. Returns 0, or -1 with a diag. Release with
 * manifest_free in either case.
 */
int manifest_new(struct manifest **out, const struct directory *dir,
                 const struct plan *p, struct diag *d);
void manifest_free(struct manifest *m);

/*
 * Read what was appended since the last call. *CHANGED says whether there was
 * anything new. Lines of another plan are refused, and manifests that name
 * other arrays than another one. Returns 0, or -1 with a diag that names the file
 * and the line.
 */
int manifest_refresh(struct manifest *m, int *changed, struct diag *d);

/* Whether the last refresh saw temporaries: see dataset_saw_temporary. */
int manifest_saw_temporary(const struct manifest *m);

/* The entry of checkpoint K that counts, or NULL. Valid until a refresh. */
const struct checkpoint_entry *manifest_find(const struct manifest *m,
                                             uint64_t k);

/* See dataset_prefer; here with whether several manifests have an entry of K. */
int manifest_has_several(const struct manifest *m, uint64_t k);
int manifest_prefer(struct manifest *m, uint64_t k, uint64_t count,
                    uint64_t bytes, const struct digest128 *xxh128);

/* The arrays that a manifest names, or NULL: see dataset_fields. */
const struct record_head *manifest_fields(const struct manifest *m);

/* One more than the largest checkpoint number with an entry. */
uint64_t manifest_end(const struct manifest *m);

#endif
