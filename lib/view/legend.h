#ifndef VG_LEGEND_H
#define VG_LEGEND_H

#include "view/panes.h"

/*
 * What the colours of one record's panes mean.
 *
 * Mask and box: each object has its own colour, the mean of its pixels in all
 * frames, made bright; or, where there are no pixels or it would be like that
 * of an earlier object, a hue of its own. Depth: lightness falls from the
 * nearest to the farthest pixel of what moves: of the objects of the mask, else
 * where there is flow, else all; dark blue for none. Flow: hue is the
 * direction, lightness the root of the speed; black for no motion. Box: the
 * video, on which boxes.h draws.
 */

#define LEGEND_OBJECTS 255

struct legend {
	double nearest, farthest; /* depth, world units; both 0: there is none */
	double fastest;           /* the longest flow, pixels a frame */
	unsigned objects;         /* the highest number of one that is seen */
	unsigned char rgb[LEGEND_OBJECTS + 1][3]; /* by number; 0: black */
};

/* What the record at PAYLOAD, with panes P, needs to be coloured, into *OUT. */
void legend_of(const struct panes *p, const unsigned char *payload,
               struct legend *out);

/* The colour of a pixel that is at depth Z of the record. */
void legend_depth(const struct legend *l, double z, unsigned char rgb[3]);

/* The colour of a pixel that moves by FLOW. */
void legend_flow(const struct legend *l, const double flow[2],
                 unsigned char rgb[3]);

/*
 * Pixel (X, Y) of the thinned frame, which is pixel (X, Y) * P->step of the
 * record's, of KIND in FRAME of VIEW of the record at PAYLOAD, as RGB bytes.
 */
void legend_pixel(const struct legend *l, const struct panes *p,
                  const unsigned char *payload, unsigned view,
                  enum pane_kind kind, unsigned frame, unsigned x, unsigned y,
                  unsigned char rgb[3]);

#endif
