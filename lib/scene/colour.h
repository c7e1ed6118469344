#ifndef VG_COLOUR_H
#define VG_COLOUR_H

#include <stdint.h>

#include "plan/plan.h"

/*
 * The colours of a sample, RGB, 0 … 255. What is drawn for each sample has
 * lanes of its own, so that no colour tells anything of the class. Random
 * objects are dark and strong, random backgrounds light and pale: they
 * differ also in grey.
 */

/*
 * Of object WHICH of sample INDEX, distractors being counted after the
 * objects: by the plan's key for the first; the others follow a fixed
 * palette, or are random if the first one is.
 */
void colour_object(const struct plan *plan, uint64_t index, unsigned which,
                   double rgb[3]);

/* Of sample INDEX's plain background. */
void colour_background(const struct plan *plan, uint64_t index, double rgb[3]);

#endif
