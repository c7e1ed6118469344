#ifndef VG_Y4M_H
#define VG_Y4M_H

#include <stdio.h>

#include "base/diag.h"
#include "view/panes.h"

/*
 * YUV4MPEG2, as ffmpeg and mpv read it: one frame after another, the panes
 * side by side, C444, full 4:4:4 BT.601 in the studio range.
 */

/* The stream's header, for RATE frames a second. Returns 0 or -1. */
int y4m_begin(FILE *out, const char *name, const struct panes *p, unsigned rate,
              unsigned scale, struct diag *d);

/* All frames of the record at PAYLOAD. Returns 0, or -1 with a diag. */
int y4m_add(FILE *out, const char *name, const struct panes *p, unsigned scale,
            const unsigned char *payload, struct diag *d);

#endif
