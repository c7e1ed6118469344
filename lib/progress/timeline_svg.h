#ifndef VG_TIMELINE_SVG_H
#define VG_TIMELINE_SVG_H

#include "base/text.h"
#include "estimate/timeline.h"

/*
 * A run's timeline as SVG elements without letters, to be stretched to any
 * width: viewBox 0 0 TIMELINE_SVG_WIDTH TIMELINE_SVG_HEIGHT, x being time from
 * the first point to the last. Lines keep their width. Colours are the page's,
 * by class: area, c, band, now, grid. Pure.
 */

#define TIMELINE_SVG_WIDTH 600
#define TIMELINE_SVG_HEIGHT 150

/* The values at the lower and upper edge of a chart. */
struct timeline_svg_scale {
	double low, high;
};

/* Whether there is something to draw: two moments that differ. */
int timeline_svg_known(const struct timeline *c);

/* The rate, from 0 up to a round number. */
struct timeline_svg_scale timeline_svg_rate_scale(const struct timeline *c);
void timeline_svg_rate(struct text *t, const struct timeline *c,
                       const struct timeline_svg_scale *s);

/*
 * The predicted finish, a band from low to high, and the present moment as a
 * diagonal, which the band must meet: y is time from the first point up to a
 * little after the latest prediction. Wild ones, three times as late as most of
 * the newer half, are left out.
 */
struct timeline_svg_scale timeline_svg_finish_scale(const struct timeline *c);
void timeline_svg_finish(struct text *t, const struct timeline *c,
                         const struct timeline_svg_scale *s);

#endif
