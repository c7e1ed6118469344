/* Find the video and the ground truth of a record. */
#include "view/panes.h"

#include <limits.h>
#include <string.h>

#include "base/bytes.h"

/* For each kind, the name and dtype of its field. */
static const struct form {
	const char *name, *dtype;
	unsigned inner; /* axes after the axis of frames */
} forms[PANE_KINDS] = {
	{ "videos", NULL, 0 }, { "mask", "|u1", 2 }, { "depth", "<f4", 2 },
	{ "flow", "<f4", 3 },  { "box", "<i4", 1 },
};

/* Whether the axes at S are H and W of the video. */
static int is_picture(const struct video *v, const uint64_t *s)
{
	return s[0] == v->height && s[1] == v->width;
}

/*
 * The axes of field F after the axes of views, objects (only boxes have them)
 * and frames; NULL if F does not have the dtype and shape of KIND. *OBJECTS is
 * the number of boxes in a frame.
 */
static const uint64_t *own_axes(const struct record_field *f,
                                const struct video *v, enum pane_kind kind,
                                unsigned *objects)
{
	unsigned dims = forms[kind].inner + 1 + (v->has_view_axis != 0);
	const uint64_t *s = f->shape + (v->has_view_axis != 0);

	*objects = 1;
	if (kind == PANE_BOX && f->dims == dims + 1 && s[0] <= 255) {
		*objects = (unsigned)s[0];
		s++;
		dims++;
	}
	if (f->dims != dims || strcmp(f->dtype, forms[kind].dtype) != 0 ||
	    (v->has_view_axis && f->shape[0] != v->views) || s[0] != v->frames)
		return NULL;
	return s + 1;
}

/* Add the ground truth KIND, if HEAD has a field for it in the right form. */
static void add_truth(struct panes *p, const struct record_head *head,
                      enum pane_kind kind)
{
	const struct record_field *f = record_find(head, forms[kind].name);
	const uint64_t *s = NULL;
	unsigned objects = 1;
	int fits, interleaved;

	if (f != NULL)
		s = own_axes(f, &p->video, kind, &objects);
	if (s == NULL)
		return;
	interleaved = kind == PANE_FLOW && s[2] == 2 && is_picture(&p->video, s);
	if (kind == PANE_FLOW)
		fits = interleaved ||
		       (s[0] == 2 && is_picture(&p->video, s + 1));
	else
		fits = kind == PANE_BOX ? s[0] == 4 : is_picture(&p->video, s);
	if (!fits)
		return;
	if (kind == PANE_FLOW)
		p->flow_planes = !interleaved;
	if (kind == PANE_BOX)
		p->objects = objects;
	p->offset[kind] = (size_t)f->offset;
	p->kind[p->kinds++] = kind;
}

int panes_of(const struct record_head *head, struct panes *out, struct diag *d)
{
	memset(out, 0, sizeof *out);
	if (video_of(head, &out->video, d) != 0)
		return -1;
	out->kind[out->kinds++] = PANE_VIDEO;
	out->labelled = record_find(head, "labels") != NULL;
	for (int kind = PANE_MASK; kind < PANE_KINDS; kind++)
		add_truth(out, head, (enum pane_kind)kind);
	panes_thin(out, UINT_MAX);
	return 0;
}

void panes_thin(struct panes *p, unsigned side)
{
	const struct video *v = &p->video;
	unsigned longer = v->width > v->height ? v->width : v->height;
	unsigned step = 1 + (longer - 1) / side;

	if (step > p->step)
		p->step = step;
	p->width = 1 + (v->width - 1) / p->step;
	p->height = 1 + (v->height - 1) / p->step;
}

int panes_same(const struct panes *a, const struct panes *b)
{
	/* panes_of zeroed all of both, also what is between members */
	return memcmp(a, b, sizeof *a) == 0;
}

const char *panes_name(enum pane_kind kind)
{
	return forms[kind].name;
}

int panes_have(const struct panes *p, enum pane_kind kind)
{
	for (unsigned i = 0; i < p->kinds; i++)
		if (p->kind[i] == kind)
			return 1;
	return 0;
}

size_t panes_pixels(const struct panes *p)
{
	const struct video *v = &p->video;

	return (size_t)v->views * v->frames * v->height * v->width;
}

size_t panes_pixel(const struct panes *p, unsigned view, unsigned frame,
                   unsigned x, unsigned y)
{
	const struct video *v = &p->video;

	return (((size_t)view * v->frames + frame) * v->height + y) *
	           v->width + x;
}

unsigned panes_mask(const struct panes *p, const unsigned char *payload,
                    size_t at)
{
	return payload[p->offset[PANE_MASK] + at];
}

double panes_depth(const struct panes *p, const unsigned char *payload,
                   size_t at)
{
	return (double)bytes_getf4(payload + p->offset[PANE_DEPTH] + 4 * at);
}

void panes_flow(const struct panes *p, const unsigned char *payload, size_t at,
                double flow[2])
{
	const unsigned char *base = payload + p->offset[PANE_FLOW];
	size_t pixels = (size_t)p->video.height * p->video.width;

	for (size_t i = 0; i < 2; i++) {
		size_t k = 2 * at + i;

		if (p->flow_planes)
			k = (2 * (at / pixels) + i) * pixels + at % pixels;
		flow[i] = (double)bytes_getf4(base + 4 * k);
	}
}

int panes_box(const struct panes *p, const unsigned char *payload,
              unsigned view, unsigned object, unsigned frame, int32_t box[4])
{
	size_t number = ((size_t)view * p->objects + object) *
	                    p->video.frames + frame;
	const unsigned char *at = payload + p->offset[PANE_BOX] + 16 * number;

	for (int i = 0; i < 4; i++)
		box[i] = (int32_t)bytes_get32(at + 4 * i);
	return box[2] > box[0] && box[3] > box[1];
}
