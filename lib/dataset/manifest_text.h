#ifndef VG_MANIFEST_TEXT_H
#define VG_MANIFEST_TEXT_H

#include <stdint.h>

#include "dataset/checkpoint_entry.h"
#include "plan/plan.h"

/*
 * What a manifest is called and what stands in it: its first lines, and the
 * line of a checkpoint.
 */

#define MANIFEST_NAME "MANIFEST.tsv"
#define MANIFEST_NAME_MAX 64 /* with the NUL */

/* Whether NAME is one that readers look for: MANIFEST*.tsv, no slash. */
int manifest_name_ok(const char *name);

/* The first lines of every manifest. */
#define MANIFEST_TEXT_HEADING                                                  \
	"# vg-manifest 1\n"                                                    \
	"# xxh128\tfile\tfirst\tcount\tbytes\tcontent\tfingerprint"             \
	"\tcommitted\tcheck\n"

/*
 * The text of one line, format and parse. A line has no newline. *K is the
 * checkpoint, *FINGERPRINT the plan's. Parsing takes only what formatting
 * writes; it returns 0, or -1.
 */
#define MANIFEST_LINE_MAX 320
void manifest_text_format(const struct plan *p, uint64_t fingerprint,
                          uint64_t k, const struct checkpoint_entry *e,
                          char line[MANIFEST_LINE_MAX]);
int manifest_text_parse(const char *line, const struct plan *p, uint64_t *k,
                        uint64_t *fingerprint, struct checkpoint_entry *e);

#endif
