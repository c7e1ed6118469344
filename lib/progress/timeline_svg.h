#ifndef VG_CHART_H
#define VG_CHART_H

#include "base/text.h"
#include "estimate/timeline.h"

/*
 * A run's course as SVG elements without letters, to be stretched to any
 * width: viewBox 0 0 CHART_WIDTH CHART_HEIGHT, x being time from the course's
 * first point to its last. Lines keep their width. Colours are the page's, by
 * class: area, line, band, now, grid. Pure.
 */

#define CHART_WIDTH 600
#define CHART_HEIGHT 150

/* What stands at the upper edge of a chart. */
struct chart_scale {
	double low, high;
};

/* Whether there is something to draw: two moments that differ. */
int chart_known(const struct course *c);

/* The rate, from 0 up to a round number. */
struct chart_scale chart_rate_scale(const struct course *c);
void chart_rate(struct text *t, const struct course *c,
                const struct chart_scale *s);

/*
 * The predicted finish, a band from low to high, and the present moment as a
 * diagonal, which the band must meet: y is time from the course's first
 * point up to a little after what most of the newer half predicted.
 */
struct chart_scale chart_finish_scale(const struct course *c);
void chart_finish(struct text *t, const struct course *c,
                  const struct chart_scale *s);

#endif
