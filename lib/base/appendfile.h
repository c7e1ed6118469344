#ifndef VG_APPENDFILE_H
#define VG_APPENDFILE_H

#include "base/diag.h"
#include "base/directory.h"

/*
 * Open file NAME in DIR for appending, make it if it does not exist, and wait
 * for its lock. A file with other names too, such as `cp -al` makes, is first
 * replaced by a copy of its own: what is appended then appears only here.
 * Returns a descriptor, also for reading, for the caller to close, which
 * unlocks; or -1 with a diag.
 */
int appendfile_open(const struct directory *dir, const char *name,
                    struct diag *d);

#endif
