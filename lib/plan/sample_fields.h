#ifndef VG_SAMPLE_FIELDS_H
#define VG_SAMPLE_FIELDS_H

#include <stdint.h>

#include "base/diag.h"
#include "plan/plan.h"
#include "stream/record.h"

/* The arrays of a sample, in the order of a record's fields. */
enum sample_field {
	SAMPLE_VIDEOS,
	SAMPLE_LABELS,
	SAMPLE_TRAJECTORY_3D,
	SAMPLE_TRAJECTORY_2D,
	SAMPLE_CAMERA_MATRIX,
	SAMPLE_SPLIT,
	SAMPLE_OBJECT_LABELS,
	SAMPLE_DISTRACTOR_3D,
	SAMPLE_DISTRACTOR_FRAMES,
	SAMPLE_MASK,
	SAMPLE_DEPTH,
	SAMPLE_FLOW,
	SAMPLE_BOX,
	SAMPLE_FIELDS
};

/*
 * Add to HEAD the arrays that samples of PLAN have. With more than one camera,
 * views are the first axis; with more than one object, objects are the next.
 * Returns 0, or -1 with a diag.
 */
int sample_fields_add(const struct plan *plan, struct record_head *head,
                      struct diag *d);

/* The array FIELD in PAYLOAD, which has HEAD's layout; NULL if it has none. */
unsigned char *sample_fields_find(const struct record_head *head,
                                  unsigned char *payload,
                                  enum sample_field field);

/*
 * Bytes of one sample of P before compression, with its index and hash; 0 for
 * another renderer, whose arrays the plan does not describe.
 */
double sample_fields_bytes(const struct plan *p);

#endif
