/* Draw the outlines of boxes. */
#include "view/boxes.h"

#include <string.h>

/* Pixels of a thinned frame: x0 <= x < x1, y0 <= y < y1, perhaps outside it. */
struct area {
	int64_t x0, y0, x1, y1;
};

/* N / STEP, rounded down. */
static int64_t divide(int64_t n, int64_t step)
{
	return n / step - (n % step < 0);
}

/* The pixels shown of BOX, and OUTSIDE more on each side. */
static struct area around(const struct panes *p, const int32_t box[4],
                          int outside)
{
	int64_t step = p->step;

	return (struct area){
		divide(box[0], step) - outside,
		divide(box[1], step) - outside,
		divide(box[2] - INT64_C(1), step) + 1 + outside,
		divide(box[3] - INT64_C(1), step) + 1 + outside,
	};
}

/* Colour the pixels of A that are in the frame. */
static void fill(struct picture *on, const struct frame_place *place,
                 const struct panes *p, struct area a,
                 const unsigned char rgb[3])
{
	int64_t scale = place->scale;
	int64_t x0 = a.x0 < 0 ? 0 : a.x0, y0 = a.y0 < 0 ? 0 : a.y0;
	int64_t x1 = a.x1 < p->width ? a.x1 : p->width;
	int64_t y1 = a.y1 < p->height ? a.y1 : p->height;

	for (int64_t y = y0 * scale; y < y1 * scale; y++)
		for (int64_t x = x0 * scale; x < x1 * scale; x++) {
			size_t line = place->top + (size_t)y;
			size_t column = place->left + (size_t)x;

			memcpy(on->rgb + (line * on->width + column) * 3, rgb,
			       3);
		}
}

/* Draw the outermost pixels of A. */
static void outline(struct picture *on, const struct frame_place *place,
                    const struct panes *p, struct area a,
                    const unsigned char rgb[3])
{
	const struct area sides[4] = {
		{ a.x0, a.y0, a.x1, a.y0 + 1 },
		{ a.x0, a.y1 - 1, a.x1, a.y1 },
		{ a.x0, a.y0, a.x0 + 1, a.y1 },
		{ a.x1 - 1, a.y0, a.x1, a.y1 },
	};

	for (int i = 0; i < 4; i++)
		fill(on, place, p, sides[i], rgb);
}

void boxes_draw(struct picture *on, const struct frame_place *place,
                const struct panes *p, const unsigned char *payload,
                const struct legend *legend, unsigned view, unsigned frame)
{
	static const unsigned char white[3] = { 255, 255, 255 };
	int32_t box[4];

	for (unsigned k = p->objects; k-- > 0;) {
		if (!panes_box(p, payload, view, k, frame, box))
			continue;
		if (k == 0 && p->objects > 1 && p->labelled)
			outline(on, place, p, around(p, box, 2), white);
		outline(on, place, p, around(p, box, 1), legend->rgb[k + 1]);
	}
}
