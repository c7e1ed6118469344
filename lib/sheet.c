#include "sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "glyph.h"

#define GAP 2       /* pixels between frames */
#define VIEW_GAP 8  /* and between views */
#define TITLE (GLYPH_HEIGHT + 6)
#define PAPER 250
#define INK 60

static unsigned tile_width(const struct sheet *s)
{
	return s->video.width * s->scale + GAP;
}

static unsigned view_width(const struct sheet *s)
{
	return s->columns * tile_width(s) + VIEW_GAP;
}

static unsigned row_height(const struct sheet *s)
{
	return TITLE + s->video.height * s->scale + GAP;
}

int sheet_init(struct sheet *s, const struct video *video, unsigned rows,
               unsigned columns, unsigned scale, struct diag *d)
{
	uint64_t width, height;

	memset(s, 0, sizeof *s);
	s->video = *video;
	s->rows = rows;
	s->columns = columns < video->frames ? columns : video->frames;
	s->scale = scale;
	width = (uint64_t)video->views *
	            ((uint64_t)s->columns *
	                 ((uint64_t)video->width * scale + GAP) + VIEW_GAP) -
	        VIEW_GAP + GAP;
	height = (uint64_t)rows *
	         (TITLE + (uint64_t)video->height * scale + GAP);
	if (width > SHEET_SIDE_MAX || height > SHEET_SIDE_MAX ||
	    width * height * 3 > SHEET_BYTES_MAX)
		return diag_usage(d, "a picture of %ju x %ju pixels is too "
		                  "large; lower --grid or --scale",
		                  (uintmax_t)width, (uintmax_t)height);
	s->width = (unsigned)width;
	s->height = (unsigned)height;
	s->rgb = malloc((size_t)(width * height * 3));
	if (s->rgb == NULL)
		return diag_system(d, ENOMEM, "picture");
	memset(s->rgb, PAPER, (size_t)(width * height * 3));
	return 0;
}

void sheet_free(struct sheet *s)
{
	free(s->rgb);
	s->rgb = NULL;
}

static void put(struct sheet *s, unsigned x, unsigned y,
                const unsigned char rgb[3])
{
	memcpy(s->rgb + ((size_t)y * s->width + x) * 3, rgb, 3);
}

static void write_title(struct sheet *s, const char *title, unsigned top)
{
	static const unsigned char ink[3] = { INK, INK, INK };

	for (unsigned i = 0; title[i] != '\0'; i++)
		for (unsigned y = 0; y < GLYPH_HEIGHT; y++)
			for (unsigned x = 0; x < GLYPH_WIDTH; x++) {
				unsigned at = GAP + i * (GLYPH_WIDTH + 1) + x;

				if (at < s->width &&
				    glyph_pixel(title[i], x, y))
					put(s, at, top + y, ink);
			}
}

/* Frame FRAME of VIEW, magnified, with its top left corner at (LEFT, TOP). */
static void draw_frame(struct sheet *s, const unsigned char *payload,
                       unsigned view, unsigned frame, unsigned left,
                       unsigned top)
{
	unsigned char rgb[3];

	for (unsigned y = 0; y < s->video.height * s->scale; y++)
		for (unsigned x = 0; x < s->video.width * s->scale; x++) {
			video_pixel(&s->video, payload, view, frame,
			            x / s->scale, y / s->scale, rgb);
			put(s, left + x, top + y, rgb);
		}
}

void sheet_add(struct sheet *s, const unsigned char *payload,
               const char *title)
{
	unsigned top = s->filled * row_height(s);
	unsigned last = s->columns > 1 ? s->columns - 1 : 1;

	write_title(s, title, top + 4);
	for (unsigned view = 0; view < s->video.views; view++)
		for (unsigned i = 0; i < s->columns; i++) {
			unsigned frame = i * (s->video.frames - 1) / last;

			draw_frame(s, payload, view, frame,
			           GAP + view * view_width(s) +
			               i * tile_width(s),
			           top + TITLE);
		}
	s->filled++;
}

unsigned sheet_filled_height(const struct sheet *s)
{
	return s->filled * row_height(s);
}
