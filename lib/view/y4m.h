#ifndef VG_Y4M_H
#define VG_Y4M_H

#include <stdio.h>

#include "base/diag.h"
#include "view/panes.h"

/*
 * YUV4MPEG2 video, which ffmpeg and mpv can read: all frames one after another,
 * with the panes side by side, as C444: BT.601 in limited range, without chroma
 * subsampling. Each pixel of a frame becomes SCALE x SCALE pixels. NAME is the
 * name of OUT for messages.
 */

#define Y4M_SIDE_MAX (UINT64_C(1) << 20) /* pixels */

/*
 * Write the header of the stream to OUT, for RATE frames a second. Returns 0,
 * or -1 with a diag, an invalid-input diag when a side of the picture would
 * exceed Y4M_SIDE_MAX.
 */
int y4m_begin(FILE *out, const char *name, const struct panes *p, unsigned rate,
              unsigned scale, struct diag *d);

/*
 * Write all frames of the record at PAYLOAD, with panes P. Returns 0, or -1
 * with a diag.
 */
int y4m_add(FILE *out, const char *name, const struct panes *p, unsigned scale,
            const unsigned char *payload, struct diag *d);

#endif
