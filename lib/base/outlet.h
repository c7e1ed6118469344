#ifndef VG_OUTLET_H
#define VG_OUTLET_H

#include <stddef.h>

#include "base/atomicfile.h"
#include "base/diag.h"

/* A file that is kept true: replaced whole, again and again. */

#define OUTLET_PATH_MAX 4096

struct outlet {
	char dir[OUTLET_PATH_MAX];
	char name[ATOMICFILE_NAME_MAX];
};

/*
 * Begin with the file at PATH. Returns 0, or -1 with a usage diag when that
 * is not the name of a file, or too long.
 */
int outlet_init(struct outlet *o, const char *path, struct diag *d);

/* Replace it by the SIZE bytes at TEXT. Returns 0, or -1 with a diag. */
int outlet_write(const struct outlet *o, const char *text, size_t size,
                 struct diag *d);

/* Remove what killed writers of it have left, as far as that can be done. */
void outlet_sweep(const struct outlet *o);

#endif
