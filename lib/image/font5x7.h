#ifndef VG_GLYPH_H
#define VG_GLYPH_H

/* Letters a-z and digits as pixels; any other character is a space. */

#define GLYPH_WIDTH 5
#define GLYPH_HEIGHT 7

/* Whether pixel (X, Y) of C, from its top left corner, is set. */
int glyph_pixel(char c, unsigned x, unsigned y);

#endif
