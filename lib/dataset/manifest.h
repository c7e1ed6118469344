#ifndef VG_MANIFEST_H
#define VG_MANIFEST_H

#include <stdint.h>

#include "base/diag.h"
#include "base/digest.h"
#include "base/directory.h"
#include "plan/plan.h"

/*
 * MANIFEST.tsv: one line for each committed checkpoint, append-only. A line
 * counts when it is whole and its check hash matches. A bad last line is
 * torn, and absent; a bad line before others is damage, and an error.
 * Several manifests, MANIFEST*.tsv, are read as their union.
 */

#define MANIFEST_NAME "MANIFEST.tsv"
#define MANIFEST_NAME_MAX 64

/* What a line says of one checkpoint file. */
struct manifest_entry {
	struct digest128 xxh128; /* of the file */
	uint64_t count;          /* samples in it */
	uint64_t bytes;          /* of the file */
	uint64_t content;        /* XXH3-64 over the samples' hashes */
	int64_t committed_s;     /* seconds since 1970, UTC */
};

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
const struct manifest_entry *manifest_find(const struct manifest *m,
                                           uint64_t k);

/* One more than the largest checkpoint number with an entry. */
uint64_t manifest_end(const struct manifest *m);

/* A manifest open and locked for appending. */
struct manifest_writer {
	const struct directory *dir;
	char name[MANIFEST_NAME_MAX];
	int fd; /* -1 when closed */
};

/* Whether NAME is one that readers look for: MANIFEST*.tsv, no slash. */
int manifest_name_ok(const char *name);

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
int manifest_append(struct manifest_writer *w, const struct plan *p,
                    uint64_t k, const struct manifest_entry *e,
                    struct diag *d);

/* Close and unlock. */
void manifest_unlock(struct manifest_writer *w);

/*
 * The text of one line, format and parse. A line has no newline. *K is the
 * checkpoint, *FINGERPRINT the plan's. Parsing takes only what formatting
 * writes; it returns 0, or -1.
 */
#define MANIFEST_LINE_MAX 320
void manifest_format_line(const struct plan *p, uint64_t fingerprint,
                          uint64_t k, const struct manifest_entry *e,
                          char line[MANIFEST_LINE_MAX]);
int manifest_parse_line(const char *line, const struct plan *p, uint64_t *k,
                        uint64_t *fingerprint, struct manifest_entry *e);

#endif
