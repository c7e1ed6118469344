#ifndef VG_COLOUR_H
#define VG_COLOUR_H

#include <stdint.h>

#include "plan/plan.h"

/*
 * The colours of a sample, RGB, 0 … 255. Random colours have their own random
 * lanes, so that they reveal nothing of the class. Random objects are dark and
 * saturated, random backgrounds light and pale, so that they also differ in
 * grey.
 */

/*
 * The colour of object WHICH of sample INDEX; distractors are numbered after
 * the objects. The first has the colour of the plan. The others have colours of
 * a fixed palette, or random colours if the first is random.
 */
void colour_object(const struct plan *plan, uint64_t index, unsigned which,
                   double rgb[3]);

/* The colour of the plain background of sample INDEX. */
void colour_background(const struct plan *plan, uint64_t index, double rgb[3]);

#endif
