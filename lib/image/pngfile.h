#ifndef VG_PNGFILE_H
#define VG_PNGFILE_H

#include <stdio.h>

#include "base/diag.h"

/* Writes pictures as PNG. Only this module uses libpng. */

/*
 * The next line of a picture, from the top: WIDTH x 3 bytes, valid until the
 * next call; or NULL, with a diag.
 */
typedef const unsigned char *pngfile_line(void *context, struct diag *d);

/*
 * Write a picture of HEIGHT lines, each from LINE with CONTEXT, to OUT as PNG,
 * and flush OUT. NAME is the name of OUT for messages. Returns 0, or -1 with a
 * diag.
 */
int pngfile_write_lines(FILE *out, const char *name, pngfile_line *line,
                        void *context, unsigned width, unsigned height,
                        struct diag *d);

/* The same for a picture in memory, HEIGHT x WIDTH x 3 bytes at RGB. */
int pngfile_write(FILE *out, const char *name, const unsigned char *rgb,
                  unsigned width, unsigned height, struct diag *d);

#endif
