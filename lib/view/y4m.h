#ifndef VG_Y4M_H
#define VG_Y4M_H

#include <stdio.h>

#include "base/diag.h"
#include "view/lettering.h"

/*
 * YUV4MPEG2 video, which ffmpeg and mpv can read, as C444: BT.601 in limited
 * range, without chroma subsampling. NAME is the name of OUT for messages.
 */

/*
 * Begin a video of pictures as large as PICTURE, RATE a second. Returns 0, or
 * -1 with a diag.
 */
int y4m_begin(FILE *out, const char *name, const struct picture *picture,
              unsigned rate, struct diag *d);

/* Write PICTURE as the next frame. Returns 0, or -1 with a diag. */
int y4m_add(FILE *out, const char *name, const struct picture *picture,
            struct diag *d);

#endif
