#ifndef VG_FONT5X7_H
#define VG_FONT5X7_H

/* Letters a-z and digits as pixels; any other character is a space. */

#define FONT5X7_WIDTH 5
#define FONT5X7_HEIGHT 7

/* Whether pixel (X, Y) of C, from its top left corner, is set. */
int font5x7_pixel(char c, unsigned x, unsigned y);

#endif
