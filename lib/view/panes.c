/* Find the video and ground truth of a record, and colour their pixels. */
#include "view/panes.h"

#include <string.h>

#include "base/bytes.h"
#include "base/fixmath.h"
#include "image/hue.h"

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
	unsigned dims = forms[kind].inner + 1 + (v->views > 1);
	const uint64_t *s = f->shape + (v->views > 1);

	*objects = 1;
	if (kind == PANE_BOX && f->dims == dims + 1 && s[0] <= 255) {
		*objects = (unsigned)s[0];
		s++;
		dims++;
	}
	if (f->dims != dims || strcmp(f->dtype, forms[kind].dtype) != 0 ||
	    (v->views > 1 && f->shape[0] != v->views) || s[0] != v->frames)
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
	int fits;

	if (f != NULL)
		s = own_axes(f, &p->video, kind, &objects);
	if (s == NULL)
		return;
	if (kind == PANE_FLOW)
		fits = (s[0] == 2 && is_picture(&p->video, s + 1)) ||
		       (s[2] == 2 && is_picture(&p->video, s));
	else
		fits = kind == PANE_BOX ? s[0] == 4 : is_picture(&p->video, s);
	if (!fits)
		return;
	if (kind == PANE_FLOW)
		p->flow_planes = !(s[2] == 2 && is_picture(&p->video, s));
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
	for (int kind = PANE_MASK; kind < PANE_KINDS; kind++)
		add_truth(out, head, (enum pane_kind)kind);
	out->count = out->video.views * out->kinds;
	return 0;
}

int panes_same(const struct panes *a, const struct panes *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

unsigned panes_view(const struct panes *p, unsigned pane)
{
	return pane / p->kinds;
}

const char *panes_name(const struct panes *p, unsigned pane)
{
	return forms[p->kind[pane % p->kinds]].name;
}

/* The position of pixel (X, Y) of FRAME of VIEW among all of the record. */
static size_t number_of(const struct video *v, unsigned view, unsigned frame,
                        unsigned x, unsigned y)
{
	return (((size_t)view * v->frames + frame) * v->height + y) *
	           v->width + x;
}

static size_t all_pixels(const struct video *v)
{
	return (size_t)v->views * v->frames * v->height * v->width;
}

/* The depth of pixel number AT. */
static double depth_of(const struct panes *p, const unsigned char *payload,
                       size_t at)
{
	return (double)bytes_getf4(payload + p->offset[PANE_DEPTH] + 4 * at);
}

/* The x and y components of the flow at pixel AT. */
static void get_flow(const struct panes *p, const unsigned char *payload,
                     size_t at, double flow[2])
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

static double length_of(const double v[2])
{
	return fixmath_sqrt(v[0] * v[0] + v[1] * v[1]);
}

static int has(const struct panes *p, enum pane_kind kind)
{
	for (unsigned i = 0; i < p->kinds; i++)
		if (p->kind[i] == kind)
			return 1;
	return 0;
}

struct panes_scale panes_measure(const struct panes *p,
                                 const unsigned char *payload)
{
	struct panes_scale scale = { 1e30, 1e-6 };
	size_t all = all_pixels(&p->video);

	for (size_t at = 0; at < all && has(p, PANE_DEPTH); at++) {
		double z = depth_of(p, payload, at);

		if (z > 0.0 && z < scale.nearest)
			scale.nearest = z;
	}
	for (size_t at = 0; at < all && has(p, PANE_FLOW); at++) {
		double flow[2], length;

		get_flow(p, payload, at, flow);
		length = length_of(flow);
		if (length > scale.fastest && length < 1e30)
			scale.fastest = length;
	}
	return scale;
}

/* HUE, 0 … 1, blended over white with STRENGTH, 0 … 1. */
static void set_hue(double hue, double strength, unsigned char rgb[3])
{
	double pure[3];

	hue_rgb(hue, pure);
	for (int i = 0; i < 3; i++)
		rgb[i] = (unsigned char)(255.0 * (1.0 + strength *
		                                  (pure[i] - 1.0)) + 0.5);
}

/* A colour for object ID; black for 0. */
static void set_id(unsigned id, unsigned char rgb[3])
{
	memset(rgb, 0, 3);
	if (id > 0)
		set_hue(hue_after(0.0, id - 1), 0.75, rgb);
}

static void set_depth(double z, double nearest, unsigned char rgb[3])
{
	double light = z > 0.0 ? fixmath_clamp(nearest / z, 0.0, 1.0) : 0.0;

	memset(rgb, (int)(255.0 * light + 0.5), 3);
	if (!(z > 0.0)) {
		rgb[0] = rgb[1] = 16;
		rgb[2] = 72;
	}
}

/* The hue of a direction is linear in |x| / (|x| + |y|): close to the angle. */
static void set_flow(const double flow[2], double fastest, unsigned char rgb[3])
{
	double x = flow[0], y = flow[1], length = length_of(flow);
	double sum = fixmath_abs(x) + fixmath_abs(y), turn;

	if (!(length > 0.0 && length < 1e30)) {
		memset(rgb, 255, 3);
		return;
	}
	turn = x >= 0.0 ? y / sum : 2.0 - y / sum;
	set_hue(turn < 0.0 ? turn / 4.0 + 1.0 : turn / 4.0,
	        fixmath_clamp(length / fastest, 0.0, 1.0), rgb);
}

/*
 * The number of an object, from 1, whose outline passes through (X, Y), or 0.
 * The outline is drawn one pixel outside the box.
 */
static unsigned box_through(const struct panes *p, const unsigned char *payload,
                            unsigned view, unsigned frame, unsigned x,
                            unsigned y)
{
	int64_t at[2] = { x, y };

	for (unsigned k = 0; k < p->objects; k++) {
		size_t number = ((size_t)view * p->objects + k) *
		                    p->video.frames + frame;
		const unsigned char *box =
		    payload + p->offset[PANE_BOX] + 16 * number;
		int within = 1, on = 0;

		for (int i = 0; i < 2; i++) {
			int64_t low = (int64_t)bytes_get32(box + 4 * i) - 1;
			int64_t high = bytes_get32(box + 8 + 4 * i);

			within &= high > 0 && at[i] >= low && at[i] <= high;
			on |= at[i] == low || at[i] == high;
		}
		if (within && on)
			return k + 1;
	}
	return 0;
}

void panes_pixel(const struct panes *p, const unsigned char *payload,
                 const struct panes_scale *scale, unsigned pane, unsigned frame,
                 unsigned x, unsigned y, unsigned char rgb[3])
{
	unsigned view = panes_view(p, pane), id = 0;
	enum pane_kind kind = p->kind[pane % p->kinds];
	size_t at = number_of(&p->video, view, frame, x, y);
	double flow[2];

	switch (kind) {
	case PANE_MASK:
		set_id(payload[p->offset[PANE_MASK] + at], rgb);
		return;
	case PANE_DEPTH:
		set_depth(depth_of(p, payload, at), scale->nearest, rgb);
		return;
	case PANE_FLOW:
		get_flow(p, payload, at, flow);
		set_flow(flow, scale->fastest, rgb);
		return;
	case PANE_BOX:
		id = box_through(p, payload, view, frame, x, y);
		break;
	default:
		break;
	}
	if (id > 0)
		set_id(id, rgb);
	else
		video_pixel(&p->video, payload, view, frame, x, y, rgb);
}
