/* A contact sheet of one checkpoint, as a PNG. */
#include "progress/preview.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "dataset/checkpoint_read.h"
#include "image/pngfile.h"
#include "view/contact_sheet.h"
#include "view/panes.h"

#define SAMPLES 4u
#define FRAMES 6u
#define SIDE_PIXELS 96u /* a frame's longer one, at most */

static unsigned scale_of(const struct panes *p)
{
	unsigned side = p->width > p->height ? p->width : p->height;

	return side > 0 && side < SIDE_PIXELS ? SIDE_PIXELS / side : 1;
}

/* Lay out the sheet for videos like V. Returns 1; 0 if it is no video; or -1. */
static int lay_out(struct contact_sheet *s, const struct preview *p,
                   const struct record_field *v, struct diag *d)
{
	struct record_head head = { .fields = 0 };
	struct diag ignored;
	struct panes panes;

	if (record_add_field(&head, v->name, v->dtype, v->dims, v->shape, d) !=
	    0)
		return -1;
	if (panes_of(&head, &panes, &ignored) != 0)
		return 0;
	panes.video.views = 1; /* the first camera alone */
	panes_thin(&panes, SIDE_PIXELS);
	return contact_sheet_init(s, &panes, p->samples, FRAMES,
	                          scale_of(&panes), d) == 0 ? 1 : -1;
}

static void draw_title(struct contact_sheet *s, const struct preview *p,
                       const struct plan *plan, unsigned i,
                       const unsigned char *label)
{
	char title[PLAN_TEXT_MAX + 32], class_text[PLAN_TEXT_MAX];
	struct text t;

	text_begin(&t, title, sizeof title);
	text_put(&t, "%" PRIu64, p->first + i);
	if (label != NULL) {
		plan_class_text(plan, bytes_get64(label), class_text);
		text_put(&t, " %s", class_text);
	}
	contact_sheet_title(s, i, title);
}

/* Draw the first samples of R, whose array VIDEOS is a video, on sheet S. */
static int draw_samples(struct contact_sheet *s, const struct preview *p,
                        const struct plan *plan, struct checkpoint_reader *r,
                        const struct record_field *videos, struct diag *d)
{
	const struct record_head *head = checkpoint_head(r);
	const struct record_field *labels = record_find(head, "labels");
	unsigned char *sample = malloc((size_t)head->payload_bytes);
	uint64_t index, hash;
	int got = 1;

	if (sample == NULL)
		return diag_system(d, ENOMEM, "contact sheet");
	if (labels != NULL && labels->bytes != 8)
		labels = NULL;
	for (unsigned i = 0; i < p->samples && got > 0; i++) {
		got = checkpoint_next(
		    r, record_bit(head, videos) | record_bit(head, labels),
		    &index, &hash, sample, d);
		if (got <= 0)
			break;
		contact_sheet_add(s, sample + videos->offset);
		draw_title(s, p, plan, i,
		           labels != NULL ? sample + labels->offset : NULL);
	}
	free(sample);
	return got;
}

/*
 * Draw the first samples of R on sheet S, which is empty. Returns 1; 0 when
 * there are no videos; or -1 with a diag.
 */
static int draw(struct contact_sheet *s, const struct preview *p,
                const struct plan *plan, struct checkpoint_reader *r,
                struct diag *d)
{
	const struct record_field *videos =
	    record_find(checkpoint_head(r), "videos");
	int got = videos != NULL ? lay_out(s, p, videos, d) : 0;

	return got > 0 ? draw_samples(s, p, plan, r, videos, d) : got;
}

static int encode(struct preview *p, const struct contact_sheet *s,
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
	p->png = (unsigned char *)bytes;
	p->png_bytes = size;
	p->width = s->width;
	p->height = contact_sheet_filled_height(s);
	return 0;
}

static int show(struct preview *p, const struct dataset *s, struct diag *d)
{
	struct contact_sheet sheet = { .rgb = NULL };
	struct checkpoint_reader *r;
	int got = checkpoint_open(&r, s, p->k, NULL, d);

	if (got == 0)
		got = draw(&sheet, p, &s->plan, r, d);
	if (got > 0)
		got = encode(p, &sheet, d);
	contact_sheet_free(&sheet);
	checkpoint_close(r);
	return got;
}

void preview_show(struct preview *p, const struct dataset *s, uint64_t k)
{
	const struct checkpoint_entry *e = dataset_entry(s, k);
	struct diag d;

	if (p->tried && p->k == k && digest128_equal(p->xxh128, e->xxh128))
		return;
	preview_free(p);
	p->tried = 1;
	p->k = k;
	plan_checkpoint_name(&s->plan, k, p->name);
	p->xxh128 = e->xxh128;
	p->first = k * s->plan.interval;
	p->samples = e->count < SAMPLES ? (unsigned)e->count : SAMPLES;
	if (show(p, s, &d) != 0)
		(void)snprintf(p->why, sizeof p->why, "%.*s",
		               (int)sizeof p->why - 1, d.message);
}

void preview_free(struct preview *p)
{
	free(p->png);
	memset(p, 0, sizeof *p);
}
