#ifndef VG_MANIFEST_TEXT_H
#define VG_MANIFEST_TEXT_H

#include <stdint.h>

#include "base/diag.h"
#include "dataset/checkpoint_entry.h"
#include "plan/plan.h"

/* The name and the text of a manifest: its heading and its lines. */

#define MANIFEST_NAME "MANIFEST.tsv"
#define MANIFEST_NAME_MAX 64 /* with the NUL */

/* Whether NAME is that of a manifest: MANIFEST*.tsv, without a slash. */
int manifest_name_ok(const char *name);

/* The first lines of every manifest. */
#define MANIFEST_TEXT_HEADING \
	"# vg-manifest 1\n" \
	"# xxh128\tfile\tfirst\tcount\tbytes\tcontent\tfingerprint" \
	"\tcommitted\tcheck\n"

/*
 * A manifest that vg has begun continues with a comment, "# COMMAND # CHECK":
 * the command that made the plan at that time, so that a lost plan can be made
 * again, and its XXH3-64.
 */
#define MANIFEST_COMMENT_MAX ((size_t)61000) /* bytes of a comment */

/*
 * Report that file NAME in the directory PATH, which begins with the SIZE
 * bytes at TEXT, does not have this heading: what an editor has done to it, or
 * that it is no manifest. Always returns -1.
 */
int manifest_text_refuse(const char *path, const char *name, const char *text,
                         size_t size, struct diag *d);

#define MANIFEST_LINE_MAX 320 /* bytes of a line, with its NUL */

/*
 * Format the line, without a newline, of checkpoint K of plan P, which has this
 * FINGERPRINT and entry E.
 */
void manifest_text_format(const struct plan *p, uint64_t fingerprint,
                          uint64_t k, const struct checkpoint_entry *e,
                          char line[MANIFEST_LINE_MAX]);

/*
 * Parse LINE, which belongs to plan P, into *K, *FINGERPRINT and *E. Only lines
 * as manifest_text_format writes them are accepted. Returns 0, or -1.
 */
int manifest_text_parse(const char *line, const struct plan *p, uint64_t *k,
                        uint64_t *fingerprint, struct checkpoint_entry *e);

#endif
