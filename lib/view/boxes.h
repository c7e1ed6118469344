#ifndef VG_BOXES_H
#define VG_BOXES_H

#include "view/legend.h"
#include "view/lettering.h"
#include "view/panes.h"

/* A frame on a picture: its top left corner, and its magnification. */
struct frame_place {
	unsigned left, top, scale;
};

/*
 * Draw the outlines of the boxes in FRAME of VIEW of the record at PAYLOAD, in
 * the colours of LEGEND, on the frame at PLACE of picture ON: one pixel outside
 * each box; and around that of the labelled object, where there are others, a
 * white one. The first object's are drawn over the others'.
 */
void boxes_draw(struct picture *on, const struct frame_place *place,
                const struct panes *p, const unsigned char *payload,
                const struct legend *legend, unsigned view, unsigned frame);

#endif
