/* Arrange frames of samples in rows and columns of one picture. */
#include "view/contact_sheet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "view/boxes.h"
#include "view/caption.h"

#define GAP 2         /* pixels between frames */
#define WIDTH_MIN 360 /* thirty letters of the least size */
#define LETTER_SIZE_MIN 2
#define PER_LETTER_SIZE 1024 /* a wider sheet is shown smaller */
#define PAPER 250     /* grey level of the background */

/* A frame, and where it is in its row. */
struct cell {
	unsigned view, frame;
	enum pane_kind kind;
};

static unsigned tile_width(const struct contact_sheet *s)
{
	return s->panes.width * s->scale + GAP;
}

/* Captions in a row above the frames of LINE: one view's video needs none. */
static unsigned captions_above(const struct contact_sheet *s, unsigned line)
{
	return line + (s->panes.video.views > 1);
}

/* The height of a title or a caption. */
static unsigned text_height(const struct contact_sheet *s)
{
	return lettering_height(s->letter_size);
}

/* From the top of a row to the frames of LINE. */
static uint64_t frame_top(const struct contact_sheet *s, unsigned line)
{
	uint64_t frame_height = s->panes.height * s->scale + GAP;

	return text_height(s) * (1 + (uint64_t)captions_above(s, line)) +
	       line * frame_height;
}

/* The next row begins where its line after the last one would have text. */
static uint64_t row_height(const struct contact_sheet *s)
{
	return frame_top(s, s->lines) - text_height(s);
}

/* Choose scale and columns, at most as given, and the width. */
static void fit_width(struct contact_sheet *s, unsigned columns, unsigned scale)
{
	unsigned most;

	panes_thin(&s->panes, CONTACT_SHEET_WIDTH_MAX - 2 * GAP);
	most = (CONTACT_SHEET_WIDTH_MAX - 2 * GAP) / s->panes.width;
	s->scale = scale < most ? scale : most;
	most = (CONTACT_SHEET_WIDTH_MAX - GAP) / tile_width(s);
	s->columns = columns < most ? columns : most;
	s->width = GAP + s->columns * tile_width(s);
	if (s->width < WIDTH_MIN)
		s->width = WIDTH_MIN;
	s->letter_size = s->width / PER_LETTER_SIZE;
	if (s->letter_size < LETTER_SIZE_MIN)
		s->letter_size = LETTER_SIZE_MIN;
}

/* Allocate S, whose width and lines are known. */
static int allocate(struct contact_sheet *s, struct diag *d)
{
	uint64_t height = s->rows * row_height(s);

	if (height > CONTACT_SHEET_HEIGHT_MAX ||
	    s->width * height * 3 > CONTACT_SHEET_BYTES_MAX)
		return diag_invalid(d, "a picture of %u x %" PRIu64
		                    " pixels is too large", s->width, height);
	s->height = (unsigned)height;
	s->rgb = malloc((size_t)s->width * s->height * 3);
	if (s->rgb == NULL)
		return diag_system(d, ENOMEM, "picture");
	contact_sheet_clear(s);
	return 0;
}

int contact_sheet_init(struct contact_sheet *s, const struct panes *panes,
                       unsigned rows, unsigned frames, unsigned scale,
                       struct diag *d)
{
	unsigned all = panes->video.frames;

	memset(s, 0, sizeof *s);
	s->panes = *panes;
	s->rows = rows;
	s->lines = panes->video.views * panes->kinds;
	fit_width(s, frames < all ? frames : all, scale);
	return allocate(s, d);
}

