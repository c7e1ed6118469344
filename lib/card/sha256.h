#ifndef VG_SHA256_H
#define VG_SHA256_H

#include "base/diag.h"
#include "base/directory.h"

/*
 * SHA-256, which Croissant demands of each file. Only this module uses libnettle,
 * which libarchive uses too, and which has code for processors with SHA
 * instructions.
 */

#define SHA256_TEXT 65 /* with the NUL */

/*
 * The SHA-256 of file NAME in DIR, as lower-case hex digits. Returns 0, or -1
 * with a diag.
 */
int sha256_file(const struct directory *dir, const char *name,
                char text[SHA256_TEXT], struct diag *d);

#endif
