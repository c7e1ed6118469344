#ifndef VG_PNGFILE_H
#define VG_PNGFILE_H

#include <stdio.h>

#include "base/diag.h"

/*
 * Write the HEIGHT x WIDTH x 3 bytes at RGB to OUT as PNG, and flush OUT. NAME
 * is the name of OUT for messages. Only this module uses libpng. Returns 0, or
 * -1 with a diag.
 */
int pngfile_write(FILE *out, const char *name, const unsigned char *rgb,
                  unsigned width, unsigned height, struct diag *d);

#endif
