#ifndef VG_MANIFEST_FIELDS_H
#define VG_MANIFEST_FIELDS_H

#include <stddef.h>

#include "archive/field_list.h"
#include "stream/record.h"

/*
 * With another renderer, a manifest that vg has begun has a second comment, after
 * the one of manifest_text.h: "# FIELDS # CHECK", the arrays of its checkpoints
 * as field_list.h writes them, and the XXH3-64 of that. Our own renderer's arrays
 * follow from the plan.
 */

#define MANIFEST_FIELDS_MAX (FIELD_LIST_MAX + 32) /* bytes, with a NUL */

/* Write the comment, with a newline, for HEAD. */
void manifest_fields_format(const struct record_head *head,
                            char line[MANIFEST_FIELDS_MAX]);

/*
 * Read LINE, a comment without its newline: the fields into HEAD. Returns 1; 0 if
 * it is another comment, or one that somebody changed.
 */
int manifest_fields_parse(const char *line, struct record_head *head);

#endif
