#ifndef VG_PNGFILE_H
#define VG_PNGFILE_H

#include <stdio.h>

#include "base/diag.h"

/*
 * Write HEIGHT x WIDTH x 3 bytes at RGB to OUT, called NAME in messages, as
 * a PNG. Only this module knows the PNG library. Returns 0, or -1 with a
 * diag; OUT is flushed.
 */
int pngfile_write(FILE *out, const char *name, const unsigned char *rgb,
                  unsigned width, unsigned height, struct diag *d);

#endif
