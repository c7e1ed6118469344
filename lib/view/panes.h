#ifndef VG_PANES_H
#define VG_PANES_H

#include <stddef.h>

#include "base/diag.h"
#include "stream/record.h"
#include "view/video.h"

/*
 * The panes of a record, which are shown side by side: for each view its video,
 * then each kind of its ground truth, in colours.
 */
enum pane_kind {
	PANE_VIDEO,
	PANE_MASK,
	PANE_DEPTH,
	PANE_FLOW,
	PANE_BOX,
	PANE_KINDS
};

struct panes {
	struct video video;
	unsigned count;                  /* views x kinds */
	unsigned kinds;                  /* of each view */
	enum pane_kind kind[PANE_KINDS]; /* which ones */
	size_t offset[PANE_KINDS];       /* in the payload, by kind */
	int flow_planes;                 /* x and y of flow are planes */
	unsigned objects;                /* that have boxes */
};

/* The extremes of one record, which its colours are scaled by. */
struct panes_scale {
	double nearest; /* the least depth, world units */
	double fastest; /* the longest flow, pixels */
};

/*
 * The panes of records with HEAD into *OUT. A field is ignored if it has the
 * name of a kind of ground truth, but not its dtype and shape. Returns 0, or
 * -1 with a data diag when there is no video.
 */
int panes_of(const struct record_head *head, struct panes *out, struct diag *d);

/* Whether records with A and with B can be shown in one picture. */
int panes_same(const struct panes *a, const struct panes *b);

/* The view that PANE shows, and the name of the field it shows. */
unsigned panes_view(const struct panes *p, unsigned pane);
const char *panes_name(const struct panes *p, unsigned pane);

/* The extremes of the record at PAYLOAD. */
struct panes_scale panes_measure(const struct panes *p,
                                 const unsigned char *payload);

/*
 * Pixel (X, Y) of FRAME in PANE of the record at PAYLOAD, as RGB bytes.
 *
 * Mask: a colour for each object, black for none. Depth: lightness is
 * proportional to 1 / depth; dark blue for none. Flow: hue is the direction,
 * saturation the length; white for no motion. Box: the video with the outlines
 * of the boxes, one pixel outside them.
 */
void panes_pixel(const struct panes *p, const unsigned char *payload,
                 const struct panes_scale *scale, unsigned pane, unsigned frame,
                 unsigned x, unsigned y, unsigned char rgb[3]);

#endif
