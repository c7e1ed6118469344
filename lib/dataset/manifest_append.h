#ifndef VG_MANIFEST_APPEND_H
#define VG_MANIFEST_APPEND_H

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/checkpoint_entry.h"
#include "dataset/manifest_text.h"
#include "plan/plan.h"
#include "stream/record.h"

/*
 * Check that manifest NAME of DIR can be appended to and locked or, if it does
 * not exist, that files can be made and locked in DIR. Changes nothing.
 * Returns 0, or -1 with a diag.
 */
int manifest_check_writable(const struct directory *dir, const char *name,
                            struct diag *d);

/* A manifest open and locked for appending. */
struct manifest_writer {
	const struct directory *dir;
	char name[MANIFEST_NAME_MAX];
	int fd; /* -1 when closed */
};

/*
 * Open manifest NAME of DIR, which must outlive W; make it if it does not
 * exist; wait for its lock, as appendfile_open does. Returns 0, or -1 with a
 * diag.
 */
int manifest_lock(struct manifest_writer *w, const struct directory *dir,
                  const char *name, struct diag *d);

/*
 * Append the entry E of checkpoint K of plan P, and sync it; remove a torn last
 * line first. HEAD has the arrays of the checkpoint: with another renderer, a
 * manifest that names others is not appended to, which is a data diag. If the write or the sync fails, truncate the manifest to what it
 * was. Returns 0, or -1 with a diag.
 */
int manifest_append(struct manifest_writer *w, const struct plan *p, uint64_t k,
                    const struct record_head *head,
                    const struct checkpoint_entry *e, struct diag *d);

/* Close and unlock. */
void manifest_unlock(struct manifest_writer *w);

#endif
