#ifndef VG_PANES_H
#define VG_PANES_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "stream/record.h"
#include "view/video.h"

/*
 * The panes of a record: for each view its video, then each kind of its ground
 * truth. All of them have the size of a frame.
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
	unsigned step;                   /* every STEP-th pixel is shown … */
	unsigned width, height;          /* … so many of each frame */
	unsigned kinds;                  /* of each view */
	enum pane_kind kind[PANE_KINDS]; /* which ones */
	size_t offset[PANE_KINDS];       /* in the payload, by kind */
	int flow_planes;                 /* x and y of flow are planes */
	unsigned objects;                /* that have boxes */
	int labelled;                    /* the first object is: there are labels */
};

/*
 * The panes of records with HEAD into *OUT. A field is ignored if it has the
 * name of a kind of ground truth, but not its dtype and shape. Returns 0, or
 * -1 with a data diag when there is no video.
 */
int panes_of(const struct record_head *head, struct panes *out, struct diag *d);

/*
 * Show at most SIDE pixels, at least 1, of a frame's longer side, and no more
 * than before.
 */
void panes_thin(struct panes *p, unsigned side);

/* Whether records with A and with B can be shown in one picture. */
int panes_same(const struct panes *a, const struct panes *b);

/* The name of the field that panes of KIND show. */
const char *panes_name(enum pane_kind kind);

/* Whether the records have KIND. */
int panes_have(const struct panes *p, enum pane_kind kind);

/*
 * What follows reads the record at PAYLOAD, which must have the kind. A pixel
 * of the video has the number panes_pixel among all pixels of all views, whose
 * total is panes_pixels.
 */
size_t panes_pixels(const struct panes *p);
size_t panes_pixel(const struct panes *p, unsigned view, unsigned frame,
                   unsigned x, unsigned y);

/* The number of the object at pixel AT, from 1; 0: none. */
unsigned panes_mask(const struct panes *p, const unsigned char *payload,
                    size_t at);

/* The depth at pixel AT, world units; not above 0: none. */
double panes_depth(const struct panes *p, const unsigned char *payload,
                   size_t at);

/* The flow at pixel AT, x and y, pixels a frame. */
void panes_flow(const struct panes *p, const unsigned char *payload, size_t at,
                double flow[2]);

/*
 * The box of OBJECT, counted from 0, in FRAME of VIEW: x0, y0, x1, y1, without
 * x1 and y1 themselves. Returns whether the object is to be seen.
 */
int panes_box(const struct panes *p, const unsigned char *payload,
              unsigned view, unsigned object, unsigned frame, int32_t box[4]);

#endif