int contact_sheet_init_film(struct contact_sheet *s, const struct panes *panes,
                            unsigned scale, struct diag *d)
{
	unsigned views = panes->video.views;

	memset(s, 0, sizeof *s);
	s->panes = *panes;
	s->film = 1;
	s->rows = 1;
	fit_width(s, views, scale);
	s->lines = (views + s->columns - 1) / s->columns * panes->kinds;
	return allocate(s, d);
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

/* What is in COLUMN of LINE. A film shows FRAME, and may have no such view. */
static struct cell cell_at(const struct contact_sheet *s, unsigned line,
                           unsigned column, unsigned frame)
{
	unsigned last = s->columns > 1 ? s->columns - 1 : 1;
	unsigned group = line / s->panes.kinds;
	struct cell c = { .kind = s->panes.kind[line % s->panes.kinds] };

	if (s->film) {
		c.view = group * s->columns + column;
		c.frame = frame;
	} else {
		c.view = group;
		c.frame = (unsigned)((uint64_t)column *
		                     (s->panes.video.frames - 1) / last);
	}
	return c;
}

/* Draw frame C, magnified, with its top left corner at (LEFT, TOP). */
static void draw_cell(struct contact_sheet *s, const unsigned char *payload,
                      const struct legend *legend, const struct cell *c,
                      unsigned left, unsigned top)
{
	unsigned wide = s->panes.width * s->scale;
	unsigned high = s->panes.height * s->scale;

	struct frame_place place = { left, top, s->scale };
	struct picture on = { s->rgb, s->width, s->height };

	for (unsigned y = 0; y < high; y++) {
		unsigned char *line =
		    s->rgb + ((size_t)(top + y) * s->width + left) * 3;

		if (y % s->scale != 0) {
			memcpy(line, line - (size_t)s->width * 3,
			       (size_t)wide * 3);
			continue;
		}
		for (unsigned x = 0; x < wide; x++)
			legend_pixel(legend, &s->panes, payload, c->view,
			             c->kind, c->frame, x / s->scale,
			             y / s->scale, line + (size_t)x * 3);
	}
	if (c->kind == PANE_BOX)
		boxes_draw(&on, &place, &s->panes, payload, legend, c->view,
		           c->frame);
}

static struct pen pen_at(const struct contact_sheet *s, struct picture *on,
                         unsigned x, unsigned y)
{
	*on = (struct picture){ s->rgb, s->width, s->height };
	return (struct pen){ on, x, y, s->letter_size };
}

/*
 * Write above cell C, in column I of a line, what the line shows and whose view
 * it is; in a film, above each video whose view.
 */
static void draw_caption(struct contact_sheet *s, const struct legend *legend,
                         const struct cell *c, unsigned i, unsigned left,
                         unsigned top)
{
	struct picture on;
	struct pen pen = pen_at(s, &on, left, top);

	if (s->panes.video.views > 1 &&
	    (s->film ? c->kind == PANE_VIDEO : i == 0))
		caption_camera(&pen, c->view,
		               s->film ? tile_width(s) : s->width);
	if (i == 0)
		caption_kind(&pen, &s->panes, legend, c->kind);
}

/* Draw the captions and cells of LINE; the frame of a film is FRAME. */
static void draw_line(struct contact_sheet *s, const unsigned char *payload,
                      const struct legend *legend, unsigned line,
                      unsigned frame)
{
	unsigned top = contact_sheet_filled_height(s) +
	               (unsigned)frame_top(s, line);

	for (unsigned i = 0; i < s->columns; i++) {
		unsigned left = GAP + i * tile_width(s);
		struct cell c = cell_at(s, line, i, frame);

		if (c.view >= s->panes.video.views)
			break;
		draw_caption(s, legend, &c, i, left, top - text_height(s));
		draw_cell(s, payload, legend, &c, left, top);
	}
}

void contact_sheet_add_frame(struct contact_sheet *s,
                             const unsigned char *payload,
                             const struct legend *legend, unsigned frame)
{
	for (unsigned line = 0; line < s->lines; line++)
		draw_line(s, payload, legend, line, frame);
	s->filled++;
}

void contact_sheet_add(struct contact_sheet *s, const unsigned char *payload)
{
	struct legend legend;

	legend_of(&s->panes, payload, &legend);
	contact_sheet_add_frame(s, payload, &legend, 0);
}

void contact_sheet_title(struct contact_sheet *s, unsigned row,
                         const char *title)
{
	struct picture on;
	struct pen pen =
	    pen_at(s, &on, GAP, row * (unsigned)row_height(s));

	pen_write(&pen, title);
}

unsigned contact_sheet_filled_height(const struct contact_sheet *s)
{
	return s->filled * (unsigned)row_height(s);
}
