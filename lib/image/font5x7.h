#ifndef VG_FONT5X7_H
#define VG_FONT5X7_H

/* The letters a-z and digits as pixels; other characters are blank. */

#define FONT5X7_WIDTH 5
#define FONT5X7_HEIGHT 7

/* Whether pixel (X, Y) of C, counted from its top left, is set. */
int font5x7_pixel(char c, unsigned x, unsigned y);

#endif
