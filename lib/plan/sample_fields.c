/* Derive the arrays of a sample from its plan. */
#include "plan/sample_fields.h"

/* What an axis counts, or how long it is. END: no more axes. */
enum axis { END, T, C, H, W, O, D, TWO, THREE, FOUR };

#define AXES 5

struct form {
	const char *name, *dtype;
	int per_view;              /* the axis of views comes first */
	enum axis axis[AXES];      /* the others */
	enum axis axis_thwc[AXES]; /* in layout thwc, if they differ */
};

/* By enum sample_field. The dtype of videos depends on the plan. */
static const struct form forms[SAMPLE_FIELDS] = {
	{ "videos", NULL, 1, { T, C, H, W }, { T, H, W, C } },
	{ "labels", "<i8", 0, { END }, { END } },
	{ "trajectory_3d", "<f4", 0, { O, T, THREE }, { END } },
	{ "trajectory_2d", "<f4", 1, { O, T, TWO }, { END } },
	{ "camera_matrix", "<f4", 1, { THREE, FOUR }, { END } },
	{ "split", "|u1", 0, { END }, { END } },
	{ "object_labels", "<i8", 0, { O }, { END } },
	{ "distractor_3d", "<f4", 0, { D, THREE }, { END } },
	{ "distractor_frames", "<i8", 0, { D, TWO }, { END } },
	{ "mask", "|u1", 1, { T, H, W }, { END } },
	{ "depth", "<f4", 1, { T, H, W }, { END } },
	{ "flow", "<f4", 1, { T, TWO, H, W }, { T, H, W, TWO } },
	{ "box", "<i4", 1, { O, T, FOUR }, { END } },
};

static int has_field(const struct plan *plan, int field)
{
	switch (field) {
	case SAMPLE_OBJECT_LABELS:
		return plan->objects > 1;
	case SAMPLE_DISTRACTOR_3D:
	case SAMPLE_DISTRACTOR_FRAMES:
		return plan->distractors > 0;
	case SAMPLE_MASK:
		return (plan->truth & PLAN_MASK) != 0;
	case SAMPLE_DEPTH:
		return (plan->truth & PLAN_DEPTH) != 0;
	case SAMPLE_FLOW:
		return (plan->truth & PLAN_FLOW) != 0;
	case SAMPLE_BOX:
		return (plan->truth & PLAN_BOX) != 0;
	default:
		return 1;
	}
}

/* The length of AXIS; 0 if the array does not have it. */
static uint64_t extent(const struct plan *plan, enum axis axis)
{
	switch (axis) {
	case T:
		return plan->frames;
	case C:
		return plan->channels;
	case H:
		return plan->size.height;
	case W:
		return plan->size.width;
	case O:
		return plan->objects > 1 ? plan->objects : 0;
	case D:
		return plan->distractors;
	case TWO:
		return 2;
	case THREE:
		return 3;
	case FOUR:
		return 4;
	case END:
		break;
	}
	return 0;
}

int sample_fields_add(const struct plan *plan, struct record_head *head,
                      struct diag *d)
{
	for (int i = 0; i < SAMPLE_FIELDS; i++) {
		const struct form *f = &forms[i];
		const enum axis *axis = f->axis;
		const char *dtype = f->dtype;
		uint64_t shape[1 + AXES];
		unsigned dims = 0;

		if (!has_field(plan, i))
			continue;
		if (i == SAMPLE_VIDEOS)
			dtype = plan->dtype == PLAN_F4 ? "<f4" : "|u1";
		if (plan->layout == PLAN_THWC && f->axis_thwc[0] != END)
			axis = f->axis_thwc;
		if (f->per_view && plan->cameras > 1)
			shape[dims++] = plan->cameras;
		for (int k = 0; k < AXES; k++)
			if (extent(plan, axis[k]) > 0)
				shape[dims++] = extent(plan, axis[k]);
		if (record_add_field(head, f->name, dtype, dims, shape, d) != 0)
			return -1;
	}
	return 0;
}

unsigned char *sample_fields_find(const struct record_head *head,
                                  unsigned char *payload,
                                  enum sample_field field)
{
	const struct record_field *f = record_find(head, forms[field].name);

	return f != NULL ? payload + f->offset : NULL;
}

double sample_fields_bytes(const struct plan *p)
{
	struct record_head head = { .fields = 0 };
	struct diag ignored;

	if (!plan_is_ours(p) || sample_fields_add(p, &head, &ignored) != 0)
		return 0;
	return (double)(head.payload_bytes +
	                RECORD_HEADER_FIELDS * RECORD_HEADER_FIELD_BYTES);
}
