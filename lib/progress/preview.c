/* A contact sheet of one checkpoint, as a PNG. */
#include "progress/preview.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "dataset/checkpoint_read.h"
#include "image/pngfile.h"
#include "view/contact_sheet.h"
#include "view/panes.h"

#define SAMPLES 4u
#define FRAMES 6u
#define NO_LABEL UINT64_MAX
#define SIDE_PIXELS 96u /* a frame's longer one, at most */

/*
 * Pass over arrays until the one called NAME. Returns 1, 0 when there is
 * none, or -1 with a diag.
 */
static int find_array(struct checkpoint_reader *r, const char *name,
                      const struct record_field **field, struct diag *d)
{
	int got;

	while ((got = checkpoint_next(r, field, d)) > 0)
		if (strcmp((*field)->name, name) == 0)
			return 1;
	return got;
}

/* The labels of the first N samples; NO_LABEL where there are none. */
static int read_labels(const struct dataset *s, uint64_t k, unsigned n,
                       uint64_t label[SAMPLES], struct diag *d)
{
	unsigned char word[8];
	const struct record_field *field = NULL;
	struct checkpoint_reader *r;
	int got = checkpoint_open(&r, s, k, NULL, d);

	for (unsigned i = 0; i < n; i++)
		label[i] = NO_LABEL;
	if (got == 0)
		got = find_array(r, "labels", &field, d);
	if (got > 0 && field->bytes != sizeof word)
		got = 0;
	for (unsigned i = 0; got > 0 && i < n; i++) {
		if (checkpoint_take(r, word, sizeof word, d) != 0)
			got = -1;
		else
			label[i] = bytes_get64(word);
	}
	checkpoint_close(r);
	return got < 0 ? -1 : 0;
}

/* The first camera alone, and no more pixels than are to be seen. */
static void thin_out(struct panes *p)
{
	struct video *v = &p->video;
	unsigned side = v->width > v->height ? v->width : v->height;
	unsigned n = (side + SIDE_PIXELS - 1) / SIDE_PIXELS;

	p->panes = 1;
	v->stride_x *= n;
	v->stride_y *= n;
	v->width = v->width >= n ? v->width / n : 1;
	v->height = v->height >= n ? v->height / n : 1;
}

static unsigned scale_of(const struct video *v)
{
	unsigned side = v->width > v->height ? v->width : v->height;

	return side > 0 && side < SIDE_PIXELS ? SIDE_PIXELS / side : 1;
}

/* Draw the samples of C that come next in array FIELD of R. */
static int draw(struct contact_sheet *s, const struct preview *c,
                struct checkpoint_reader *r, const struct record_field *field,
                const uint64_t *label, struct diag *d)
{
	unsigned char *sample = malloc((size_t)field->bytes);
	char title[64];
	int result = 0;

	if (sample == NULL)
		return diag_system(d, ENOMEM, "contact sheet");
	for (unsigned i = 0; i < c->samples && result == 0; i++) {
		result = checkpoint_take(r, sample, field->bytes, d);
		if (label[i] == NO_LABEL)
			(void)snprintf(title, sizeof title, "%" PRIu64,
			               c->first + i);
		else
			(void)snprintf(title, sizeof title,
			               "%" PRIu64 " class %" PRIu64,
			               c->first + i, label[i]);
		if (result == 0)
			contact_sheet_add(s, sample, title);
	}
	free(sample);
	return result;
}

static int encode(struct preview *c, const struct contact_sheet *s,
                  struct diag *d)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&bytes, &size);
	int result;

	if (out == NULL)
		return diag_system(d, errno, "contact sheet");
	result = pngfile_write(out, "contact sheet", s->rgb, s->width,
	                       contact_sheet_filled_height(s), d);
	if (fclose(out) != 0 && result == 0)
		result = diag_system(d, ENOMEM, "contact sheet");
	if (result != 0) {
		free(bytes);
		return -1;
	}
	c->png = (unsigned char *)bytes;
	c->png_bytes = size;
	c->width = s->width;
	c->height = contact_sheet_filled_height(s);
	return 0;
}

/* Lay out, draw and encode from array FIELD, which R has come to. */
static int show_array(struct preview *c, struct checkpoint_reader *r,
                      const struct record_field *field, const uint64_t *label,
                      struct diag *d)
{
	struct record_head head = { .fields = 0 };
	struct diag ignored;
	struct panes panels;
	struct contact_sheet s;
	int result;

	if (record_add_field(&head, field->name, field->dtype, field->dims,
	                     field->shape, d) != 0)
		return -1;
	if (panes_of(&head, &panels, &ignored) != 0)
		return 0; /* it is no video */
	thin_out(&panels);
	result = contact_sheet_init(&s, &panels, c->samples, FRAMES,
	                            scale_of(&panels.video), d);
	if (result == 0)
		result = draw(&s, c, r, field, label, d);
	if (result == 0)
		result = encode(c, &s, d);
	contact_sheet_free(&s);
	return result;
}

static int show(struct preview *c, const struct dataset *s, struct diag *d)
{
	uint64_t label[SAMPLES];
	const struct record_field *field;
	struct checkpoint_reader *r;
	int got;

	if (read_labels(s, c->k, c->samples, label, d) != 0)
		return -1;
	got = checkpoint_open(&r, s, c->k, NULL, d);
	if (got == 0)
		got = find_array(r, "videos", &field, d);
	if (got > 0)
		got = show_array(c, r, field, label, d);
	checkpoint_close(r);
	return got;
}

void preview_show(struct preview *c, const struct dataset *s, uint64_t k)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	struct diag d;

	if (c->tried && c->k == k && digest128_equal(c->xxh128, e->xxh128))
		return;
	preview_free(c);
	c->tried = 1;
	c->k = k;
	c->xxh128 = e->xxh128;
	c->first = k * s->plan.interval;
	c->samples = e->count < SAMPLES ? (unsigned)e->count : SAMPLES;
	if (show(c, s, &d) != 0)
		(void)snprintf(c->why, sizeof c->why, "%.*s",
		               (int)sizeof c->why - 1, d.message);
}

void preview_free(struct preview *c)
{
	free(c->png);
	memset(c, 0, sizeof *c);
}
