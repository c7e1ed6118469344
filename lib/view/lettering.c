/* Draw letters from the bitmap font, magnified. */
#include "view/lettering.h"

#include <stddef.h>
#include <string.h>

#include "image/font5x7.h"

#define ABOVE 2 /* pixels of a letter, free above it … */
#define BELOW 1 /* … and below */

static const unsigned char ink[3] = { 60, 60, 60 };

unsigned lettering_height(unsigned size)
{
	return size * (ABOVE + FONT5X7_HEIGHT + BELOW);
}

unsigned lettering_width(unsigned size, unsigned count)
{
	return size * (FONT5X7_WIDTH + 1) * count;
}

/* Colour pixel (X, Y) of the letter that P is at. */
static void put(const struct pen *p, unsigned x, unsigned y,
                const unsigned char rgb[3])
{
	for (unsigned i = 0; i < p->size * p->size; i++) {
		size_t column = p->x + x * p->size + i % p->size;
		size_t line = p->y + (ABOVE + y) * p->size + i / p->size;

		if (column < p->on->width && line < p->on->height)
			memcpy(p->on->rgb + (line * p->on->width + column) * 3,
			       rgb, 3);
	}
}

static void advance(struct pen *p)
{
	if (p->x < p->on->width)
		p->x += lettering_width(p->size, 1);
}

/* Whether pixel (X, Y) of a patch is at its edge. */
static int is_rim(unsigned x, unsigned y)
{
	return x == 0 || x == FONT5X7_WIDTH || y == 0 ||
	       y == FONT5X7_HEIGHT - 1;
}

void pen_write(struct pen *p, const char *text)
{
	for (; *text != '\0'; text++, advance(p))
		for (unsigned y = 0; y < FONT5X7_HEIGHT; y++)
			for (unsigned x = 0; x < FONT5X7_WIDTH; x++)
				if (font5x7_pixel(*text, x, y))
					put(p, x, y, ink);
}

void pen_patch(struct pen *p, const unsigned char rgb[3])
{
	for (unsigned y = 0; y < FONT5X7_HEIGHT; y++)
		for (unsigned x = 0; x <= FONT5X7_WIDTH; x++)
			put(p, x, y, is_rim(x, y) ? ink : rgb);
	advance(p);
}
