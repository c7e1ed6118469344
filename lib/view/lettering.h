#ifndef VG_LETTERING_H
#define VG_LETTERING_H

/* Text and patches of colour on a picture, cut off at its right edge. */

struct picture {
	unsigned char *rgb; /* height x width x 3 bytes, borrowed */
	unsigned width, height;
};

struct pen {
	struct picture *on;
	unsigned x, y; /* the top left corner of the next letter */
	unsigned size; /* pixels of the picture for one of a letter */
};

/* The height of a line of letters of SIZE, with the space around it. */
unsigned lettering_height(unsigned size);

/* The width of COUNT letters of SIZE. */
unsigned lettering_width(unsigned size, unsigned count);

/* Write TEXT, in ASCII and the arrows of font5x7.h, and move P behind it. */
void pen_write(struct pen *p, const char *text);

/* Paint a patch as high and wide as a letter, with a rim, and move P behind it. */
void pen_patch(struct pen *p, const unsigned char rgb[3]);

#endif
