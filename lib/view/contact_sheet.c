/* Arrange frames of samples in rows and columns of one picture. */
#include "view/contact_sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/font5x7.h"

#define GAP 2       /* pixels between frames */
#define PANE_GAP 8  /* and between panes */
#define TITLE (FONT5X7_HEIGHT + 6)
#define PAPER 250
#define INK 60

static unsigned tile_width(const struct contact_sheet *s)
{
	return s->panels.video.width * s->scale + GAP;
}

static unsigned pane_width(const struct contact_sheet *s)
{
	return s->columns * tile_width(s) + PANE_GAP;
}

static unsigned row_height(const struct contact_sheet *s)
{
	return TITLE + s->panels.video.height * s->scale + GAP;
}

int contact_sheet_init(struct contact_sheet *s, const struct panes *panels,
                       unsigned rows, unsigned columns, unsigned scale,
                       struct diag *d)
{
	uint64_t width, height;

	memset(s, 0, sizeof *s);
	s->panels = *panels;
	s->rows = rows;
	s->columns = columns < panels->video.frames ? columns
	                                            : panels->video.frames;
	s->scale = scale;
	width = (uint64_t)panels->panes *
	            ((uint64_t)s->columns *
	                 ((uint64_t)panels->video.width * scale + GAP) +
	             PANE_GAP) -
	        PANE_GAP + GAP;
	height = (uint64_t)rows *
	         (TITLE + (uint64_t)panels->video.height * scale + GAP);
	if (width > CONTACT_SHEET_SIDE_MAX || height > CONTACT_SHEET_SIDE_MAX ||
	    width * height * 3 > CONTACT_SHEET_BYTES_MAX)
		return diag_invalid(d,
		                    "a picture of %ju x %ju pixels is too "
		                    "large; reduce --grid or --scale",
		                    (uintmax_t)width, (uintmax_t)height);
	s->width = (unsigned)width;
	s->height = (unsigned)height;
	s->rgb = malloc((size_t)(width * height * 3));
	if (s->rgb == NULL)
		return diag_system(d, ENOMEM, "picture");
	memset(s->rgb, PAPER, (size_t)(width * height * 3));
	return 0;
}

void contact_sheet_free(struct contact_sheet *s)
{
	free(s->rgb);
	s->rgb = NULL;
}

static void put(struct contact_sheet *s, unsigned x, unsigned y,
                const unsigned char rgb[3])
{
	memcpy(s->rgb + ((size_t)y * s->width + x) * 3, rgb, 3);
}

static void write_title(struct contact_sheet *s, const char *title,
                        unsigned left, unsigned top)
{
	static const unsigned char ink[3] = { INK, INK, INK };

	for (unsigned i = 0; title[i] != '\0'; i++)
		for (unsigned y = 0; y < FONT5X7_HEIGHT; y++)
			for (unsigned x = 0; x < FONT5X7_WIDTH; x++) {
				unsigned at =
				    left + i * (FONT5X7_WIDTH + 1) + x;

				if (at < s->width &&
				    font5x7_pixel(title[i], x, y))
					put(s, at, top + y, ink);
			}
}

/* What PANE is called; the first one has the sample's title. */
static void name_pane(const struct panes *p, unsigned pane, const char *title,
                      char *out, size_t size)
{
	const char *kind = p->kinds > 1 ? panes_name(p, pane) : "";
	unsigned view = panes_view(p, pane);

	if (pane == 0)
		(void)snprintf(out, size, "%s", title);
	else if (p->video.views > 1)
		(void)snprintf(out, size, "camera %u %s", view, kind);
	else
		(void)snprintf(out, size, "%s", kind);
}

/* FRAME of PANE, magnified, with its top left corner at (LEFT, TOP). */
static void draw_frame(struct contact_sheet *s, const unsigned char *payload,
                       const struct panes_scale *scale, unsigned pane,
                       unsigned frame, unsigned left, unsigned top)
{
	const struct video *v = &s->panels.video;
	unsigned char rgb[3];

	for (unsigned y = 0; y < v->height * s->scale; y++)
		for (unsigned x = 0; x < v->width * s->scale; x++) {
			panes_pixel(&s->panels, payload, scale, pane, frame,
			            x / s->scale, y / s->scale, rgb);
			put(s, left + x, top + y, rgb);
		}
}

void contact_sheet_add(struct contact_sheet *s, const unsigned char *payload,
                       const char *title)
{
	struct panes_scale scale = panes_measure(&s->panels, payload);
	unsigned top = s->filled * row_height(s);
	unsigned last = s->columns > 1 ? s->columns - 1 : 1;
	char name[64];

	for (unsigned pane = 0; pane < s->panels.panes; pane++) {
		unsigned left = GAP + pane * pane_width(s);

		name_pane(&s->panels, pane, title, name, sizeof name);
		write_title(s, name, left, top + 4);
		for (unsigned i = 0; i < s->columns; i++)
			draw_frame(s, payload, &scale, pane,
			           i * (s->panels.video.frames - 1) / last,
			           left + i * tile_width(s), top + TITLE);
	}
	s->filled++;
}

unsigned contact_sheet_filled_height(const struct contact_sheet *s)
{
	return s->filled * row_height(s);
}
