#ifndef VG_MANIFEST_APPEND_H
#define VG_MANIFEST_APPEND_H

#include "base/diag.h"
#include "base/directory.h"
#include "dataset/manifest.h"
#include "plan/plan.h"

/* A manifest open and locked for appending. */
struct manifest_writer {
	const struct directory *dir;
	char name[MANIFEST_NAME_MAX];
	int fd; /* -1 when closed */
};

/*
 * Open manifest NAME of DIR, creating it if need be, and wait for its lock.
 * Returns 0, or -1 with a diag.
 */
int manifest_lock(struct manifest_writer *w, const struct directory *dir,
                  const char *name, struct diag *d);

/*
 * Append, durably, the line of checkpoint K of P, after cutting off a torn
 * tail. Returns 0, or -1 with a diag and the manifest as it was.
 */
int manifest_append(struct manifest_writer *w, const struct plan *p, uint64_t k,
                    const struct checkpoint_entry *e, struct diag *d);

/* Close and unlock. */
void manifest_unlock(struct manifest_writer *w);

#endif
