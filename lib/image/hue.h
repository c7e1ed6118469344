#ifndef VG_HUE_H
#define VG_HUE_H

/*
 * The saturated colour of HUE, 0 … 1 from red through green and blue back to
 * red. RGB is 0 … 1.
 */
void hue_rgb(double hue, double rgb[3]);

/*
 * The hue that is N golden angles after FIRST, which is at least 0. The hues of
 * small different N are never close to each other.
 */
double hue_after(double first, unsigned n);

#endif
