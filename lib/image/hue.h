#ifndef VG_HUE_H
#define VG_HUE_H

/*
 * The pure colour at HUE, 0 … 1 from red over green and blue back to red;
 * RGB from 0 to 1.
 */
void hue_rgb(double hue, double rgb[3]);

#endif
