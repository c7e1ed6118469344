#ifndef VG_PANES_H
#define VG_PANES_H

#include <stddef.h>

#include "base/diag.h"
#include "stream/record.h"
#include "view/video.h"

/*
 * What a record has to show, as panes that stand side by side: for each view
 * its video, and then the ground truth that there is, in colours.
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
	unsigned panes;                   /* views x kinds */
	unsigned kinds;
	enum pane_kind kind[PANE_KINDS];
	size_t offset[PANE_KINDS];        /* in the payload, by kind */
	int flow_planes;                  /* x and y are planes */
	unsigned objects;                 /* that have boxes */
};

/* What a record's own numbers are measured by. */
struct panes_scale {
	double nearest; /* the least depth, world units */
	double fastest; /* the longest flow, pixels */
};

/*
 * What HEAD's records show. A field that has the name of a kind of truth but
 * not its form is left out. Returns 0, or -1 with a data diag when there is
 * no video.
 */
int panes_of(const struct record_head *head, struct panes *out, struct diag *d);

/* Whether records of both can stand in one picture. */
int panes_same(const struct panes *a, const struct panes *b);

/* The view that PANE shows, and the name of what of it. */
unsigned panes_view(const struct panes *p, unsigned pane);
const char *panes_name(const struct panes *p, unsigned pane);

/* The scale of the record at PAYLOAD. */
struct panes_scale panes_measure(const struct panes *p,
                                 const unsigned char *payload);

/*
 * Pixel (X, Y) of FRAME in PANE of the record at PAYLOAD, as RGB bytes.
 *
 * Mask: a colour for each object, black for none. Depth: the nearer the
 * lighter, as 1 / depth; dark blue where there is none. Flow: the hue is the
 * direction, the strength the length; white where nothing moves. Box: the
 * video with the boxes on it, just outside of what they hold.
 */
void panes_pixel(const struct panes *p, const unsigned char *payload,
                 const struct panes_scale *scale, unsigned pane, unsigned frame,
                 unsigned x, unsigned y, unsigned char rgb[3]);

#endif
