#ifndef VG_HUE_H
#define VG_HUE_H

/*
 * The saturated colour of HUE, 0 … 1 from red through green and blue back to
 * red. RGB is 0 … 1.
 */
void hue_rgb(double hue, double rgb[3]);

#endif
