#ifndef VG_FONT5X7_H
#define VG_FONT5X7_H

/*
 * Letters, digits, . , - _ : / + = ( ) * # and arrows as pixels; other
 * characters are blank.
 */

#define FONT5X7_WIDTH 5
#define FONT5X7_HEIGHT 7

/* Arrows, as characters. */
#define FONT5X7_RIGHT 1
#define FONT5X7_DOWN 2
#define FONT5X7_LEFT 3
#define FONT5X7_UP 4

/* Whether pixel (X, Y) of C, counted from its top left, is set. */
int font5x7_pixel(char c, unsigned x, unsigned y);

#endif
