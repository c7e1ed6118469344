/* Arrange frames of samples in rows and columns of one picture. */
#include "view/contact_sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/font5x7.h"

#define GAP 2      /* pixels between frames */
#define PANE_GAP 8 /* pixels added between panes */
#define TITLE (FONT5X7_HEIGHT + 6) /* pixels, above each row */
#define TITLE_TOP 4
#define PAPER 250  /* grey level of the background */
#define INK 60     /* grey level of titles */

static unsigned tile_width(const struct contact_sheet *s)
{
	return s->panes.video.width * s->scale + GAP;
}

static unsigned pane_width(const struct contact_sheet *s)
{
	return s->columns * tile_width(s) + PANE_GAP;
}

static unsigned row_height(const struct contact_sheet *s)
{
	return TITLE + s->panes.video.height * s->scale + GAP;
}

int contact_sheet_init(struct contact_sheet *s, const struct panes *panes,
                       unsigned rows, unsigned columns, unsigned scale,
                       struct diag *d)
{
	uint64_t width, height;

	memset(s, 0, sizeof *s);
	s->panes = *panes;
	s->rows = rows;
	s->columns =
	    columns < panes->video.frames ? columns : panes->video.frames;
	s->scale = scale;
	width = (uint64_t)panes->count *
	            ((uint64_t)s->columns *
	                 ((uint64_t)panes->video.width * scale + GAP) +
	             PANE_GAP) -
	        PANE_GAP + GAP;
	height = (uint64_t)rows *
	         (TITLE + (uint64_t)panes->video.height * scale + GAP);
	if (width > CONTACT_SHEET_SIDE_MAX || height > CONTACT_SHEET_SIDE_MAX ||
	    width * height * 3 > CONTACT_SHEET_BYTES_MAX)
		return diag_invalid(d,
		                    "a picture of %ju x %ju pixels is too "
		                    "large",
		                    (uintmax_t)width, (uintmax_t)height);
	s->width = (unsigned)width;
	s->height = (unsigned)height;
	s->rgb = malloc((size_t)(width * height * 3));
	if (s->rgb == NULL)
		return diag_system(d, ENOMEM, "picture");
	contact_sheet_clear(s);
	return 0;
}

void contact_sheet_clear(struct contact_sheet *s)
{
	s->filled = 0;
	memset(s->rgb, PAPER, (size_t)s->width * s->height * 3);
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

/* What PANE is called; the first one has the sample's title instead. */
static void name_pane(const struct panes *p, unsigned pane, char *out,
                      size_t size)
{
	const char *kind = p->kinds > 1 ? panes_name(p, pane) : "";
	unsigned view = panes_view(p, pane);

	if (p->video.views > 1)
		(void)snprintf(out, size, "camera %u %s", view, kind);
	else
		(void)snprintf(out, size, "%s", kind);
}

/* Draw FRAME of PANE, magnified, with its top left corner at (LEFT, TOP). */
static void draw_frame(struct contact_sheet *s, const unsigned char *payload,
                       const struct panes_scale *scale, unsigned pane,
                       unsigned frame, unsigned left, unsigned top)
{
	const struct video *v = &s->panes.video;
	unsigned char rgb[3];

	for (unsigned y = 0; y < v->height * s->scale; y++)
		for (unsigned x = 0; x < v->width * s->scale; x++) {
			panes_pixel(&s->panes, payload, scale, pane, frame,
			            x / s->scale, y / s->scale, rgb);
			put(s, left + x, top + y, rgb);
		}
}

void contact_sheet_add(struct contact_sheet *s, const unsigned char *payload)
{
	struct panes_scale scale = panes_measure(&s->panes, payload);
	unsigned top = s->filled * row_height(s);
	unsigned last = s->columns > 1 ? s->columns - 1 : 1;
	char name[64];

	for (unsigned pane = 0; pane < s->panes.count; pane++) {
		unsigned left = GAP + pane * pane_width(s);

		if (pane > 0) {
			name_pane(&s->panes, pane, name, sizeof name);
			write_title(s, name, left, top + TITLE_TOP);
		}
		for (unsigned i = 0; i < s->columns; i++)
			draw_frame(s, payload, &scale, pane,
			           i * (s->panes.video.frames - 1) / last,
			           left + i * tile_width(s), top + TITLE);
	}
	s->filled++;
}

void contact_sheet_title(struct contact_sheet *s, unsigned row,
                         const char *title)
{
	write_title(s, title, GAP, row * row_height(s) + TITLE_TOP);
}

unsigned contact_sheet_filled_height(const struct contact_sheet *s)
{
	return s->filled * row_height(s);
}
