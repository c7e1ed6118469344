#ifndef VG_CAPTION_H
#define VG_CAPTION_H

#include "view/legend.h"
#include "view/lettering.h"
#include "view/panes.h"

/*
 * Write the name of KIND, and what its colours mean by LEGEND, as
 * "depth 4.02 [light to dark] 5.37". Of the video there is nothing to say.
 */
void caption_kind(struct pen *pen, const struct panes *p,
                  const struct legend *legend, enum pane_kind kind);

/* Write "camera VIEW ", or the number alone, or nothing, as fits into WIDTH. */
void caption_camera(struct pen *pen, unsigned view, unsigned width);

#endif
