/* The caption of a pane: its name, and its colours explained. */
#include "view/caption.h"

#include <stdio.h>

#include "image/font5x7.h"

#define OBJECTS 8 /* whose colours are shown */
#define STEPS 6   /* of depth */

/* The objects' colours: "[red] labelled [blue] 2 [green] 3". */
static void write_objects(struct pen *pen, const struct legend *l, int labelled)
{
	char number[16];

	for (unsigned id = 1; id <= l->objects && id <= OBJECTS; id++) {
		(void)snprintf(number, sizeof number, " %u ", id);
		pen_patch(pen, l->rgb[id]);
		pen_write(pen, id == 1 && labelled ? " labelled " : number);
	}
	if (l->objects > OBJECTS)
		pen_write(pen, "...");
}

static void write_depth(struct pen *pen, const struct legend *l)
{
	char number[32];
	unsigned char rgb[3];

	if (l->nearest <= 0.0)
		return;
	(void)snprintf(number, sizeof number, "%.4g ", l->nearest);
	pen_write(pen, number);
	for (unsigned i = 0; i < STEPS; i++) {
		legend_depth(l, l->nearest + (l->farthest - l->nearest) * i /
		                    (STEPS - 1), rgb);
		pen_patch(pen, rgb);
	}
	(void)snprintf(number, sizeof number, " %.4g", l->farthest);
	pen_write(pen, number);
}

static void write_flow(struct pen *pen, const struct legend *l)
{
	static const struct {
		double x, y;
		char arrow[3];
	} ways[] = {
		{ 1, 0, { FONT5X7_RIGHT, ' ', 0 } },
		{ 0, 1, { FONT5X7_DOWN, ' ', 0 } },
		{ -1, 0, { FONT5X7_LEFT, ' ', 0 } },
		{ 0, -1, { FONT5X7_UP, ' ', 0 } },
	};
	char most[32];

	if (l->fastest <= 0.0)
		return;
	for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
		double flow[2] = { ways[i].x * l->fastest,
			           ways[i].y * l->fastest };
		unsigned char rgb[3];

		legend_flow(l, flow, rgb);
		pen_patch(pen, rgb);
		pen_write(pen, ways[i].arrow);
	}
	(void)snprintf(most, sizeof most, "to %.3g px", l->fastest);
	pen_write(pen, most);
}

void caption_kind(struct pen *pen, const struct panes *p,
                  const struct legend *legend, enum pane_kind kind)
{
	if (kind == PANE_VIDEO)
		return;
	pen_write(pen, panes_name(kind));
	pen_write(pen, " ");
	if (kind == PANE_DEPTH)
		write_depth(pen, legend);
	if (kind == PANE_FLOW)
		write_flow(pen, legend);
	if (kind == PANE_MASK ||
	    (kind == PANE_BOX && !panes_have(p, PANE_MASK)))
		write_objects(pen, legend, p->labelled);
}

void caption_camera(struct pen *pen, unsigned view, unsigned width)
{
	static const char *const forms[] = { "camera %u ", "%u" };
	char text[32];

	for (int i = 0; i < 2; i++) {
		int length = snprintf(text, sizeof text, forms[i], view);

		if (lettering_width(pen->size, (unsigned)length) > width)
			continue;
		pen_write(pen, text);
		return;
	}
}
