#ifndef VG_EDITED_H
#define VG_EDITED_H

#include <stddef.h>

#include "base/diag.h"

/*
 * Explain what an editor has done to file NAME in the directory PATH, of which
 * the SIZE bytes at TEXT are the beginning or a line: put a byte-order mark
 * before it, ended its lines in CR LF, or in blanks. Returns -1 with a data
 * diag that says how to mend the file, or 0 if it is none of these.
 */
int edited_explain(const char *path, const char *name, const char *text,
                   size_t size, struct diag *d);

#endif
