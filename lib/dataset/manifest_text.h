#ifndef VG_MANIFEST_TEXT_H
#define VG_MANIFEST_TEXT_H

#include <stdint.h>

#include "base/digest.h"
#include "plan/plan.h"

/* What stands in a manifest: its first lines, and the line of a checkpoint. */

/* The first lines of every manifest. */
#define MANIFEST_TEXT_HEADING                                                  \
	"# vg-manifest 1\n"                                                    \
	"# xxh128\tfile\tfirst\tcount\tbytes\tcontent\tfingerprint"             \
	"\tcommitted\tcheck\n"

/* What a line says of one checkpoint file. */
struct manifest_entry {
	struct digest128 xxh128; /* of the file */
	uint64_t count;          /* samples in it */
	uint64_t bytes;          /* of the file */
	uint64_t content;        /* XXH3-64 over the samples' hashes */
	int64_t committed_s;     /* seconds since 1970, UTC */
};

/*
 * The text of one line, format and parse. A line has no newline. *K is the
 * checkpoint, *FINGERPRINT the plan's. Parsing takes only what formatting
 * writes; it returns 0, or -1.
 */
#define MANIFEST_LINE_MAX 320
void manifest_text_format(const struct plan *p, uint64_t fingerprint,
                          uint64_t k, const struct manifest_entry *e,
                          char line[MANIFEST_LINE_MAX]);
int manifest_text_parse(const char *line, const struct plan *p, uint64_t *k,
                        uint64_t *fingerprint, struct manifest_entry *e);

#endif
